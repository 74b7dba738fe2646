package io.devicegateway.chargepile;

import io.devicegateway.api.Presence;
import io.devicegateway.embedded.EmbeddedGateway;
import io.devicegateway.embedded.GatewayOptions;
import io.devicegateway.protocol.Inbound;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * A process that consumes and is gone, without a word, at the moment when an event is durable and its line is not acknowledged yet.
 * Arguments: data directory, broker, queue, exchange.
 */
final class KilledConsumer {
    private static final int KILLED = 137;

    private KilledConsumer() {}

    public static void main(String[] arguments) throws Exception {
        BrokerSettings settings = BrokerSettings.of(URI.create(arguments[1]))
                .with(new BrokerSettings.Queue(arguments[2], arguments[3], "klc.command.qik", true, 50));
        EmbeddedGateway gateway =
                EmbeddedGateway.open(GatewayOptions.defaults(Path.of(arguments[0]), Clock.systemUTC()));
        ChargepileProtocol protocol = ConsumerBench.protocol();
        Inbound.Opener opener = gateway.opener(protocol);
        ChargepileConsumer consumer =
                new ChargepileConsumer(settings, protocol, link -> new Deadly(opener.open(link)), Clock.systemUTC());
        consumer.start();
        new CountDownLatch(1).await();
    }

    /** Kills the process instead of telling that a line may be acknowledged. */
    private record Deadly(Inbound inbound) implements Inbound {
        @Override
        public @Nullable CompletableFuture<Void> receive(byte[] frame) {
            return receive(frame, false);
        }

        @Override
        public @Nullable CompletableFuture<Void> receive(byte[] frame, boolean redelivered) {
            return Objects.requireNonNull(inbound.receive(frame, redelivered))
                    .thenRun(() -> Runtime.getRuntime().halt(KILLED));
        }

        @Override
        public void skipped(byte[] bytes, String kind) {
            inbound.skipped(bytes, kind);
        }

        @Override
        public void closed(Presence.Reason reason, String detail) {
            inbound.closed(reason, detail);
        }
    }
}
