package io.devicegateway.journal;

import io.devicegateway.api.EventRecord;
import io.devicegateway.metrics.Metrics;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The embedded event journal: events in a {@link RecordLog} on the local disk. */
public final class LoggedEvents implements EventJournal {
    private static final Logger LOG = LoggerFactory.getLogger(LoggedEvents.class);
    static final String ID_FILE = "journal.id";

    private final RecordLog log;
    private final String id;
    private final Clock clock;
    private final EventJson json = new EventJson();
    private final RecentEvents recent = new RecentEvents();
    private final long firstOfThisRun;
    private final Metrics.Counter unreadable;
    private final AtomicLong laterVersion = new AtomicLong();
    private final AtomicLong highestUnreadable = new AtomicLong();

    /**
     * @param log where the records are kept; closed with this
     * @param id the identity of the log, a part of the ids of its events
     * @param clock the wall clock that events are stamped with
     */
    public LoggedEvents(RecordLog log, String id, Clock clock, Metrics metrics) {
        this.log = log;
        this.id = id;
        this.clock = clock;
        firstOfThisRun = log.nextOffset();
        log.addBatchListener(recent::batchDurable);
        unreadable = metrics.counter(
                "gateway_journal_unreadable",
                "Events in the journal that this version does not know; they are delivered as unknown events");
    }

    /**
     * The identity of the journal in a directory, made when there is none yet.
     *
     * @throws IOException if it cannot be read or made durable
     */
    public static String identity(Path directory) throws IOException {
        Path file = directory.resolve(ID_FILE);
        if (Files.exists(file)) {
            return Files.readString(file).strip();
        }
        Files.createDirectories(directory);
        String fresh = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
        Path part = directory.resolve(ID_FILE + ".part");
        try (FileChannel channel = FileChannel.open(
                part, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(fresh.getBytes(StandardCharsets.US_ASCII)));
            channel.force(true);
        }
        Files.move(part, file);
        return fresh;
    }

    @Override
    public CompletableFuture<EventRecord> append(Draft draft) {
        Appending appending = new Appending(draft, clock.millis());
        try {
            byte[] payload = EventEnvelope.write(draft, json.view(draft.event()));
            appending.size = payload.length;
            if (payload.length > log.maxPayloadBytes()) {
                throw new EventRefusedException(
                        "an event of " + payload.length + " bytes, at most " + log.maxPayloadBytes() + " are taken",
                        null);
            }
            log.append(appending.millis, payload, appending);
        } catch (EventRefusedException e) {
            appending.completeExceptionally(e);
        } catch (RuntimeException e) {
            appending.completeExceptionally(new EventRefusedException("the event cannot be written down: " + e, e));
        }
        return appending;
    }

    @Override
    public String identity() {
        return id;
    }

    @Override
    public long firstOffset() {
        return log.firstOffset();
    }

    @Override
    public long durableOffset() {
        return log.durableOffset();
    }

    /** The offset that the next event gets, as far as is known now. */
    public long nextOffset() {
        return log.nextOffset();
    }

    @Override
    public long offsetAt(long timeMillis) {
        try {
            return log.offsetAt(timeMillis);
        } catch (UncheckedIOException e) {
            LOG.error("journal: cannot be searched by time, the oldest event is taken instead", e);
            return log.firstOffset();
        }
    }

    @Override
    public Reader reader(long fromOffset) {
        return new EventReader(log.reader(fromOffset));
    }

    @Override
    public void memories(long fromOffset, Consumer<Memory> visitor) {
        try (ReadableRecords reader = new ReadableRecords(log, fromOffset)) {
            for (LogRecord record = reader.poll(); record != null; record = reader.poll()) {
                try {
                    Memory memory = EventEnvelope.readMemory(record, id);
                    if (memory != null) {
                        visitor.accept(memory);
                    }
                } catch (IllegalArgumentException e) {
                    passOver(record, e);
                }
            }
        }
    }

    @Override
    public JournalState state() {
        return log.state();
    }

    /** Told of each change of {@link #state()}, on a thread of the journal; must be quick. */
    public void addListener(Consumer<JournalState> listener) {
        log.addListener(listener);
    }

