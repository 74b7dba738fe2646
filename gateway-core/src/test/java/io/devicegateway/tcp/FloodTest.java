package io.devicegateway.tcp;

import static io.devicegateway.tcp.Harness.await;
import static io.devicegateway.tcp.Harness.settings;
import static org.assertj.core.api.Assertions.assertThat;

import io.devicegateway.api.Presence;
import io.devicegateway.protocol.Framing;
import io.devicegateway.protocol.Inbound;
import io.devicegateway.protocol.Link;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** No stream of bytes, however senseless, keeps the other connections of its event loop from their turn. */
@ExtendWith(LeakExtension.class)
class FloodTest {
    private static final int FLOOD = 4 << 20;

    @Test
    void tinyFrames() throws IOException {
        try (Harness gateway = new Harness(settings(), LengthFraming.DEFAULT, Counting::new);
                Client flooder = gateway.connect();
                Client other = gateway.connect()) {
            Thread flood = flood(flooder, new byte[FLOOD]); // each two zero bytes are a frame
            roundTripsWhile(flood, other);
            await().until(() -> gateway.count("gateway_tcp_frames_received") >= FLOOD / 2);
            assertThat(gateway.count("gateway_tcp_connection_failures")).isZero();
        }
    }

    @Test
    void junkThatTheFramingPassesOverByteByByteAtGreatCost() throws IOException {
        byte[] junk = new byte[FLOOD];
        Arrays.fill(junk, (byte) '?');
        Scanning framing = new Scanning();
        try (Harness gateway = new Harness(settings().maxSkipped(2 * FLOOD), framing, Counting::new);
                Client flooder = gateway.connect();
                Client other = gateway.connect()) {
            Thread flood = flood(flooder, junk);
            roundTripsWhile(flood, other);
            await().until(() -> gateway.count("gateway_tcp_bytes_skipped") == FLOOD);
            assertThat(framing.looked.get())
                    .as("bytes looked at: bounded by the longest frame for each byte passed over, not by what waits")
                    .isLessThanOrEqualTo((long) FLOOD * framing.maxFrame() + 1_000_000);
        }
    }

    @Test
    void junkIsAnsweredByClosing() throws IOException {
        byte[] junk = new byte[FLOOD];
        Arrays.fill(junk, (byte) 0xee);
        try (Harness gateway = new Harness(settings());
                Client flooder = gateway.connect();
                Client other = gateway.connect()) {
            Thread flood = flood(flooder, junk);
            roundTripsWhile(flood, other);
            flooder.awaitEnd();
            await().until(() ->
                    gateway.conversation(0).closed.equals(java.util.List.of(Presence.Reason.PROTOCOL_ERROR)));
            await().until(() -> gateway.listener.connections() == 1);
            assertThat(gateway.count("gateway_tcp_bytes_received"))
                    .as("far from all of it was read")
                    .isLessThan(FLOOD / 2);
        }
    }

    @Test
    void aSenderThatIsNotReadFillsNoMemory() throws IOException {
        try (Harness gateway = new Harness(settings(), LengthFraming.DEFAULT, Counting::new);
                Client flooder = gateway.connect()) {
            await().until(() -> gateway.listener.connections() == 1);
            gateway.listener.pauseReading("the disk is full");
            await().until(() -> gateway.gauge("gateway_tcp_connections_paused") == 1);
            Thread flood = flood(flooder, new byte[FLOOD]);
            await().until(() -> flood.getState() == Thread.State.RUNNABLE || !flood.isAlive());
            assertThat(gateway.count("gateway_tcp_bytes_received")).isZero();
            gateway.listener.resumeReading();
            await().until(() -> gateway.count("gateway_tcp_frames_received") == FLOOD / 2);
        }
    }

    /** Does at least 50 round trips, and goes on until the flood has been sent. */
    private static void roundTripsWhile(Thread flood, Client other) throws IOException {
        for (int i = 0; i < 50 || flood.isAlive(); i++) {
            other.sendFrame("trip " + i);
            assertThat(other.readFrame()).isEqualTo("trip " + i);
        }
    }

    private static Thread flood(Client client, byte[] bytes) {
        return Thread.ofPlatform().daemon().start(() -> {
            try {
                client.send(bytes);
            } catch (IOException e) {
                // the gateway closed: as it should, where the test says so
            }
        });
    }

    /** Counts what is empty and answers what is not. */
    private record Counting(Link link, LongAdder empty) implements Inbound {
        Counting(Link link) {
            this(link, new LongAdder());
        }

        @Override
        public @Nullable CompletableFuture<Void> receive(byte[] frame) {
            if (frame.length == 2) {
                empty.increment();
            } else {
                link.answer(frame);
            }
            return null;
        }

        @Override
        public void skipped(byte[] bytes, String kind) {}

        @Override
        public void closed(Presence.Reason reason, String detail) {}
    }

    /** As bad as a framing can be: looks at everything that it is shown to pass over a single byte. */
    private static final class Scanning implements Framing {
        final AtomicLong looked = new AtomicLong();

        @Override
        public Cut next(ByteBuffer in) throws io.devicegateway.protocol.MalformedFrame {
            int zeros = 0;
            for (int i = in.position(); i < in.limit(); i++) {
                zeros += in.get(i) == 0 ? 1 : 0;
            }
            looked.addAndGet(in.remaining());
            return in.get(in.position()) == '?' && zeros >= 0
                    ? new Cut.Skip(1, "junk")
                    : LengthFraming.DEFAULT.next(in);
        }

        @Override
        public int maxFrame() {
            return 512;
        }

        @Override
        public Duration partialTimeout() {
            return Duration.ofSeconds(15);
        }
    }
}
