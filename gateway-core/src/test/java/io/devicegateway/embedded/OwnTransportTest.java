package io.devicegateway.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.awaitility.Awaitility.await;

import io.devicegateway.api.DeviceId;
import io.devicegateway.api.Presence;
import io.devicegateway.protocol.Inbound;
import io.devicegateway.protocol.Link;
import io.devicegateway.protocol.Transport;
import io.devicegateway.testing.PlainProtocol;
import io.devicegateway.testing.SmallGateway;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gateway closes, and gives its data directory back, whatever a transport of somebody else's does. */
class OwnTransportTest {
    private static final DeviceId DEVICE = new DeviceId("plain", "A1");

    @TempDir
    Path data;

    private EmbeddedGateway open() throws IOException {
        return SmallGateway.open(data);
    }

    @Test
    void oneWhoseThreadHasEndedAlready() throws Exception {
        EmbeddedGateway gateway = open();
        ExecutorService thread = Executors.newSingleThreadExecutor();
        thread.submit(() -> gateway.opener(new PlainProtocol())
                        .open(new OwnLink(thread))
                        .receive("login A1\n".getBytes(StandardCharsets.US_ASCII)))
                .get();
        await().until(() -> gateway.device(DEVICE)
                .filter(device -> device.presence().state() == Presence.State.ONLINE)
                .isPresent());
        thread.shutdown();
        assertClosesAndOpensAgain(gateway);
    }

    @Test
    void oneThatThrowsAtEveryStep() throws Exception {
        EmbeddedGateway gateway = open();
        ThrowingTransport first = gateway.connect(new PlainProtocol(), ThrowingTransport::new);
        ThrowingTransport second = gateway.connect(new PlainProtocol(), ThrowingTransport::new);
        assertClosesAndOpensAgain(gateway);
        assertThat(first.closed).isTrue();
        assertThat(second.closed)
                .as("the second is closed although the first threw")
                .isTrue();
    }

    private void assertClosesAndOpensAgain(EmbeddedGateway gateway) {
        assertThatCode(gateway::close).doesNotThrowAnyException();
        assertThatCode(() -> open().close()).doesNotThrowAnyException();
    }

    private record OwnLink(Executor executor) implements Link {
        @Override
        public CompletableFuture<Void> write(byte[] frame) {
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public void answer(byte[] frame) {
            // nobody hears it
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close(String reason) {
            // it has no end
        }

        @Override
        public String remote() {
            return "own transport";
        }
    }

    private static final class ThrowingTransport implements Transport {
        private boolean closed;

        ThrowingTransport(Inbound.Opener opener) {
            assertThat(opener).isNotNull();
        }

        @Override
        public void pauseReading(String cause) {
            throw new IllegalStateException("pauseReading");
        }

        @Override
        public void resumeReading() {
            throw new IllegalStateException("resumeReading");
        }

        @Override
        public void stopReading() {
            throw new IllegalStateException("stopReading");
        }

        @Override
        public void close() {
            closed = true;
            throw new IllegalStateException("close");
        }
    }
}
