package io.devicegateway.journal;

import io.devicegateway.api.EventRecord;
import io.devicegateway.journal.JournalUnavailableException.Reason;
import io.devicegateway.metrics.Metrics;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
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
                "Events in the journal that this version cannot read; they were passed over");
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
            log.append(appending.millis, payload, appending);
        } catch (IllegalArgumentException e) {
            appending.failed(new JournalUnavailableException(Reason.FAILED, String.valueOf(e.getMessage()), e));
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
        return log.offsetAt(timeMillis);
    }

    @Override
    public Reader reader(long fromOffset) {
        return new EventReader(log.reader(fromOffset));
    }

    @Override
    public void memories(long fromOffset, Consumer<Memory> visitor) {
        try (RecordReader reader = log.reader(fromOffset)) {
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

    private void passOver(LogRecord record, IllegalArgumentException e) {
        unreadable.increment();
        LOG.error("journal: event {} was passed over: {}", record.offset(), e.getMessage());
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
            for (LogRecord record = records.poll(); record != null; record = records.poll()) {
                next = record.offset() + 1;
                try {
                    return EventEnvelope.read(record, id, json);
                } catch (IllegalArgumentException e) {
                    passOver(record, e);
                }
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
