package io.devicegateway.registry;

import static io.devicegateway.registry.Events.A;
import static io.devicegateway.registry.Events.X;
import static io.devicegateway.registry.Events.connected;
import static io.devicegateway.registry.Events.released;
import static io.devicegateway.registry.Events.returned;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.devicegateway.api.DeviceEvent;
import io.devicegateway.api.EventRecord;
import io.devicegateway.journal.EventJournal.Draft;
import io.devicegateway.metrics.MemoryMetrics;
import io.devicegateway.testing.InMemoryJournal;
import io.devicegateway.testing.MemoryRegistry;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ProjectionTest {
    @TempDir
    Path directory;

    private final MemoryMetrics metrics = new MemoryMetrics();
    private final InMemoryJournal journal = new InMemoryJournal();

    @AfterEach
    void closeJournal() {
        journal.close();
    }

    private EventRecord append(DeviceEvent event) {
        return journal.append(Draft.observed(1, event)).join();
    }

    private SqliteRegistry open() {
        RegistrySettings settings = RegistrySettings.DEFAULT.flushingEvery(Duration.ofHours(1));
        return SqliteRegistry.open(directory.resolve("registry.db"), settings, Clock.systemUTC(), metrics);
    }

    @Test
    void takesEventsIntoTheRegistryAndResumesWhereItStands() throws Exception {
        append(connected(A));
        append(returned(A, 3, X));
        try (SqliteRegistry registry = open();
                Projection projection = new Projection(journal, registry, metrics)) {
            projection.start();
            projection.caughtUp(2).get(20, TimeUnit.SECONDS);
            assertThat(registry.find(A).orElseThrow().bankIn(3)).isEqualTo(X);
            assertThat(projection.lowestNeeded()).isEqualTo(1);
            registry.flush();
            assertThat(projection.lowestNeeded()).isEqualTo(3);
        }
        append(released(A, 3, X));
        try (SqliteRegistry registry = open();
                Projection projection = new Projection(journal, registry, metrics)) {
            assertThat(projection.position()).isEqualTo(2);
            assertThat(metrics.values()).containsEntry("gateway_projection_lag", 1.0);
            projection.start();
            projection.caughtUp(3).get(20, TimeUnit.SECONDS);
            assertThat(registry.find(A).orElseThrow().bankIn(3)).isNull();
        }
    }

    @Test
    void awaitsWhatIsNotThereYet() throws Exception {
        try (MemoryRegistry registry = new MemoryRegistry();
                Projection projection = new Projection(journal, registry, metrics)) {
            projection.start();
            CompletableFuture<Void> third = projection.caughtUp(3);
            CompletableFuture<Void> first = projection.caughtUp(1);
            append(connected(A));
            first.get(20, TimeUnit.SECONDS);
            assertThat(third).isNotDone();
            append(returned(A, 3, X));
            append(released(A, 3, X));
            third.get(20, TimeUnit.SECONDS);
            assertThat(projection.position()).isEqualTo(3);
        }
    }

    @Test
    void passesOverWhatRetentionRemoved() throws Exception {
        append(connected(A));
        append(connected(A));
        append(connected(A));
        journal.removeBelow(4);
        try (MemoryRegistry registry = new MemoryRegistry();
                Projection projection = new Projection(journal, registry, metrics)) {
            projection.start();
            projection.caughtUp(3).get(20, TimeUnit.SECONDS);
        }
    }

    @Test
    void stopsAndSaysSoWhenAnEventCannotBeApplied() {
        append(connected(A));
        try (SqliteRegistry registry = open();
                Projection projection = new Projection(journal, failing(registry), metrics)) {
            projection.start();
            assertThatThrownBy(() -> projection.caughtUp(1).get(20, TimeUnit.SECONDS))
                    .hasMessageContaining("stands still at offset 0")
                    .hasMessageContaining("cannot be");
            assertThat(projection.failure()).contains("cannot be");
            assertThatThrownBy(() -> projection.caughtUp(7).get(20, TimeUnit.SECONDS))
                    .hasMessageContaining("stands still");
        }
    }

    @Test
    void whoWaitsIsToldWhenItIsClosed() {
        MemoryRegistry registry = new MemoryRegistry();
        Projection projection = new Projection(journal, registry, metrics);
        projection.start();
        CompletableFuture<Void> waiting = projection.caughtUp(5);

        projection.close();

        assertThatThrownBy(() -> waiting.get(20, TimeUnit.SECONDS)).hasMessageContaining("closed");
        registry.close();
    }

    private static Registry failing(Registry registry) {
        return (Registry) Proxy.newProxyInstance(
                Registry.class.getClassLoader(), new Class<?>[] {Registry.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("apply")) {
                        throw new IllegalStateException("cannot be");
                    }
                    return method.invoke(registry, arguments);
                });
    }
}
