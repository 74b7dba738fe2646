package io.devicegateway.app.http;

import java.net.InetAddress;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Where and for whom the HTTP interface listens.
 *
 * @param bind the address to listen on; a loopback address unless others are meant to reach it
 * @param port 1 to 65535, or 0 for a free one
 * @param hostNames names under which clients reach it, beside {@code localhost} and any IP address. A request under another
 *     name is refused: it may come from a web page that pointed its own name at this machine
 * @param probes who may read health and metrics
 * @param limits what clients may occupy
 */
public record HttpSettings(InetAddress bind, int port, Set<String> hostNames, ProbeAccess probes, HttpLimits limits) {
    public HttpSettings {
        if (port < 0 || port > 65535) {
            throw new IllegalArgumentException("HTTP port " + port + " is not 0 to 65535");
        }
        hostNames =
                hostNames.stream().map(name -> name.toLowerCase(Locale.ROOT)).collect(Collectors.toUnmodifiableSet());
    }

    /** The usual settings for an address: health and metrics are open on a loopback address and need the token elsewhere. */
    public static HttpSettings of(InetAddress bind, int port) {
        ProbeAccess probes = bind.isLoopbackAddress() ? ProbeAccess.OPEN : ProbeAccess.TOKEN;
        return new HttpSettings(bind, port, Set.of(), probes, HttpLimits.DEFAULT);
    }

    /** The same with these limits. */
    public HttpSettings with(HttpLimits other) {
        return new HttpSettings(bind, port, hostNames, probes, other);
    }

    /** The same under these names. */
    public HttpSettings named(Set<String> names) {
        return new HttpSettings(bind, port, names, probes, limits);
    }

    /** The same with this access to health and metrics. */
    public HttpSettings probes(ProbeAccess access) {
        return new HttpSettings(bind, port, hostNames, access, limits);
    }

    /** Who may read health and metrics. */
    public enum ProbeAccess {
        /** Everybody who reaches the port. */
        OPEN,
        /** Who shows the access token. */
        TOKEN
    }
}
