package io.devicegateway.router;

import io.devicegateway.api.ConsumerOptions;
import io.devicegateway.api.ConsumerStatus;
import io.devicegateway.api.Consumers;
import io.devicegateway.api.DeadLetter;
import io.devicegateway.api.EventHandler;
import io.devicegateway.api.Subscription;
import io.devicegateway.journal.EventJournal;
import io.devicegateway.journal.RecordLog;
import io.devicegateway.metrics.Metrics;
import io.devicegateway.router.ConsumerStore.StoredConsumer;
import io.devicegateway.session.Timers;
import io.devicegateway.store.StoreException;
import io.devicegateway.supervision.Supervision;
import io.devicegateway.supervision.Watched;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands the events of the journal to named consumers, each from its own stored position: at least once, under ids that stay the
 * same, in order for each device. What a consumer does disturbs neither the devices nor another consumer.
 *
 * <p>A consumer exists from its first subscription until it is removed, whether somebody is subscribed or not, and as long as it
 * exists the journal keeps what it has not passed.
 */
public final class EventRouter implements Consumers, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EventRouter.class);
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");
    private static final int TIMER_THREADS = 2;
    private static final Duration LONGEST_SAVING = Duration.ofSeconds(30);

    private final EventJournal journal;
    private final ConsumerStore store;
    private final RetentionHolds retention;
    private final Metrics metrics;
    private final RouterSettings settings;
    private final ScheduledExecutorService timer;
    private final Consumer.Environment environment;
    private final Map<String, Consumer> consumers = new ConcurrentSkipListMap<>();
    private final Map<String, RecordLog.Hold> holds = new HashMap<>();
    private final Positions positions;
    private final Redriving redriving;
    private final Watched saving;
    /** Guards which consumers there are. */
    private final ReentrantLock membership = new ReentrantLock();

    private volatile boolean closed;

    /**
     * A router for the consumers that are in the store.
     *
     * @param store their positions and dead letters; not closed with this
     * @param retention where to say what they need of the journal
     */
    public EventRouter(
            EventJournal journal,
            ConsumerStore store,
            RetentionHolds retention,
            Clock clock,
            Metrics metrics,
            RouterSettings settings) {
        this(journal, store, retention, clock, metrics, settings, null, new Supervision(metrics, System::nanoTime));
    }

    /**
     * The same with retries in a time of their own.
     *
     * @param retries says when to try an event again; null for the time of the process
     * @param supervision of what reads the journal and stores positions
     */
    public EventRouter(
            EventJournal journal,
            ConsumerStore store,
            RetentionHolds retention,
            Clock clock,
            Metrics metrics,
            RouterSettings settings,
            @Nullable Timers retries,
            Supervision supervision) {
        this.journal = journal;
        this.store = store;
        this.retention = retention;
        this.metrics = metrics;
        this.settings = settings;
        timer = Executors.newScheduledThreadPool(
                TIMER_THREADS,
                Thread.ofPlatform().daemon().name("router-timer-", 0).factory());
        positions = new Positions(store, journal.identity(), consumers::values);
        redriving = new Redriving(store);
        environment = new Consumer.Environment(
                journal,
                store,
                retries == null ? this::later : retries,
                clock,
                metrics,
                settings,
                supervision,
                positions::save);
        store.consumers().forEach(stored -> admit(checked(stored)));
        saving = supervision.watch("consumer-positions", LONGEST_SAVING);
        long interval = settings.positionInterval().toNanos();
        var unused =
                timer.scheduleWithFixedDelay(saving.task(positions::saveAll), interval, interval, TimeUnit.NANOSECONDS);
    }

    private Timers.Cancellation later(Duration delay, Runnable task) {
        var scheduled = timer.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
        return () -> scheduled.cancel(false);
    }

    /**
     * A position counts in the journal in which it was taken, also when that lost its end meanwhile: what is appended next comes
     * after it. In another journal it says nothing, and better twice than never.
     */
    private StoredConsumer checked(StoredConsumer stored) {
        long oldest = journal.firstOffset() - 1;
        boolean sameJournal = stored.journal().isEmpty()
                ? stored.position() <= Math.max(oldest, journal.durableOffset())
                : stored.journal().equals(journal.identity());
        if (sameJournal) {
            if (stored.journal().isEmpty()) {
                store.save(Map.of(stored.name(), stored.passed()), journal.identity());
            }
            return stored;
        }
        LOG.error(
                "{} stands at offset {} of another journal than this one, which ends at {}. The consumer gets everything in it",
                stored.name(),
                stored.position(),
                journal.durableOffset());
        StoredConsumer again =
                new StoredConsumer(stored.name(), Passed.upTo(oldest), stored.paused(), journal.identity());
        store.save(Map.of(stored.name(), again.passed()), journal.identity());
        return again;
    }

    private Consumer admit(StoredConsumer stored) {
        Consumer consumer = new Consumer(stored, environment);
        String name = stored.name();
        consumers.put(name, consumer);
        holds.put(
                name, retention.hold("consumer " + name, () -> consumer.stored().position() + 1));
        ConsumerMeters.register(metrics, name, () -> {
            Consumer current = consumers.get(name);
            return current == null ? null : current.status();
        });
        return consumer;
    }

    // consumers

    /**
     * Delivers events to a handler, from the stored position of the consumer of this name on, or for a new one from where the
     * options say. Events of one device come one at a time and in order, those of different devices at the same time.
     *
     * @param name 1 to 64 of {@code a-z 0-9 . _ -}, beginning with a letter or digit
     * @throws IllegalArgumentException if that is no name for a consumer
     * @throws IllegalStateException if the consumer is subscribed already, or there are too many
     * @throws StoreException if a new one cannot be stored
     */
    public Subscription subscribe(String name, EventHandler handler, ConsumerOptions options) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("consumer name '" + name
                    + "' is not 1 to 64 small letters, digits, dots, _ or -, beginning with a letter or digit");
        }
        membership.lock();
        try {
            if (closed) {
                throw new IllegalStateException("the router is closed");
            }
            Consumer known = consumers.get(name);
            return (known == null ? create(name, options) : known).attach(handler, options);
        } finally {
            membership.unlock();
        }
    }

    private Consumer create(String name, ConsumerOptions options) {
        if (consumers.size() >= settings.maxConsumers()) {
            throw new IllegalStateException("there are " + consumers.size() + " consumers, which is the limit; remove"
                    + " one that is no longer used, as each keeps the journal from letting go of old events");
        }
        long oldest = journal.firstOffset() - 1;
        long newest = Math.max(oldest, journal.durableOffset());
        long position = switch (options.start()) {
            case ConsumerOptions.Start.Oldest start -> oldest;
            case ConsumerOptions.Start.Now start -> newest;
            case ConsumerOptions.Start.After start -> Math.clamp(start.offset(), oldest, newest);
            case ConsumerOptions.Start.At start -> Math.clamp(before(start.time()), oldest, newest);
        };
        StoredConsumer fresh = new StoredConsumer(name, Passed.upTo(position), false, journal.identity());
        store.add(fresh);
        return admit(fresh);
    }

    /** Offset of the last event before that time, which may lie as far away as a time can. */
    private long before(Instant time) {
        long millis;
        try {
            millis = time.toEpochMilli();
        } catch (ArithmeticException e) {
            millis = time.isBefore(Instant.EPOCH) ? 0 : Long.MAX_VALUE;
        }
        return journal.offsetAt(Math.max(0, millis)) - 1;
    }

    @Override
    public List<ConsumerStatus> consumers() {
        return consumers.values().stream().map(Consumer::status).toList();
    }

    @Override
    public void pause(String name) {
        require(name).pause(true);
    }

    @Override
    public void resume(String name) {
        require(name).pause(false);
    }

    @Override
    public void rewind(String name, long position) {
        require(name).rewind(position);
    }

    @Override
    public void rewind(String name, Instant from) {
        Consumer consumer = require(name);
        long position = Math.max(before(from), journal.firstOffset() - 1);
        if (position < consumer.position()) {
            consumer.rewind(position);
        }
    }

    @Override
    public void remove(String name) {
        membership.lock();
        try {
            Consumer consumer = require(name);
            consumer.whileStopped(() -> forget(name));
        } finally {
            membership.unlock();
        }
    }

    private void forget(String name) {
        int letters = positions.unlessSaving(() -> {
            int dropped = store.remove(name);
            consumers.remove(name);
            return dropped;
        });
        ConsumerMeters.remove(metrics, name);
        LOG.warn("Consumer {} is removed with its position and {} dead letters", name, letters);
        RecordLog.Hold hold = holds.remove(name);
        if (hold != null) {
            hold.close();
        }
    }

    private Consumer require(String name) {
        Consumer consumer = consumers.get(name);
        if (consumer == null) {
            throw new NoSuchElementException(
                    "there is no consumer '" + name + "'; there are " + String.join(", ", consumers.keySet()));
        }
        return consumer;
    }

    /** Lowest offset that any consumer still needs; {@link Long#MAX_VALUE} when there is none. */
    public long lowestNeeded() {
        return consumers.values().stream()
                .mapToLong(consumer -> consumer.stored().position() + 1)
                .min()
                .orElse(Long.MAX_VALUE);
    }

    /**
     * Whether nothing happens here until an event comes or time passes: every consumer has read to the end of the journal or as
     * far as it may, and each handler call that is under way waits.
     *
     * @param waits whether a thread that is in a handler can only be gone on with by whoever asks
     */
    public boolean isIdle(Predicate<Thread> waits) {
        return consumers.values().stream().allMatch(consumer -> consumer.isIdle(waits));
    }

    /** Whether this thread is in a handler. */
    public boolean isHandler(Thread thread) {
        return consumers.values().stream().anyMatch(consumer -> consumer.isHandler(thread));
    }

    // dead letters

    @Override
    public List<DeadLetter> deadLetters(String name, long afterOffset, int limit) {
        require(name);
        return store.deadLetters(name, afterOffset, limit);
    }

    @Override
    public CompletableFuture<Boolean> redrive(String name, long offset) {
        return redriving.one(require(name), offset);
    }

    @Override
    public CompletableFuture<Redriven> redriveAll(String name) {
        return redriving.all(require(name));
    }

    @Override
    public void drop(String name, long offset, String reason) {
        if (reason.isBlank()) {
            throw new IllegalArgumentException("a reason is needed to drop event " + offset + " of '" + name + "'");
        }
        if (!require(name).parking().drop(offset, reason)) {
            throw new NoSuchElementException("consumer '" + name + "' has no dead letter about event " + offset);
        }
        LOG.warn("{}: event {} is dropped: {}", name, offset, reason);
    }

    /**
     * Stores now what a consumer has passed: when this returns, none of it is delivered again, whatever happens.
     *
     * @throws NoSuchElementException if there is no such consumer
     * @throws StoreException if it cannot be stored
     */
    public void flush(String name) {
        Consumer consumer = require(name);
        positions.save(consumer, consumer.passed());
    }

    /** Stops all delivery, waits for handlers under way, and stores the positions. */
    @Override
    public void close() {
        membership.lock();
        try {
            closed = true;
        } finally {
            membership.unlock();
        }
        List<Thread> closing = consumers.values().stream()
                .map(consumer -> Thread.startVirtualThread(consumer::detach))
                .toList();
        closing.forEach(EventRouter::join);
        boolean unused = saving.run(positions::saveAll);
        timer.shutdownNow();
        saving.remove();
        holds.values().forEach(RecordLog.Hold::close);
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
