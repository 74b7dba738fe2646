package io.devicegateway.testkit;

import io.devicegateway.embedded.EmbeddedGateway;
import io.devicegateway.embedded.GatewayOptions;
import io.devicegateway.embedded.Surroundings;
import io.devicegateway.protocol.Inbound;
import io.devicegateway.protocol.Protocol;
import io.devicegateway.session.Timers;
import io.devicegateway.simulation.TaskQueue;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One life of the gateway, from when it is opened to when it dies. */
final class KitRun {
    private final TaskQueue tasks = new TaskQueue();
    private final TrackedJournal journal;
    private final EmbeddedGateway gateway;
    private volatile boolean dead;

    /**
     * Opens the gateway.
     *
     * @param thinking how long the authority takes
     */
    KitRun(KitLoop loop, GatewayOptions options, Supplier<Duration> thinking) throws IOException {
        AtomicReference<@Nullable TrackedJournal> tracked = new AtomicReference<>();
        Timers timers = (delay, task) -> loop.time().after(delay, () -> whileAlive(task));
        Surroundings around = new Surroundings(
                loop.time(),
                timers,
                timers,
                question -> {
                    var unused = timers.after(thinking.get(), question);
                },
                real -> {
                    TrackedJournal own = new TrackedJournal(real);
                    tracked.set(own);
                    return own;
                },
                false,
                loop,
                () -> {});
        gateway = EmbeddedGateway.open(options, around);
        journal = Objects.requireNonNull(tracked.get());
    }

    private void whileAlive(Runnable task) {
        if (!dead) {
            task.run();
        }
    }

    EmbeddedGateway gateway() {
        return gateway;
    }

    /** What concerns its connections. */
    TaskQueue tasks() {
        return tasks;
    }

    Inbound.Opener opener(Protocol<?> protocol) {
        return gateway.opener(protocol);
    }

    /** Whether nothing happens on its own threads until someone does something or the time goes on. */
    boolean isAtRest(Predicate<Thread> waits) {
        long appends = journal.appends();
        return journal.isQuiet()
                && gateway.shown(journal.durableOffset()).isDone()
                && gateway.router().isIdle(waits)
                // A handler may have sent something while we looked at the others.
                && journal.isQuiet()
                && journal.appends() == appends;
    }

    boolean isHandler(Thread thread) {
        return gateway.router().isHandler(thread);
    }

    void die() {
        dead = true;
        gateway.abandon();
    }
}
