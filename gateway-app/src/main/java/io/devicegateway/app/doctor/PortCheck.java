package io.devicegateway.app.doctor;

import io.devicegateway.app.text.Phrase;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;

/** Whether a port that a daemon would listen on is free, when none runs. */
public final class PortCheck implements Check {
    private static final String NAME = "port";

    private final String key;
    private final String bind;
    private final int port;

    /** @param key the setting of the port */
    public PortCheck(String key, String bind, int port) {
        this.key = key;
        this.bind = bind;
        this.port = port;
    }

    @Override
    public List<Finding> findings() {
        InetSocketAddress address = new InetSocketAddress(bind, port);
        if (address.isUnresolved()) {
            return List.of(
                    Finding.problem(NAME, Phrase.of("doctor.port.host", bind, key), Phrase.of("doctor.port.host.fix")));
        }
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(address);
            return List.of(Finding.ok(NAME, Phrase.of("doctor.port.free", bind, port, key)));
        } catch (IOException e) {
            String reason = e.getMessage() == null ? e.toString() : e.getMessage();
            return List.of(Finding.problem(
                    NAME, Phrase.of("doctor.port.taken", bind, port, key, reason), Phrase.of("doctor.port.fix", key)));
        }
    }
}
