package io.devicegateway.journal;

import io.devicegateway.api.EventRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Reads the events of a journal from outside, also while the gateway writes to it: for people who look, not for consumers, see
 * {@link JournalTail}.
 */
public final class EventTail implements AutoCloseable {
    private final JournalTail tail;
    private final String id;
    private final EventJson json = new EventJson();
    private long unreadable;

    private EventTail(JournalTail tail, String id) {
        this.tail = tail;
        this.id = id;
    }

    /**
     * Begins at an offset, or at the oldest event that is stored.
     *
     * @param directory of the journal
     * @param listener told of damaged places
     * @throws java.nio.file.NoSuchFileException if there is no journal
     * @throws IOException if it cannot be read
     */
    public static EventTail open(Path directory, long fromOffset, DamageListener listener) throws IOException {
        String id = Files.readString(directory.resolve(LoggedEvents.ID_FILE)).strip();
        return new EventTail(JournalTail.open(directory, fromOffset, listener), id);
    }

    /**
     * The last events, oldest first.
     *
     * @param most how many at most, above zero
     * @throws java.nio.file.NoSuchFileException if there is no journal
     * @throws IOException if it cannot be read
     */
    public static List<EventRecord> last(Path directory, int most, DamageListener listener) throws IOException {
        NavigableSet<Long> bases = new TreeSet<>();
        for (String name : new DiskFiles(directory).list()) {
            long base = SegmentHeader.baseOf(name);
            if (base > 0) {
                bases.add(base);
            }
        }
        Deque<EventRecord> last = new ArrayDeque<>();
        for (Long base = bases.pollLast(); base != null && last.size() < most; base = bases.pollLast()) {
            last.clear();
            try (EventTail tail = open(directory, base, listener)) {
                for (EventRecord event = tail.poll(); event != null; event = tail.poll()) {
                    if (last.size() == most) {
                        last.removeFirst();
                    }
                    last.add(event);
                }
            }
        }
        return new ArrayList<>(last);
    }

    /**
     * The next event; null if there is none yet.
     *
     * @throws IOException if the files cannot be read; a later call tries again
     */
    public @Nullable EventRecord poll() throws IOException {
        for (LogRecord record = tail.poll(); record != null; record = tail.poll()) {
            try {
                return EventEnvelope.readAny(record, id, json).record();
            } catch (IllegalArgumentException e) {
                unreadable++;
            }
        }
        return null;
    }

    /** Offset of the next event that will be looked for. */
    public long nextOffset() {
        return tail.nextOffset();
    }

    /** How many events were passed over because this version cannot read them. */
    public long unreadable() {
        return unreadable;
    }

    @Override
    public void close() throws IOException {
        tail.close();
    }
}
