package io.devicegateway.tcp;

import static io.devicegateway.tcp.Harness.await;
import static io.devicegateway.tcp.Harness.settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.devicegateway.api.Presence.Reason;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What leaves together, what leaves alone, and what happens to a peer that does not read. */
@ExtendWith(LeakExtension.class)
class OutgoingTest {
    private final Recorder recorder = new Recorder();
    private final List<Conversation> conversations = new CopyOnWriteArrayList<>();

    @Test
    void theAnswersOfOneReadLeaveInOneWrite() throws IOException {
        try (Harness gateway = recorded(Conversation::echo);
                Client client = gateway.connect()) {
            await().until(() -> gateway.listener.connections() == 1);
            ByteArrayOutputStream glued = new ByteArrayOutputStream();
            for (int i = 0; i < 50; i++) {
                glued.writeBytes(Client.frame("beat"));
            }
            client.send(glued.toByteArray());
            for (int i = 0; i < 50; i++) {
                assertThat(client.readFrame()).isEqualTo("beat");
            }
            assertThat(recorder.calls).containsExactly("write 300", "flush");
            assertThat(gateway.count("gateway_tcp_frames_sent")).isEqualTo(50);
            assertThat(gateway.count("gateway_tcp_bytes_sent")).isEqualTo(300);
        }
    }

    @Test
    void theAnswersThatTheJournalReleasesTogetherLeaveInOneWrite() throws Exception {
        List<CompletableFuture<Void>> pending = new CopyOnWriteArrayList<>();
        try (Harness gateway = recorded((conversation, frame) -> {
                    CompletableFuture<Void> durable = new CompletableFuture<>();
                    pending.add(durable);
                    return durable.thenRunAsync(() -> conversation.link.answer(frame), conversation.link.executor());
                });
                Client client = gateway.connect()) {
            for (int i = 0; i < 10; i++) {
                client.sendFrame("return " + i);
            }
            await().until(() -> pending.size() == 10);
            Conversation conversation = conversations.getFirst();
            CountDownLatch released = new CountDownLatch(1);
            conversation.link.executor().execute(() -> awaitLatch(released));
            pending.forEach(durable -> durable.complete(null)); // as one force of the journal does
            released.countDown();
            for (int i = 0; i < 10; i++) {
                assertThat(client.readFrame()).isEqualTo("return " + i);
            }
            assertThat(recorder.calls).containsExactly("write 100", "flush");
        }
    }

    @Test
    void aWrittenFrameLeavesAloneAndAfterTheAnswersBeforeIt() throws IOException {
        try (Harness gateway = recorded((conversation, frame) -> {
                    conversation.link.answer(frame);
                    conversation.link.answer(frame);
                    var one = conversation.link.write(Client.frame("command one"));
                    var two = conversation.link.write(Client.frame("command two"));
                    assertThat(one).isCompleted();
                    assertThat(two).isCompleted();
                    conversation.link.answer(frame);
                    return null;
                });
                Client client = gateway.connect()) {
            client.sendFrame("hi");
            for (String text : List.of("hi", "hi", "command one", "command two", "hi")) {
                assertThat(client.readFrame()).isEqualTo(text);
            }
            assertThat(recorder.calls)
                    .containsExactly("write 8", "flush", "write 13", "flush", "write 13", "flush", "write 4", "flush");
        }
    }

