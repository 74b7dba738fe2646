package io.devicegateway.router;

import io.devicegateway.api.ConsumerOptions;
import io.devicegateway.api.ConsumerState;
import io.devicegateway.api.ConsumerStatus;
import io.devicegateway.api.DeadLetter;
import io.devicegateway.api.EventHandler;
import io.devicegateway.api.Subscription;
import io.devicegateway.journal.EventJournal;
import io.devicegateway.metrics.Metrics;
import io.devicegateway.router.ConsumerStore.StoredConsumer;
import io.devicegateway.session.Timers;
import io.devicegateway.supervision.Supervision;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.LongConsumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One named consumer: who handles its events, if anybody does, and how far it has come. Stopping and starting delivery, for
 * whatever reason, is always the same: end the run that there is, begin a new one where everything is done up to.
 */
final class Consumer {
    private static final Logger LOG = LoggerFactory.getLogger(Consumer.class);
    private static final int SPAN = 65_536;

    private final String name;
    private final Environment environment;
    private final Parking parking;
    private final AtomicLong missed = new AtomicLong();
    private final Map<Long, CompletableFuture<Boolean>> redriven = new ConcurrentHashMap<>();
    private final Calls calls = new Calls();

    /** One change of who delivers at a time; taken before the store's. */
    private final ReentrantLock lifecycle = new ReentrantLock();

    private volatile DoneWindow window;
    private volatile Passed stored;
    private volatile boolean paused;
    private volatile @Nullable Attachment attachment;
    private volatile @Nullable Run run;

    /**
     * What consumers of one router share.
     *
     * @param retries says when to try an event again; runs no handler
     * @param settings bounds of time
     * @param supervision of what reads the journal
     * @param save stores what a consumer has passed now
     */
    record Environment(
            EventJournal journal,
            ConsumerStore store,
            Timers retries,
            Clock clock,
            Metrics metrics,
            RouterSettings settings,
            Supervision supervision,
            BiConsumer<Consumer, Passed> save) {}

    private record Run(Attachment of, Handling handling, Lanes lanes, Dispatcher dispatcher) {}

    Consumer(StoredConsumer stored, Environment environment) {
        name = stored.name();
        this.environment = environment;
        this.stored = stored.passed();
        paused = stored.paused();
        window = new DoneWindow(stored.position(), SPAN);
        window.restore(stored.passed().ahead());
        parking = new Parking(name, environment.store(), environment.clock(), environment.metrics());
    }

    String name() {
        return name;
    }

    Parking parking() {
        return parking;
    }

    /** Offset up to which every event was handled or parked. */
    long position() {
        return window.advance();
    }

    /** What it needs no more. */
    Passed passed() {
        return window.passed();
    }

    /** The same as it is on the disk. */
    Passed stored() {
        return stored;
    }

    void stored(Passed passed) {
        stored = passed;
    }

    // who handles

    Subscription attach(EventHandler handler, ConsumerOptions options) {
        lifecycle.lock();
        try {
            Attachment before = attachment;
            if (before != null) {
                if (before.isOpen() || isOwnHandler()) {
                    throw new IllegalStateException("consumer '" + name + "' is subscribed already");
                }
                // Its own handler closed it, and it has not come to its end yet.
                detach(before);
            }
            Attachment fresh = new Attachment(handler, options);
            attachment = fresh;
            begin();
            return fresh;
        } finally {
            lifecycle.unlock();
        }
    }

    /** Stops delivery for good, unless somebody else has subscribed since. From the first moment on no handler call begins. */
    private void detach(Attachment ending) {
        ending.closing = true;
        Run current = run;
        if (current != null && current.of().equals(ending)) {
            current.lanes().stop();
        }
        if (isOwnHandler()) {
            // A handler that closes its own subscription cannot be waited for here.
            Thread unused = Thread.startVirtualThread(() -> detach(ending));
            return;
        }
        lifecycle.lock();
        try {
            if (ending.equals(attachment)) {
                end();
                attachment = null;
                savePosition();
            }
        } finally {
            lifecycle.unlock();
        }
    }

    private boolean isOwnHandler() {
        Run current = run;
        return current != null && current.lanes().isWorker(Thread.currentThread());
    }

    private void savePosition() {
        try {
            environment.save().accept(this, passed());
        } catch (RuntimeException e) {
            LOG.warn("{}: its position is not stored; some events will be delivered again", name, e);
        }
    }

    void detach() {
        Attachment current = attachment;
        if (current != null) {
            detach(current);
        }
    }

    // what operators do

    void pause(boolean pause) {
        refuseOwnHandler("paused or resumed");
        lifecycle.lock();
        try {
            environment.store().savePaused(name, pause);
            paused = pause;
            if (pause) {
                end();
            } else {
                begin();
            }
        } finally {
            lifecycle.unlock();
        }
    }

    void rewind(long to) {
        refuseOwnHandler("rewound");
        lifecycle.lock();
        try {
            long oldest = environment.journal().firstOffset();
            if (to < oldest - 1 || to > position()) {
                throw new IllegalArgumentException("consumer '" + name + "' cannot be rewound to " + to
                        + ": it can go back to " + (oldest - 1) + " (the oldest event stored is " + oldest
                        + ") and stands at " + position());
            }
            end();
            window = new DoneWindow(to, SPAN);
            environment.save().accept(this, Passed.upTo(to));
            begin();
        } finally {
            lifecycle.unlock();
        }
    }

