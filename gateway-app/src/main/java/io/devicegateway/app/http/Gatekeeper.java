package io.devicegateway.app.http;

import io.devicegateway.app.http.HttpSettings.ProbeAccess;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Decides who may call an operation: by the token, and by the names in the headers that a browser sets and a web page cannot
 * forge. A page that points its own name at this machine (DNS rebinding) still sends its own name as {@code Host}.
 */
final class Gatekeeper {
    private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
    private static final Pattern IPV6 = Pattern.compile("\\[[0-9a-f:.%]+]");
    private static final String SCHEME = "bearer ";

    private final HttpSettings settings;
    private final AccessToken token;

    Gatekeeper(HttpSettings settings, AccessToken token) {
        this.settings = settings;
        this.token = token;
    }

    /**
     * Answers whether the caller has shown the token, which not every operation asks for.
     *
     * @throws ProblemException when the caller may not call it
     */
    boolean check(Call call, Route.Access access) {
        String host = call.header("Host").orElse("").toLowerCase(Locale.ROOT);
        checkHost(host);
        checkOrigin(call.header("Origin"), host);
        boolean needsToken = switch (access) {
            case OPEN -> false;
            case PROBE -> settings.probes() == ProbeAccess.TOKEN;
            case TOKEN -> true;
        };
        if (needsToken) {
            checkToken(call.header("Authorization"));
        }
        return needsToken;
    }

    private void checkHost(String host) {
        String name = host.replaceFirst(":\\d*$", "");
        boolean known = name.equals("localhost")
                || IPV4.matcher(name).matches()
                || IPV6.matcher(name).matches()
                || settings.hostNames().contains(name);
        if (!known) {
            throw new Problem(
                            421,
                            "host-not-allowed",
                            "The gateway is not known under this name",
                            "the request is addressed to the host '" + name + "'",
                            "address the gateway as localhost or by its IP address, or add the name to its configuration")
                    .asException();
        }
    }

    private static void checkOrigin(Optional<String> origin, String host) {
        String text = origin.orElse("").toLowerCase(Locale.ROOT);
        if (!text.isEmpty() && !text.equals("http://" + host) && !text.equals("https://" + host)) {
            throw new Problem(
                            403,
                            "origin-not-allowed",
                            "The request comes from a page of another site",
                            "the browser says that the request comes from '" + text + "'",
                            "call the gateway from its own pages or from a program, not from another site's page")
                    .asException();
        }
    }

    private void checkToken(Optional<String> authorization) {
        String text = authorization.orElse("");
        if (text.isEmpty()) {
            throw unauthorized("unauthorized", "the request has no Authorization header", "");
        }
        if (!text.toLowerCase(Locale.ROOT).startsWith(SCHEME)) {
            throw unauthorized("unauthorized", "the Authorization header is not of the form 'Bearer TOKEN'", "");
        }
        if (!token.matches(text.substring(SCHEME.length()).strip())) {
            throw unauthorized("token-wrong", "the token is not that of this gateway", ", error=\"invalid_token\"");
        }
    }

    private static ProblemException unauthorized(String code, String cause, String error) {
        return new Problem(
                        401,
                        code,
                        "The access token is missing or wrong",
                        cause,
                        "send the header 'Authorization: Bearer TOKEN' with the content of the file '"
                                + AccessToken.FILE + "' in the gateway's data directory")
                .header("WWW-Authenticate", "Bearer realm=\"device-gateway\"" + error)
                .asException();
    }
}
