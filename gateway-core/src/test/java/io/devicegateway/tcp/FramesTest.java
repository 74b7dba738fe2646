package io.devicegateway.tcp;

import static io.devicegateway.tcp.Harness.await;
import static io.devicegateway.tcp.Harness.settings;
import static org.assertj.core.api.Assertions.assertThat;

import io.devicegateway.api.Presence.Reason;
import io.devicegateway.protocol.Framing;
import io.devicegateway.protocol.MalformedFrame;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Bytes of real sockets become frames, however they are cut up on the way. */
@ExtendWith(LeakExtension.class)
class FramesTest {
    private static final byte[] STREAM = glued("one", "", "three", "f".repeat(300));
    private static final List<String> TEXTS = List.of("one", "", "three", "f".repeat(300));

    @ParameterizedTest
    @EnumSource(
            value = TcpTransport.Io.class,
            names = {"AUTO", "NIO"})
    void splitAtEveryByte(TcpTransport.Io io) throws IOException {
        try (Harness gateway = new Harness(io, settings(), LengthFraming.DEFAULT, Conversation::echo)) {
            for (int at = 1; at < STREAM.length; at++) {
                try (Client client = gateway.connect()) {
                    Conversation conversation = gateway.conversation(at - 1);
                    long before = gateway.count("gateway_tcp_bytes_received");
                    client.send(Arrays.copyOfRange(STREAM, 0, at));
                    awaitReceived(gateway, before + at);
                    client.send(Arrays.copyOfRange(STREAM, at, STREAM.length));
                    for (String text : TEXTS) {
                        assertThat(client.readFrame()).isEqualTo(text);
                    }
                    assertThat(conversation.frames).isEqualTo(TEXTS);
                }
            }
        }
    }

