package io.devicegateway.tcp;

import static io.devicegateway.tcp.Harness.await;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.List;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.LoggerFactory;

/** Fails the test class in which a network buffer was lost without having been released. */
final class LeakExtension implements BeforeAllCallback, AfterAllCallback {
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

    @Override
    public void beforeAll(ExtensionContext context) {
        assertThat(ResourceLeakDetector.getLevel())
                .as("every buffer must be tracked; run with -Dio.netty.leakDetection.level=paranoid")
                .isEqualTo(ResourceLeakDetector.Level.PARANOID);
        lines.start();
        logger().addAppender(lines);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        List<String> leaks = leaks();
        logger().detachAppender(lines);
        assertThat(leaks).isEmpty();
    }

    /** What was reported, after everything lost so far has been found. */
    List<String> leaks() {
        for (int round = 0; round < 3; round++) {
            collect();
            // The detector reports what was collected when it is asked to track the next buffer.
            ByteBufAllocator.DEFAULT.directBuffer(16).release();
        }
        return lines.list.stream()
                .map(ILoggingEvent::getFormattedMessage)
                .filter(line -> line.contains("LEAK"))
                .toList();
    }

    /** Has garbage collected, and waits until what that cleared before this call's own canary was handed on too. */
    private static void collect() {
        ReferenceQueue<Object> found = new ReferenceQueue<>();
        WeakReference<Object> canary = new WeakReference<>(new Object(), found);
        await().until(() -> {
            System.gc();
            return found.poll() != null && canary.get() == null;
        });
    }

    /** Keeps its lines out of the log: for a loss that is meant. */
    void silently(Runnable task) {
        logger().setAdditive(false);
        try {
            task.run();
        } finally {
            logger().setAdditive(true);
        }
    }

    private static Logger logger() {
        return (Logger) LoggerFactory.getLogger(ResourceLeakDetector.class);
    }
}
