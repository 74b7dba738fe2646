package io.devicegateway.app.http;

import io.devicegateway.api.EventRecord;
import io.devicegateway.journal.EventJournal;
import io.devicegateway.metrics.Metrics;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The event streams that are open. Each has its own place in the journal and its own virtual thread, so a client that takes
 * its time holds up nobody else; one that takes nothing at all is cut off by its connection's deadline.
 */
final class EventStreams {
    /** Events looked at between two looks at the clock. */
    private static final int CLOCK_EVERY = 1_024;

    private final EventJournal journal;
    private final LongSupplier ticker;
    private final Duration heartbeat;
    private final int limit;
    private final Semaphore places;
    private final Metrics.Counter sent;
    private final Set<Stream> open = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /** @param ticker monotonic time in nanoseconds */
    EventStreams(EventJournal journal, HttpLimits limits, LongSupplier ticker, Metrics metrics) {
        this.journal = journal;
        this.ticker = ticker;
        this.heartbeat = limits.heartbeat();
        this.limit = limits.streams();
        this.places = new Semaphore(limits.streams());
        this.sent = metrics.counter("gateway_http_stream_events", "Events written to event streams");
        metrics.gauge("gateway_http_streams", "Event streams that are open", open::size);
    }

    /**
     * A stream of the events above an offset.
     *
     * @throws ProblemException when there are as many as there may be
     */
    Reply.EventStreamBody open(EventFilter filter, long after) {
        return sink -> {
            Stream stream = new Stream(filter, sink);
            open.add(stream);
            try {
                stream.run(after);
            } finally {
                open.remove(stream);
            }
        };
    }

    /** Takes a place for one stream; {@link #leave()} gives it back. */
    void enter() {
        if (closed) {
            throw HttpProblems.stopping().asException();
        }
        if (!places.tryAcquire()) {
            throw new Problem(
                            503,
                            "too-many-streams",
                            "There are too many event streams",
                            "all " + limit + " event streams that this gateway allows are open",
                            "close streams that are not needed, or page through GET /api/v1/events")
                    .header("Retry-After", "10")
                    .asException();
        }
    }

    void leave() {
        places.release();
    }

    /** Ends all streams after the event that each is writing; new ones are refused. */
    void close() {
        closed = true;
        open.forEach(Stream::end);
    }

    /** One client's stream. */
    private final class Stream {
        private final EventFilter filter;
        private final Reply.EventSink sink;
        private final ReentrantLock lock = new ReentrantLock();
        private @Nullable Thread waiting;
        private long lastWrite = ticker.getAsLong();

        Stream(EventFilter filter, Reply.EventSink sink) {
            this.filter = filter;
            this.sink = sink;
        }

        void run(long after) throws InterruptedException {
            tellOfGap(after);
            sink.heartbeat();
            try (EventJournal.Reader reader = journal.reader(after + 1)) {
                long known = after;
                while (!closed) {
                    long passed = follow(reader);
                    if (!closed && !pause(reader)) {
                        if (!filter.isEverything() && passed > known) {
                            sink.progress(Long.toString(passed));
                        } else {
                            sink.heartbeat();
                        }
                        known = Math.max(known, passed);
                        lastWrite = ticker.getAsLong();
                    }
                }
            }
        }

        /** Writes what there is, until there is nothing or it is time for a heartbeat. Answers the last offset looked at. */
        private long follow(EventJournal.Reader reader) {
            for (int seen = 1; !closed; seen++) {
                EventJournal.@Nullable Entry entry = reader.poll();
                if (entry == null) {
                    break;
                }
                EventRecord event = entry.record();
                if (filter.accepts(event)) {
                    sink.event(
                            Long.toString(event.offset()),
                            CloudEvents.type(event.event()),
                            ApiJson.bytes(CloudEvents.envelope(event)));
                    sent.increment();
                    lastWrite = ticker.getAsLong();
                } else if (seen % CLOCK_EVERY == 0 && silence().compareTo(heartbeat) >= 0) {
                    break;
                }
            }
            return reader.nextOffset() - 1;
        }

        /** Waits for events; false when it is time for a heartbeat. */
        private boolean pause(EventJournal.Reader reader) throws InterruptedException {
            Duration left = heartbeat.minus(silence());
            if (left.isNegative() || left.isZero()) {
                return false;
            }
            if (!startWaiting()) {
                return true;
            }
            try {
                reader.await(left);
            } catch (InterruptedException e) {
                if (!closed) {
                    throw e;
                }
            } finally {
                stopWaiting();
            }
            return true;
        }

        private void tellOfGap(long after) {
            long first = journal.firstOffset();
            if (after + 1 < first) {
                sink.notice(
                        "gap",
                        ApiJson.bytes(ApiJson.object().put("after", after).put("firstOffset", first)));
            }
        }

        private Duration silence() {
            return Duration.ofNanos(ticker.getAsLong() - lastWrite);
        }

        private boolean startWaiting() {
            lock.lock();
            try {
                if (closed) {
                    return false;
                }
                waiting = Thread.currentThread();
                return true;
            } finally {
                lock.unlock();
            }
        }

        /** An interrupt that {@link #end()} sent must not reach the next write, which it would break off. */
        private void stopWaiting() {
            lock.lock();
            try {
                waiting = null;
                if (closed) {
                    Thread.interrupted();
                }
            } finally {
                lock.unlock();
            }
        }

        void end() {
            lock.lock();
            try {
                if (waiting != null) {
                    waiting.interrupt();
                }
            } finally {
                lock.unlock();
            }
        }
    }
}
