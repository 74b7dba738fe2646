package io.devicegateway.tcp;

import io.devicegateway.budget.ByteBudget;
import io.devicegateway.metrics.MemoryMetrics;
import io.devicegateway.protocol.Framing;
import io.devicegateway.protocol.Inbound;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;

/** A transport with one listener on a free port of the loopback interface, a clock that can be moved on, and its conversations. */
final class Harness implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    final MemoryMetrics metrics = new MemoryMetrics();
    final AtomicLong ahead = new AtomicLong();
    final List<Conversation> conversations = new CopyOnWriteArrayList<>();
    final TcpTransport transport;
    final TcpListener listener;

    Harness(TcpSettings.Builder settings) throws IOException {
        this(settings, Conversation::echo);
    }

    Harness(TcpSettings.Builder settings, BiFunction<Conversation, byte[], @Nullable CompletableFuture<Void>> onFrame)
            throws IOException {
        this(TcpTransport.Io.AUTO, settings, LengthFraming.DEFAULT, onFrame);
    }

    Harness(
            TcpTransport.Io io,
            TcpSettings.Builder settings,
            Framing framing,
            BiFunction<Conversation, byte[], @Nullable CompletableFuture<Void>> onFrame)
            throws IOException {
        this(io, settings, framing, onFrame, UnaryOperator.identity());
    }

    /** With another share of the process than what this one has. */
    Harness(TcpSettings.Builder settings, UnaryOperator<TcpShares> shares) throws IOException {
        this(TcpTransport.Io.AUTO, settings, LengthFraming.DEFAULT, Conversation::echo, shares);
    }

    Harness(
            TcpTransport.Io io,
            TcpSettings.Builder settings,
            Framing framing,
            BiFunction<Conversation, byte[], @Nullable CompletableFuture<Void>> onFrame,
            UnaryOperator<TcpShares> shares)
            throws IOException {
        transport = new TcpTransport(
                1, io, shares.apply(TcpShares.ofProcess(metrics, () -> System.nanoTime() + ahead.get())));
        listener = transport.listen("test", settings.bind("127.0.0.1").build(), framing, link -> {
            Conversation conversation = new Conversation(link, onFrame);
            conversations.add(conversation);
            return conversation;
        });
    }

    Harness(TcpSettings.Builder settings, Framing framing, Inbound.Opener opener) throws IOException {
        transport = new TcpTransport(1, TcpTransport.Io.AUTO, metrics, () -> System.nanoTime() + ahead.get());
        listener = transport.listen("test", settings.bind("127.0.0.1").build(), framing, opener);
    }

    /** Waits for a condition, looking often: most hold at once. */
    static ConditionFactory await() {
        return Awaitility.await().atMost(PATIENCE).pollInterval(Duration.ofMillis(2));
    }

    static TcpSettings.Builder settings() {
        return TcpSettings.builder();
    }

    /** Room for so many connections of all listeners together. */
    static UnaryOperator<TcpShares> connections(int most) {
        return shares -> new TcpShares(
                shares.metrics(),
                shares.ticker(),
                shares.bytes(),
                shares.messages(),
                shares.strangers(),
                most,
                "the test says so",
                shares.lines(),
                shares.supervision());
    }

    /** So many bytes, of which strangers may hold some. */
    static UnaryOperator<TcpShares> bytes(long bytes, long strangers) {
        return shares -> {
            ByteBudget budget = ByteBudget.of(bytes, shares.metrics());
            return new TcpShares(
                    shares.metrics(),
                    shares.ticker(),
                    budget,
                    budget.share("messages", bytes / 2),
                    strangers,
                    shares.connections(),
                    shares.connectionsBecause(),
                    shares.lines(),
                    shares.supervision());
        };
    }

    Client connect() throws IOException {
        return new Client(listener.boundPort());
    }

    /** The conversation that was opened so many before this one. */
    Conversation conversation(int index) {
        await().until(() -> conversations.size() > index);
        return conversations.get(index);
    }

    /** Lets time pass. */
    void pass(Duration time) {
        ahead.addAndGet(time.toNanos());
    }

    double gauge(String name) {
        return metrics.values().getOrDefault(name + "[protocol, test]", Double.NaN);
    }

    long count(String name, String... tags) {
        String[] all = new String[2 + tags.length];
        all[0] = "protocol";
        all[1] = "test";
        System.arraycopy(tags, 0, all, 2, tags.length);
        return metrics.count(name, all);
    }

    @Override
    public void close() {
        transport.close();
    }
}