    @Test
    void aPeerThatDoesNotReadIsResetAndTheOthersAreServed() throws IOException {
        byte[] large = new byte[20_000];
        try (Harness gateway = new Harness(
                        settings().socketSendBuffer(8_192).writeHighWater(100_000), (conversation, frame) -> {
                            conversation.link.answer(frame.length == 2 ? Client.frame(large) : frame);
                            return null;
                        });
                Client deaf = new Client(gateway.listener.boundPort(), 4_096);
                Client other = gateway.connect()) {
            Conversation conversation = gateway.conversation(0);
            for (int i = 0; i < 10_000 && conversation.closed.isEmpty(); i++) {
                try {
                    deaf.sendFrame("");
                } catch (IOException e) {
                    break; // reset
                }
            }
            await().until(() -> conversation.closed.equals(List.of(Reason.CONNECTION_LOST)));
            assertThat(conversation.detail).isEqualTo("it does not read: more than 100000 bytes wait for it");
            other.sendFrame("still here");
            assertThat(other.readFrame()).isEqualTo("still here");
            await().until(() -> gateway.listener.connections() == 1);
        }
    }

    @Test
    void aFrameIsWrittenWholeThoughTheSocketIsFull() throws Exception {
        byte[] large = new byte[60_000];
        try (Harness gateway = new Harness(settings().socketSendBuffer(4_096));
                Client slow = new Client(gateway.listener.boundPort(), 4_096)) {
            Conversation conversation = gateway.conversation(0);
            List<CompletableFuture<Void>> written = new ArrayList<>();
            onLink(conversation, () -> {
                written.add(conversation.link.write(Client.frame(large)));
                written.add(conversation.link.write(Client.frame("after")));
            });
            await().until(() -> written.size() == 2);
            assertThat(slow.readFrame()).hasSize(large.length);
            assertThat(slow.readFrame()).isEqualTo("after");
            written.get(0).get(10, TimeUnit.SECONDS);
            written.get(1).get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void aWriteThatCannotReachThePeerFails() throws Exception {
        byte[] large = new byte[60_000];
        try (Harness gateway = new Harness(settings().socketSendBuffer(4_096));
                Client deaf = new Client(gateway.listener.boundPort(), 4_096)) {
            Conversation conversation = gateway.conversation(0);
            List<CompletableFuture<Void>> written = new CopyOnWriteArrayList<>();
            onLink(conversation, () -> written.add(conversation.link.write(Client.frame(large))));
            await().until(() -> written.size() == 1);
            deaf.reset();
            assertThatThrownBy(() -> written.getFirst().get(10, TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(IOException.class);
            await().until(() -> conversation.closed.equals(List.of(Reason.CONNECTION_LOST)));
            assertThat(conversation.link.isOpen()).isFalse();
            onLink(conversation, () -> written.add(conversation.link.write(Client.frame("late"))));
            await().until(() -> written.size() == 2);
            assertThat(written.get(1)).isCompletedExceptionally();
        }
    }

    @Test
    void aWriteOutsideOfTheExecutorIsRefused() throws IOException {
        try (Harness gateway = new Harness(settings());
                Client client = gateway.connect()) {
            Conversation conversation = gateway.conversation(0);
            assertThatThrownBy(() -> conversation.link.write(new byte[1]))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("outside of Link.executor()");
            assertThatThrownBy(() -> conversation.link.answer(new byte[1])).isInstanceOf(IllegalStateException.class);
            assertThat(client.socket.isConnected()).isTrue();
        }
    }

    private Harness recorded(BiFunction<Conversation, byte[], CompletableFuture<Void>> onFrame) throws IOException {
        return new Harness(settings(), LengthFraming.DEFAULT, link -> {
            ((Outlet) link).channel().pipeline().addFirst(recorder);
            Conversation conversation = new Conversation(link, onFrame);
            conversations.add(conversation);
            return conversation;
        });
    }

    private static void onLink(Conversation conversation, Runnable task) {
        conversation.link.executor().execute(task);
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Stands before the socket and notes what is handed to it. */
    private static final class Recorder extends ChannelOutboundHandlerAdapter {
        final List<String> calls = new CopyOnWriteArrayList<>();

        @Override
        public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
            calls.add("write " + ((ByteBuf) message).readableBytes());
            var unused = ctx.write(message, promise);
        }

        @Override
        public void flush(ChannelHandlerContext ctx) {
            calls.add("flush");
            ctx.flush();
        }
    }
}
