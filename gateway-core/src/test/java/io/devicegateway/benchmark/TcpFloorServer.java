package io.devicegateway.benchmark;

import io.devicegateway.api.Presence;
import io.devicegateway.metrics.MemoryMetrics;
import io.devicegateway.protocol.Framing;
import io.devicegateway.protocol.Inbound;
import io.devicegateway.protocol.Link;
import io.devicegateway.tcp.TcpListener;
import io.devicegateway.tcp.TcpSettings;
import io.devicegateway.tcp.TcpTransport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * The same canned answers over the gateway's own transport: what it costs before any codec or session. Compare with {@link
 * BareNettyServer}.
 */
public final class TcpFloorServer {
    private TcpFloorServer() {}

    /**
     * Listens on the loopback interface and prints {@code listening PORT}.
     *
     * @param args port (0 picks one), threads, and the file of the durable variant if that is wanted
     */
    public static void main(String[] args) throws Exception {
        if (args.length < 2 || args.length > 3) {
            System.err.println("usage: TcpFloorServer PORT THREADS [FILE]");
            System.exit(2);
        }
        GroupCommitFile<Durable> file = args.length == 3 ? file(Path.of(args[2])) : null;
        try (TcpTransport transport = new TcpTransport(
                Integer.parseInt(args[1]), TcpTransport.Io.AUTO, new MemoryMetrics(), System::nanoTime)) {
            TcpSettings settings = TcpSettings.builder()
                    .bind("127.0.0.1")
                    .port(Integer.parseInt(args[0]))
                    .maxConnectionsPerAddress(20_000)
                    .build();
            TcpListener listener =
                    transport.listen("floor", settings, new LengthPrefix(), link -> new Answering(link, file));
            System.out.println("listening " + listener.boundPort());
            new CountDownLatch(1).await();
        }
    }

    private static GroupCommitFile<Durable> file(Path path) throws IOException {
        return new GroupCommitFile<>(path, TcpFloorServer::answer);
    }

    private static void answer(List<Durable> durable) {
        for (Durable each : durable) {
            each.link().executor().execute(() -> {
                each.link().answer(CannedAnswers.answer(CannedAnswers.RETURN));
                each.done().complete(null);
            });
        }
    }

    /** A message that waits for the disk. */
    private record Durable(Link link, CompletableFuture<Void> done) {}

    private record Answering(Link link, @Nullable GroupCommitFile<Durable> file) implements Inbound {
        @Override
        public @Nullable CompletableFuture<Void> receive(byte[] frame) {
            byte function = frame[CannedAnswers.LENGTH_FIELD];
            if (CannedAnswers.isEchoed(function)) {
                link.answer(frame);
            } else if (file != null && CannedAnswers.isMadeDurable(function)) {
                CompletableFuture<Void> done = new CompletableFuture<>();
                file.append(frame, new Durable(link, done));
                return done;
            } else {
                link.answer(CannedAnswers.answer(function));
            }
            return null;
        }

        @Override
        public void skipped(byte[] bytes, String kind) {}

        @Override
        public void closed(Presence.Reason reason, String detail) {}
    }

    /** Two bytes of length and so many bytes. */
    private static final class LengthPrefix implements Framing {
        @Override
        public Cut next(ByteBuffer in) {
            if (in.remaining() < CannedAnswers.LENGTH_FIELD) {
                return Cut.More.MORE;
            }
            int length = CannedAnswers.LENGTH_FIELD + (in.getShort(in.position()) & 0xffff);
            return in.remaining() < length ? Cut.More.MORE : new Cut.Frame(length);
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
}
