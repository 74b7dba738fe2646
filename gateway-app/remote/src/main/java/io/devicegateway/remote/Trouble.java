package io.devicegateway.remote;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import javax.net.ssl.SSLException;

/** Why the daemon cannot be reached, in words that say what to do. */
final class Trouble {
    private Trouble() {}

    /** Whether it is certain that nothing was sent. */
    static boolean isBeforeSending(IOException trouble) {
        return trouble instanceof ConnectException
                || trouble instanceof HttpConnectTimeoutException
                || trouble instanceof UnknownHostException
                || trouble instanceof NoRouteToHostException;
    }

    static String words(URI gateway, IOException trouble) {
        String host = gateway.getHost();
        return switch (trouble) {
            case NotAGateway other -> String.valueOf(other.getMessage());
            case UnknownHostException unknown -> unknownHost(host);
            case ConnectException refused ->
                isUnresolved(refused)
                        ? unknownHost(host)
                        : "nothing listens at " + gateway + "; start the gateway there, or correct the address";
            case HttpConnectTimeoutException silent -> nothingAnswers(gateway);
            case NoRouteToHostException silent -> nothingAnswers(gateway);
            case HttpTimeoutException late ->
                "it did not answer in time; it may be overloaded, or the network be broken";
            case SSLException tls ->
                "TLS failed (" + tls.getMessage() + "); check the certificate, and whether the address is https";
            default -> "the connection broke (" + text(trouble) + "); it is safe to try again under the same key";
        };
    }

    private static String unknownHost(String host) {
        return "the name " + host + " is not known; correct the address, or check DNS";
    }

    private static String nothingAnswers(URI gateway) {
        return "nothing answers at " + gateway + "; check the address, the network and the firewall";
    }

    private static boolean isUnresolved(Throwable trouble) {
        for (Throwable each = trouble; each != null; each = each.getCause()) {
            if (each instanceof UnresolvedAddressException) {
                return true;
            }
        }
        return false;
    }

    private static String text(IOException trouble) {
        return trouble.getMessage() == null ? trouble.getClass().getSimpleName() : trouble.getMessage();
    }

    /** Something answers there, which speaks otherwise. */
    static final class NotAGateway extends IOException {
        private static final long serialVersionUID = 1L;

        NotAGateway(int status) {
            super(
                    "what answers there (HTTP status " + status
                            + ") is not a device gateway, or a proxy before it that has lost it; correct the address and its port");
        }
    }
}
