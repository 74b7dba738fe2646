package io.devicegateway.benchmark;

import io.devicegateway.embedded.EmbeddedGateway;
import io.devicegateway.embedded.GatewayOptions;
import io.devicegateway.protocol.StreamProtocol;
import io.devicegateway.tcp.TcpListener;
import io.devicegateway.tcp.TcpSettings;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.CountDownLatch;

/** A gateway that listens for one protocol, with one thread for connections, and with real files. */
public final class GatewayServer {
    private static final int MOST_CONNECTIONS = 20_000;

    private GatewayServer() {}

    /** Listens on the loopback interface, prints {@code listening PORT}, and does not return. */
    public static void run(StreamProtocol<?> protocol, Path data) throws Exception {
        GatewayOptions defaults = GatewayOptions.defaults(data, Clock.systemUTC());
        try (EmbeddedGateway gateway = EmbeddedGateway.open(new GatewayOptions(
                data,
                defaults.clock(),
                defaults.journal(),
                defaults.registry(),
                defaults.sessions(),
                defaults.commandsKept(),
                defaults.authority(),
                defaults.metrics(),
                1,
                defaults.io()))) {
            TcpListener listener = gateway.listen(
                    protocol,
                    TcpSettings.builder()
                            .bind("127.0.0.1")
                            .port(0)
                            .maxConnections(MOST_CONNECTIONS)
                            .maxConnectionsPerAddress(MOST_CONNECTIONS)
                            .acceptRate(MOST_CONNECTIONS)
                            .acceptBurst(MOST_CONNECTIONS)
                            .maxUndurable(1_024)
                            .build());
            System.out.println("listening " + listener.boundPort());
            new CountDownLatch(1).await();
        }
    }
}