    @Test
    void byteByByte() throws IOException {
        try (Harness gateway = new Harness(settings());
                Client client = gateway.connect()) {
            Conversation conversation = gateway.conversation(0);
            for (int at = 0; at < STREAM.length; at++) {
                client.send(new byte[] {STREAM[at]});
                awaitReceived(gateway, at + 1);
            }
            await().untilAsserted(() -> assertThat(conversation.frames).isEqualTo(TEXTS));
            assertThat(gateway.count("gateway_tcp_frames_received")).isEqualTo(TEXTS.size());
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = TcpTransport.Io.class,
            names = {"AUTO", "NIO"})
    void gluedBeyondOneTurn(TcpTransport.Io io) throws IOException {
        int count = 5 * Slice.MAX_CUTS;
        ByteArrayOutputStream glued = new ByteArrayOutputStream();
        for (int i = 0; i < count; i++) {
            glued.writeBytes(Client.frame("n" + i));
        }
        try (Harness gateway = new Harness(io, settings(), LengthFraming.DEFAULT, Conversation::echo);
                Client client = gateway.connect()) {
            client.send(glued.toByteArray());
            for (int i = 0; i < count; i++) {
                assertThat(client.readFrame()).isEqualTo("n" + i);
            }
        }
    }

    @Test
    void aSlowSenderIsWaitedFor() throws IOException {
        try (Harness gateway = new Harness(settings());
                Client client = gateway.connect()) {
            byte[] frame = Client.frame("slow");
            for (int at = 0; at < frame.length; at++) {
                gateway.pass(Duration.ofSeconds(2));
                client.send(new byte[] {frame[at]});
                awaitReceived(gateway, at + 1);
            }
            assertThat(client.readFrame()).isEqualTo("slow");
            assertThat(gateway.count("gateway_tcp_partial_timeouts")).isZero();
        }
    }

    @Test
    void anIncompleteFrameAgesFromItsFirstByteHoweverManyFollow() throws IOException {
        try (Harness gateway = new Harness(settings());
                Client client = gateway.connect()) {
            client.send(new byte[] {0, 99});
            awaitReceived(gateway, 2);
            Conversation conversation = gateway.conversation(0);
            for (int i = 1; i <= 3; i++) {
                gateway.pass(Duration.ofSeconds(5));
                client.send(new byte[] {7});
                awaitReceived(gateway, 2 + i);
            }
            await().untilAsserted(() -> assertThat(conversation.skipped).containsExactly("partial-frame-timeout:5"));
            client.sendFrame("next");
            assertThat(client.readFrame()).isEqualTo("next");
            assertThat(conversation.closed).isEmpty();
        }
    }

    @Test
    void aPartialFrameThatStaysIsPassedOverAndTheConnectionGoesOn() throws IOException {
        try (Harness gateway = new Harness(settings());
                Client client = gateway.connect()) {
            client.send(new byte[] {0, 9, 1, 2, 3});
            awaitReceived(gateway, 5);
            gateway.pass(Duration.ofSeconds(15));
            Conversation conversation = gateway.conversation(0);
            await().untilAsserted(() -> assertThat(conversation.skipped).containsExactly("partial-frame-timeout:5"));
            client.sendFrame("next");
            assertThat(client.readFrame()).isEqualTo("next");
            assertThat(gateway.count("gateway_tcp_partial_timeouts")).isEqualTo(1);
            assertThat(conversation.closed).isEmpty();
        }
    }

    @Test
    void theFramingDecidesAboutAQuietRest() throws IOException {
        Quiet framing = new Quiet();
        try (Harness gateway = new Harness(TcpTransport.Io.AUTO, settings(), framing, Conversation::echo);
                Client client = gateway.connect()) {
            client.send(new byte[] {0, 9, 'a'});
            awaitReceived(gateway, 3);
            gateway.pass(Duration.ofSeconds(15));
            await().until(() -> gateway.count("gateway_tcp_partial_timeouts") == 1);
            assertThat(gateway.conversation(0).frames)
                    .as("onQuiet answered More: goes on waiting")
                    .isEmpty();
            client.send(new byte[] {'b'});
            awaitReceived(gateway, 4);
            gateway.pass(Duration.ofSeconds(15));
            await().untilAsserted(
                            () -> assertThat(gateway.conversation(0).frames).containsExactly("ab"));
        }
    }

    @Test
    void junkBetweenFramesIsToldInOnePiece() throws IOException {
        byte[] junk = new byte[70];
        Arrays.fill(junk, (byte) 0xee);
        try (Harness gateway = new Harness(settings());
                Client client = gateway.connect()) {
            client.sendFrame("before");
            client.send(junk);
            client.sendFrame("after");
            assertThat(client.readFrame()).isEqualTo("before");
            assertThat(client.readFrame()).isEqualTo("after");
            int told = gateway.conversation(0).skipped.stream()
                    .mapToInt(skip -> Integer.parseInt(skip.substring("junk:".length())))
                    .sum();
            assertThat(told).isEqualTo(junk.length);
            assertThat(gateway.count("gateway_tcp_bytes_skipped")).isEqualTo(junk.length);
        }
    }

    @Test
    void whatCannotBeUnderstoodClosesAfterTheAnswersBeforeIt() throws IOException {
        try (Harness gateway = new Harness(settings());
                Client client = gateway.connect()) {
            client.send(join(Client.frame("fine"), new byte[] {-1, -1, 7, 8}));
            assertThat(client.readFrame()).isEqualTo("fine");
            client.awaitEnd();
            assertEnd(gateway.conversation(0), Reason.PROTOCOL_ERROR, "bad-length: the length at offset 0 is ffff");
            assertThat(gateway.count("gateway_tcp_streams_malformed", "kind", "bad-length"))
                    .isEqualTo(1);
            await().until(() -> gateway.count("gateway_tcp_connections_closed", "reason", "protocol_error") == 1);
        }
    }

    @Test
    void aFrameLongerThanAllowedIsNotBuffered() throws IOException {
        LengthFraming framing = new LengthFraming(100, Duration.ofSeconds(15));
        try (Harness gateway = new Harness(TcpTransport.Io.AUTO, settings(), framing, Conversation::echo);
                Client client = gateway.connect()) {
            client.send(Client.frame("x".repeat(98)));
            assertThat(client.readFrame()).hasSize(98);
            client.send(Client.frame("x".repeat(99)));
            client.awaitEnd();
            Conversation conversation = gateway.conversation(0);
            await().until(() -> !conversation.closed.isEmpty());
            assertThat(conversation.detail).startsWith("too-long: no frame ends within 100 bytes");
            assertThat(conversation.frames).hasSize(1);
        }
    }

    @Test
    void endlessJunkCloses() throws IOException {
        byte[] junk = new byte[5_000];
        Arrays.fill(junk, (byte) 0xee);
        try (Harness gateway = new Harness(settings().maxSkipped(4_999));
                Client client = gateway.connect()) {
            client.send(junk);
            client.awaitEnd();
            Conversation conversation = gateway.conversation(0);
            await().until(() -> !conversation.closed.isEmpty());
            assertThat(conversation.detail).startsWith("too-much-skipped: 5000 bytes in a row");
        }
    }

    @Test
    void aFramingThatLiesEndsThatConnectionOnly() throws IOException {
        Framing framing = new Framing() {
            @Override
            public Cut next(ByteBuffer in) {
                return in.get(in.position()) == 0 ? new Cut.Frame(in.remaining()) : new Cut.Frame(1_000);
            }

            @Override
            public int maxFrame() {
                return 4_096;
            }

            @Override
            public Duration partialTimeout() {
                return Duration.ofSeconds(1);
            }
        };
        try (Harness gateway = new Harness(TcpTransport.Io.AUTO, settings(), framing, Conversation::echo);
                Client good = gateway.connect();
                Client bad = gateway.connect()) {
            bad.send(new byte[] {1, 2, 3});
            bad.awaitEnd();
            good.sendFrame("well");
            assertThat(good.readFrame()).isEqualTo("well");
            assertThat(gateway.count("gateway_tcp_connection_failures")).isEqualTo(1);
        }
    }

    /** Waits once more after the first quiet time, and takes what is there after the second. */
    private static final class Quiet implements Framing {
        private int asked;

        @Override
        public Cut next(ByteBuffer in) throws MalformedFrame {
            return LengthFraming.DEFAULT.next(in);
        }

        @Override
        public Cut onQuiet(ByteBuffer rest) {
            return ++asked == 1 ? Cut.More.MORE : new Cut.Frame(rest.remaining());
        }

        @Override
        public int maxFrame() {
            return 4_096;
        }

        @Override
        public Duration partialTimeout() {
            return Duration.ofSeconds(15);
        }
    }

    @Test
    void theFramingIsNotAskedBeforeItCanTellAndGetsItsScanBack() throws IOException {
        Scanning framing = new Scanning();
        try (Harness gateway = new Harness(TcpTransport.Io.AUTO, settings(), framing, Conversation::echo);
                Client client = gateway.connect()) {
            byte[] frame = Client.frame("eighteen bytes are");
            for (int at = 0; at < frame.length; at++) {
                client.send(new byte[] {frame[at]});
                awaitReceived(gateway, at + 1);
            }
            assertThat(client.readFrame()).isEqualTo("eighteen bytes are");
            assertThat(framing.asked).containsExactly("1 bytes, scan 0", "10 bytes, scan 7", "20 bytes, scan 8");
        }
    }

    /** Wants ten bytes, then twenty, and notes what it is asked. */
    private static final class Scanning implements Framing {
        private final List<String> asked = new CopyOnWriteArrayList<>();

        @Override
        public Cut next(ByteBuffer in) {
            throw new AssertionError("a connection asks with the scan");
        }

        @Override
        public Cut next(ByteBuffer in, long scan) {
            asked.add(in.remaining() + " bytes, scan " + scan);
            return in.remaining() == 20
                    ? new Cut.Frame(20)
                    : new Cut.More(in.remaining() < 10 ? 10 : 20, scan == 0 ? 7 : 8);
        }

        @Override
        public int maxFrame() {
            return 4_096;
        }

        @Override
        public Duration partialTimeout() {
            return Duration.ofSeconds(15);
        }
    }

    private static void assertEnd(Conversation conversation, Reason reason, String detail) {
        await().until(() -> !conversation.closed.isEmpty());
        assertThat(conversation.closed).containsExactly(reason);
        assertThat(conversation.detail).isEqualTo(detail);
    }

    private static void awaitReceived(Harness gateway, long bytes) {
        await().until(() -> gateway.count("gateway_tcp_bytes_received") == bytes);
    }

    private static byte[] glued(String... texts) {
        byte[] all = {};
        for (String text : texts) {
            all = join(all, Client.frame(text));
        }
        return all;
    }

    private static byte[] join(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