    /** Runs this while nobody is subscribed, or refuses. */
    void whileStopped(Runnable action) {
        lifecycle.lock();
        try {
            if (attachment != null) {
                throw new IllegalStateException(
                        "consumer '" + name + "' is subscribed; close its subscription first, then remove it");
            }
            action.run();
        } finally {
            lifecycle.unlock();
        }
    }

    CompletableFuture<Boolean> redrive(DeadLetter letter) {
        Run current = run;
        if (current == null) {
            throw new IllegalStateException("consumer '" + name + "' is "
                    + (paused ? "paused; resume it first" : "not subscribed, so nobody would handle the event"));
        }
        long offset = letter.record().offset();
        CompletableFuture<Boolean> fresh = new CompletableFuture<>();
        CompletableFuture<Boolean> running = redriven.putIfAbsent(offset, fresh);
        if (running != null) {
            return running.copy();
        }
        // What a caller hangs on it must not run on the thread that serves the device.
        CompletableFuture<Boolean> told =
                fresh.whenCompleteAsync((done, error) -> redriven.remove(offset), Thread::startVirtualThread);
        current.dispatcher().redrive(Delivery.again(letter, fresh));
        if (!current.equals(run)) {
            fresh.complete(false);
        }
        return told.copy();
    }

    private void refuseOwnHandler(String done) {
        if (isOwnHandler()) {
            throw new IllegalStateException("consumer '" + name + "' cannot be " + done + " by its own handler");
        }
    }

    // delivery; the lifecycle is locked

    private void begin() {
        Attachment attached = attachment;
        if (attached == null || attached.closing || paused || run != null) {
            return;
        }
        ConsumerOptions options = attached.options;
        Metrics metrics = environment.metrics();
        Handling handling = new Handling(name, attached.handler, options, environment.store(), parking, metrics);
        LongConsumer told = attached.handler instanceof AcknowledgedHandler asking ? asking::passed : offset -> {};
        ReadAhead ahead = new ReadAhead(options.window());
        Recall recall = new Recall(environment.journal(), ahead);
        Lanes lanes = new Lanes(
                name, options.parallelism(), handling, window, ahead, recall, calls, told, environment.retries());
        Dispatcher dispatcher = new Dispatcher(
                name,
                environment.journal(),
                lanes,
                window,
                ahead,
                missed,
                metrics,
                environment.supervision().watch("consumer " + name));
        run = new Run(attached, handling, lanes, dispatcher);
        dispatcher.start();
    }

    private void end() {
        Run ending = run;
        if (ending == null) {
            return;
        }
        ending.lanes().stop();
        run = null;
        ending.dispatcher().stop();
        if (!ending.lanes().awaitStopped(environment.settings().closeTimeout())) {
            // A handler that does not end may still mark its event as done, in the window of its own time.
            Passed passed = window.passed();
            window = new DoneWindow(passed.position(), SPAN);
            window.restore(passed.ahead());
        }
        redriven.values().forEach(future -> future.complete(false));
    }

    // how it stands

    ConsumerStatus status() {
        Run current = run;
        long position = position();
        return new ConsumerStatus(
                name,
                state(),
                position,
                Math.max(0, environment.journal().durableOffset() - position),
                current == null ? 0 : current.lanes().inFlight(),
                current == null ? 0 : current.lanes().retrying(),
                parking.size(),
                missed.get(),
                problem(current));
    }

    private @Nullable String problem(@Nullable Run current) {
        if (current == null) {
            return null;
        }
        String reading = current.dispatcher().problem();
        String handling = current.handling().problem();
        String full = current.dispatcher().full();
        String late = calls.oldest().map(this::lateCall).orElse(null);
        return Stream.of(reading, handling, full, late)
                .filter(Objects::nonNull)
                .collect(Collectors.collectingAndThen(Collectors.joining("; "), text -> text.isEmpty() ? null : text));
    }

    private @Nullable String lateCall(Calls.Call call) {
        Duration since = Duration.ofNanos(call.nanos(System.nanoTime()));
        return since.compareTo(environment.settings().longCall()) <= 0
                ? null
                : "event " + call.offset() + " of " + call.device() + " has been with the handler for "
                        + since.toSeconds() + " s";
    }

    boolean isIdle(Predicate<Thread> waits) {
        Run current = run;
        return current == null
                || (current.dispatcher().isAtEnd() && current.lanes().isIdle(waits));
    }

    boolean isHandler(Thread thread) {
        Run current = run;
        return current != null && current.lanes().isWorker(thread);
    }

    private ConsumerState state() {
        if (paused) {
            return ConsumerState.PAUSED;
        }
        Attachment current = attachment;
        return current == null || current.closing ? ConsumerState.STOPPED : ConsumerState.RUNNING;
    }

    private final class Attachment implements Subscription {
        private final EventHandler handler;
        private final ConsumerOptions options;
        private volatile boolean closing;

        private Attachment(EventHandler handler, ConsumerOptions options) {
            this.handler = handler;
            this.options = options;
        }

        @Override
        public String consumer() {
            return name;
        }

        @Override
        public long position() {
            return Consumer.this.position();
        }

        @Override
        public boolean isOpen() {
            return !closing && equals(attachment);
        }

        @Override
        public void close() {
            detach(this);
        }
    }
}
