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
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
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
    private static final int PAGE = 100;

    private final EventJournal journal;
    private final ConsumerStore store;
    private final RetentionHolds retention;
    private final Metrics metrics;
    private final RouterSettings settings;
    private final ScheduledExecutorService timer;
    private final Consumer.Environment environment;
    private final Map<String, Consumer> consumers = new ConcurrentSkipListMap<>();
    private final Map<String, RecordLog.Hold> holds = new HashMap<>();
    /** Guards which consumers there are. */
    private final ReentrantLock membership = new ReentrantLock();
    /** Positions reach the disk in the order in which they were true. */
    private final ReentrantLock saving = new ReentrantLock();

    private @Nullable String savingProblem;
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
        this(journal, store, retention, clock, metrics, settings, null);
    }

    /**
     * The same with retries in a time of their own.
     *
     * @param retries says when to try an event again; null for the time of the process
     */
    public EventRouter(
            EventJournal journal,
            ConsumerStore store,
            RetentionHolds retention,
            Clock clock,
            Metrics metrics,
            RouterSettings settings,
            @Nullable Timers retries) {
        this.journal = journal;
        this.store = store;
        this.retention = retention;
        this.metrics = metrics;
        this.settings = settings;
        timer = Executors.newScheduledThreadPool(
                TIMER_THREADS,
                Thread.ofPlatform().daemon().name("router-timer-", 0).factory());
        environment = new Consumer.Environment(
                journal,
                store,
                retries == null ? this::later : retries,
                clock,
                metrics,
                settings.closeTimeout(),
                this::save);
        store.consumers().forEach(stored -> admit(checked(stored)));
        long interval = settings.positionInterval().toNanos();
        var unused = timer.scheduleWithFixedDelay(this::savePositions, interval, interval, TimeUnit.NANOSECONDS);
    }

    private Timers.Cancellation later(Duration delay, Runnable task) {
        var scheduled = timer.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
        return () -> scheduled.cancel(false);
    }

    /** A position behind the end of the journal is one in another journal: better twice than never. */
    private StoredConsumer checked(StoredConsumer stored) {
        long oldest = journal.firstOffset() - 1;
        if (stored.position() <= Math.max(oldest, journal.durableOffset())) {
            return stored;
        }
        LOG.error(
                "{} stands at offset {}, but the journal ends at {}: it was replaced. The consumer gets everything in it",
                stored.name(),
                stored.position(),
                journal.durableOffset());
        StoredConsumer again = new StoredConsumer(stored.name(), oldest, stored.paused());
        store.save(Map.of(stored.name(), again.passed()));
        return again;
    }

    private Consumer admit(StoredConsumer stored) {
        Consumer consumer = new Consumer(stored, environment);
        String name = stored.name();
        consumers.put(name, consumer);
        holds.put(
                name, retention.hold("consumer " + name, () -> consumer.stored().position() + 1));
        gauge(name, "gateway_consumer_lag", "Durable events that the consumer has not passed", ConsumerStatus::lag);
        gauge(name, "gateway_consumer_in_flight", "Events read and not yet handled", ConsumerStatus::inFlight);
        gauge(name, "gateway_consumer_retrying", "Events that wait to be tried again", ConsumerStatus::retrying);
        gauge(name, "gateway_consumer_parked", "Dead letters", ConsumerStatus::parked);
        return consumer;
    }

    private void gauge(String consumer, String meter, String help, ToDoubleFunction<ConsumerStatus> value) {
        metrics.gauge(
                meter,
                help,
                () -> {
                    Consumer current = consumers.get(consumer);
                    return current == null ? 0 : value.applyAsDouble(current.status());
                },
                "consumer",
                consumer);
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
        StoredConsumer fresh = new StoredConsumer(name, position, false);
        store.add(fresh);
        return admit(fresh);
    }

    /** Offset of the last event before that time. */
    private long before(Instant time) {
        return journal.offsetAt(time.toEpochMilli()) - 1;
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
        saving.lock();
        try {
            int letters = store.remove(name);
            consumers.remove(name);
            LOG.warn("Consumer {} is removed with its position and {} dead letters", name, letters);
        } finally {
            saving.unlock();
        }
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
        Consumer consumer = require(name);
        DeadLetter letter = store.deadLetter(name, offset)
                .orElseThrow(() ->
                        new NoSuchElementException("consumer '" + name + "' has no dead letter about event " + offset));
        return consumer.redrive(letter);
    }

    @Override
    public CompletableFuture<Redriven> redriveAll(String name) {
        Consumer consumer = require(name);
        CompletableFuture<Redriven> result = new CompletableFuture<>();
        Thread unused = Thread.startVirtualThread(() -> {
            try {
                result.complete(redriveAll(consumer));
            } catch (RuntimeException e) {
                result.completeExceptionally(e);
            }
        });
        return result;
    }

    private Redriven redriveAll(Consumer consumer) {
        int handled = 0;
        int failed = 0;
        List<DeadLetter> page = store.deadLetters(consumer.name(), 0, PAGE);
        while (!page.isEmpty()) {
            for (DeadLetter letter : page) {
                boolean done = consumer.redrive(letter).join();
                handled += done ? 1 : 0;
                failed += done ? 0 : 1;
            }
            page = store.deadLetters(consumer.name(), page.getLast().record().offset(), PAGE);
        }
        return new Redriven(handled, failed);
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

    // positions

    private void savePositions() {
        saving.lock();
        try {
            Map<Consumer, Passed> moved = new HashMap<>();
            Map<String, Passed> passed = new HashMap<>();
            for (Consumer consumer : consumers.values()) {
                Passed now = consumer.passed();
                if (!now.equals(consumer.stored())) {
                    moved.put(consumer, now);
                    passed.put(consumer.name(), now);
                }
            }
            if (!moved.isEmpty()) {
                store.save(passed);
                moved.forEach(Consumer::stored);
            }
            savingProblem = null;
        } catch (RuntimeException e) {
            if (!Objects.equals(savingProblem, e.getMessage())) {
                savingProblem = e.getMessage();
                LOG.error("Positions cannot be stored; events will be delivered again after a restart", e);
            }
        } finally {
            saving.unlock();
        }
    }

    /**
     * Stores now what a consumer has passed: when this returns, none of it is delivered again, whatever happens.
     *
     * @throws NoSuchElementException if there is no such consumer
     * @throws StoreException if it cannot be stored
     */
    public void flush(String name) {
        Consumer consumer = require(name);
        saving.lock();
        try {
            save(consumer, consumer.passed());
        } finally {
            saving.unlock();
        }
    }

    private void save(Consumer consumer, Passed passed) {
        saving.lock();
        try {
            if (!passed.equals(consumer.stored())) {
                store.save(Map.of(consumer.name(), passed));
                consumer.stored(passed);
            }
        } finally {
            saving.unlock();
        }
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
        savePositions();
        timer.shutdownNow();
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