    /** The log underneath, for retention. */
    public RecordLog log() {
        return log;
    }

    @Override
    public void close() {
        log.close();
    }

    /** What it would have the gateway remember is lost; the event itself is not, see {@link EventReader}. */
    private void passOver(LogRecord record, IllegalArgumentException e) {
        LOG.error("journal: nothing is remembered of event {}: {}", record.offset(), e.getMessage());
    }

    /**
     * The event of a record. One that this version does not know is an unknown event, so that nobody misses it silently.
     *
     * @throws UnreadableEventException if it cannot even be said whose it is
     */
    private Entry entry(LogRecord record) {
        try {
            return EventEnvelope.read(record, id, json);
        } catch (IllegalArgumentException e) {
            Entry unknown;
            try {
                unknown = EventEnvelope.readAny(record, id, json);
            } catch (IllegalArgumentException unreadableHead) {
                count(record.offset());
                throw new UnreadableEventException(record.offset(), unreadableHead);
            }
            if (count(record.offset())) {
                LOG.error(
                        "journal: event {} is delivered as far as this version knows it: {}",
                        record.offset(),
                        e.getMessage());
            }
            return unknown;
        }
    }

    /** Once an event, as far as offsets go up: many readers meet the same one. */
    private boolean count(long offset) {
        if (highestUnreadable.getAndAccumulate(offset, Math::max) >= offset) {
            return false;
        }
        unreadable.increment();
        laterVersion.incrementAndGet();
        return true;
    }

    /** What somebody should look at although events are taken; empty when all is well. */
    public List<JournalWarning> warnings() {
        List<JournalWarning> warnings = new ArrayList<>(log.warnings());
        long events = laterVersion.get();
        if (events > 0) {
            warnings.add(new JournalWarning.OfLaterVersion(events));
        }
        return warnings;
    }

    private final class Appending extends CompletableFuture<EventRecord> implements AppendCallback {
        private final Draft draft;
        private final long millis;
        private int size;

        Appending(Draft draft, long millis) {
            this.draft = draft;
            this.millis = millis;
        }

        @Override
        public void durable(long offset) {
            EventRecord record = new EventRecord(
                    offset,
                    EventEnvelope.id(id, offset),
                    Instant.ofEpochMilli(millis),
                    draft.epoch(),
                    draft.event(),
                    ByteBuffer.wrap(draft.raw()).asReadOnlyBuffer());
            recent.add(new Entry(record, draft.memory(), draft.forgets()), size);
            complete(record);
        }

        @Override
        public void failed(JournalUnavailableException cause) {
            completeExceptionally(cause);
        }

        /** For the log: what hangs on this event took its time. */
        @Override
        public String toString() {
            return "what follows " + draft.event().getClass().getSimpleName() + " of "
                    + draft.event().device();
        }
    }

    /** Takes the newest events from memory and the older ones from the log. */
    private final class EventReader implements Reader {
        private RecordReader records;
        private long next;

        EventReader(RecordReader records) {
            this.records = records;
            this.next = records.nextOffset();
        }

        @Override
        public @Nullable Entry poll() {
            Entry newest = recent.find(next);
            if (newest != null) {
                next++;
                return newest;
            }
            return isThere() ? pollLog() : null;
        }

        /** What was appended in this run is there when the tail has been told of it, which is a moment after it is durable. */
        private boolean isThere() {
            return next < firstOfThisRun ? next <= log.durableOffset() : next <= recent.newest();
        }

        private @Nullable Entry pollLog() {
            if (records.nextOffset() != next) {
                records.close();
                records = log.reader(next);
            }
            LogRecord record = records.poll();
            if (record != null) {
                // Not before it is read: who fails here meets the same event again.
                next = record.offset();
                Entry entry = entry(record);
                next = record.offset() + 1;
                return entry;
            }
            next = records.nextOffset();
            return null;
        }

        @Override
        public void await(Duration atMost) throws InterruptedException {
            recent.await(this::isThere, atMost);
        }

        @Override
        public long nextOffset() {
            return next;
        }

        @Override
        public void close() {
            records.close();
        }
    }
}
