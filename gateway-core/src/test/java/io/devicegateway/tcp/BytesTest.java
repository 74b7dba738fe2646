package io.devicegateway.tcp;

import static io.devicegateway.tcp.Harness.await;
import static io.devicegateway.tcp.Harness.settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Bounds of single connections do not multiply: who is known is served however many strangers hold what they can. */
@ExtendWith(LeakExtension.class)
class BytesTest {
    private static final byte[] UNFINISHED = Arrays.copyOf(new byte[] {0xf, (byte) 0xf0}, 4_000);

    @Test
    void strangersWithUnfinishedFramesGiveWayToEachOtherAndToEverybodyElse() throws IOException {
        List<Client> strangers = new ArrayList<>();
        try (Harness gateway = new Harness(settings(), Harness.bytes(1 << 20, 40_000));
                Client honest = gateway.connect()) {
            for (int i = 0; i < 50; i++) {
                Client stranger = gateway.connect();
                stranger.send(UNFINISHED);
                strangers.add(stranger);
                honest.sendFrame("trip " + i);
                assertThat(honest.readFrame()).isEqualTo("trip " + i);
            }
            await().until(() -> gateway.count("gateway_tcp_connections_out_of_bytes") >= 38);
            assertThat(taken(gateway, "all")).isBetween(1L, 40_000L);
            for (Client stranger : strangers) {
                stranger.disconnect();
            }
            await().until(() -> taken(gateway, "all") == 0);
            honest.sendFrame("after");
            assertThat(honest.readFrame()).isEqualTo("after");
        }
    }

    @Test
    void whatAKnownDeviceHoldsIsNoStrangersShare() throws IOException {
        try (Harness gateway = new Harness(settings(), Harness.bytes(1 << 20, 10_000));
                Client known = gateway.connect()) {
            known.send(UNFINISHED);
            await().until(() -> taken(gateway, "strangers-1") >= 4_000);
            Conversation conversation = gateway.conversation(0);
            conversation.link.executor().execute(conversation.link::identified);
            await().until(() -> taken(gateway, "strangers-1") == 0);
            assertThat(taken(gateway, "all")).isGreaterThanOrEqualTo(4_000);
            List<Client> strangers = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                Client stranger = gateway.connect();
                stranger.send(UNFINISHED);
                strangers.add(stranger);
            }
            await().until(() -> gateway.count("gateway_tcp_connections_out_of_bytes") >= 7);
            known.send(new byte[0xff2 - 4_000]);
            assertThat(known.readFrame()).hasSize(0xff0);
            for (Client stranger : strangers) {
                stranger.disconnect();
            }
            await().until(() -> taken(gateway, "all") == 0);
        }
    }

    @Test
    void messagesThatAreNotDealtWithTakeBytesUntilTheyAre() throws IOException {
        List<CompletableFuture<Void>> open = new ArrayList<>();
        try (Harness gateway = new Harness(settings().maxUndurable(1_000), (conversation, frame) -> {
                    CompletableFuture<Void> durable = new CompletableFuture<>();
                    open.add(durable);
                    return durable;
                });
                Client client = gateway.connect()) {
            for (int i = 0; i < 10; i++) {
                client.sendFrame("x".repeat(98));
            }
            await().until(() -> taken(gateway, "all") == 1_000);
            Conversation conversation = gateway.conversation(0);
            conversation.link.executor().execute(() -> open.forEach(each -> each.complete(null)));
            await().until(() -> taken(gateway, "all") == 0);
        }
    }

    @Test
    void manyThatAreKnownLeaveSomethingToTheNext() throws IOException {
        List<Client> many = new ArrayList<>();
        try (Harness gateway = new Harness(settings(), Harness.bytes(100_000, 20_000));
                Client honest = gateway.connect()) {
            identify(gateway, 0);
            for (int i = 1; i <= 60; i++) {
                Client known = gateway.connect();
                many.add(known);
                identify(gateway, i);
                known.send(UNFINISHED);
                honest.send(new byte[] {0, 4});
                honest.send(new byte[] {'t', 'r', 'i', 'p'});
                assertThat(honest.readFrame()).isEqualTo("trip");
            }
            await().until(() -> gateway.count("gateway_tcp_connections_out_of_bytes") >= 30);
            assertThat(taken(gateway, "all")).isLessThan(100_000);
            for (Client known : many) {
                known.disconnect();
            }
            await().until(() -> taken(gateway, "all") == 0);
        }
    }

    @Test
    void messagesOfOneConnectionLeaveRoomForThoseOfAnother() throws IOException {
        List<CompletableFuture<Void>> open = new CopyOnWriteArrayList<>();
        try (Harness gateway = new Harness(
                        TcpTransport.Io.AUTO,
                        settings().maxUndurable(1_000),
                        LengthFraming.DEFAULT,
                        (conversation, frame) -> {
                            CompletableFuture<Void> durable = new CompletableFuture<>();
                            open.add(durable);
                            return durable;
                        },
                        Harness.bytes(1_050_000, 20_000));
                Client greedy = gateway.connect();
                Client honest = gateway.connect()) {
            identify(gateway, 0);
            identify(gateway, 1);
            for (int i = 0; i < 300; i++) {
                greedy.sendFrame("x".repeat(998));
            }
            // Of 525,000 bytes for messages a third: then what it holds is half of what is left.
            await().until(() -> open.size() == 175);
            honest.sendFrame("one more");
            await().until(() -> open.size() == 176);
            Conversation conversation = gateway.conversation(0);
            await().until(() -> {
                conversation.link.executor().execute(() -> open.forEach(each -> each.complete(null)));
                return open.size() == 301;
            });
            await().until(() -> {
                conversation.link.executor().execute(() -> open.forEach(each -> each.complete(null)));
                return taken(gateway, "messages") == 0;
            });
        }
    }

    private static void identify(Harness gateway, int index) {
        Conversation conversation = gateway.conversation(index);
        CompletableFuture<Void> done =
                CompletableFuture.runAsync(conversation.link::identified, conversation.link.executor());
        await().until(done::isDone);
    }

    @Test
    void aFrameThatCanNeverFitIsRefusedAtTheStart() {
        assertThatThrownBy(() -> new Harness(settings(), Harness.bytes(1 << 20, 8_000)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("the longest frame has 4096 bytes")
                .hasMessageContaining("-Xmx");
    }

    private static long taken(Harness gateway, String part) {
        return gateway.metrics
                .values()
                .get("gateway_bytes_taken[part, " + part + "]")
                .longValue();
    }
}
