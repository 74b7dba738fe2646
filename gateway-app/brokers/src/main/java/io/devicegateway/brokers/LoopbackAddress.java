package io.devicegateway.brokers;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;

/**
 * Where a broker listens. Loopback only: these brokers ask nobody who they are.
 *
 * @param host {@code 127.0.0.1}, {@code ::1} or the like
 * @param port 1 to 65535
 */
record LoopbackAddress(String host, int port) {
    private static final int MAX_PORT = 65_535;

    static LoopbackAddress parse(String option, String text) throws Refused {
        int colon = text.lastIndexOf(':');
        String host = colon < 1 ? "" : text.substring(0, colon).replace("[", "").replace("]", "");
        String port = text.substring(colon + 1);
        if (host.isEmpty()
                || !port.matches("\\d{1,5}")
                || Integer.parseInt(port) < 1
                || Integer.parseInt(port) > MAX_PORT) {
            throw wrong(option, text, "it must be host:port with a port of 1 to 65535");
        }
        try {
            if (!InetAddress.getByName(host).isLoopbackAddress()) {
                throw wrong(
                        option,
                        text,
                        "these brokers admit anybody, so they listen on loopback only, such as 127.0.0.1;"
                                + " for a network install mosquitto and RabbitMQ");
            }
        } catch (UnknownHostException e) {
            throw wrong(option, text, "the host is unknown");
        }
        return new LoopbackAddress(host, Integer.parseInt(port));
    }

    private static Refused wrong(String option, String text, String why) {
        return new Refused(Refused.WRONG_COMMAND_LINE, option + " " + text + ": " + why);
    }

    @SuppressWarnings("AddressSelection") // a loopback name has one address that counts
    void mustBeFree(String option) throws Refused {
        try (ServerSocket socket = new ServerSocket()) {
            // As the brokers do it: connections of an earlier run that linger do not take the port.
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(host, port));
        } catch (IOException e) {
            throw new Refused(
                    Refused.PORT_TAKEN,
                    option + " " + this + ": the port cannot be taken (" + e.getMessage()
                            + "); stop what listens there, choose another port, or configure that broker's address");
        }
    }

    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
