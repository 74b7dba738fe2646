package io.devicegateway.journal;

import io.devicegateway.journal.JournalUnavailableException.Reason;
import io.devicegateway.supervision.Watched;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that writes: takes everything that waits, writes it in batches with one force each, and tells who waited.
 *
 * <p>After a failed write or force nobody knows what is on the disk, and a second force that succeeds would prove nothing (the
 * kernel may have dropped the pages). So the batch fails, the segment is cut to what is known to be durable and never written
 * again, and the log goes on in a new segment whose header says where the old one ends.
 */
final class Committer implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Committer.class);

    private final LogParts parts;
    private final Watched watched;
    private final Executor maintenance;
    private final Runnable look;
    private final List<Runnable> batchListeners = new CopyOnWriteArrayList<>();
    private final SlowCallbacks slow;
    private final CRC32C crc = new CRC32C();
    private final ByteBuffer buffer;
    /** Number of records in the buffer. */
    private int filled;

    private @Nullable ActiveSegment active;
    private volatile long nextOffset;
    private long failedInRound = -1;
    private volatile boolean stopping;
    /** The append under way of which nobody heard yet, the oldest of them; null if there is none. */
    private volatile @Nullable Append oldest;

    /**
     * A committer.
     *
     * @param maintenance runs what need not be done at once
     * @param look what to run there when a spare was used
     * @param watched its rounds
     */
    Committer(
            LogParts parts,
            Executor maintenance,
            Runnable look,
            @Nullable ActiveSegment active,
            long nextOffset,
            Watched watched) {
        this.watched = watched;
        this.look = look;
        this.parts = parts;
        this.slow = new SlowCallbacks(parts.nanos());
        this.maintenance = maintenance;
        this.active = active;
        this.nextOffset = nextOffset;
        int largest = parts.settings().maxPayloadBytes() + RecordFormat.RECORD_HEADER;
        this.buffer = ByteBuffer.allocateDirect(Math.max(parts.settings().batchBytes(), largest));
    }

    void addBatchListener(Runnable listener) {
        batchListeners.add(listener);
    }

    long nextOffset() {
        return nextOffset;
    }

    /** For how long the oldest append waits of which nobody heard yet, queued or under way; zero if there is none. */
    Duration longestWait() {
        Append under = oldest;
        OptionalLong since = under == null ? parts.queue().since() : OptionalLong.of(under.atNanos);
        return since.isEmpty() ? Duration.ZERO : Duration.ofNanos(parts.nanos().getAsLong() - since.getAsLong());
    }

    /** Commits what waits and ends. */
    void stop() {
        stopping = true;
        parts.queue().wake();
    }

    @Override
    public void run() {
        while (!stopping) {
            round(parts.queue().take());
        }
        round(parts.queue().close());
        ActiveSegment open = active;
        if (open != null) {
            quietly(open::close, "close");
        }
        parts.gate().close();
    }

    private void round(@Nullable Append first) {
        oldest = first;
        boolean well = watched.run(() -> process(first));
        oldest = null;
        if (!well) {
            LOG.warn("appends failed with a round of the journal's committer");
        }
    }

    private void process(@Nullable Append first) {
        Append at = first;
        try {
            do {
                boolean ready = ready(at != null);
                ActiveSegment segment = active;
                if (!ready || segment == null) {
                    fail(at, null, refusal());
                    return;
                }
                if (at != null) {
                    at = at.roll ? roll(segment, at) : commit(segment, at);
                    oldest = at;
                }
            } while (at != null);
        } catch (RuntimeException | Error e) {
            // Nobody knows how far it came, and whoever waits must hear something.
            ActiveSegment segment = active;
            if (segment != null) {
                abandon(segment, e);
            }
            fail(at, null, refusal());
            throw e;
        }
    }

    private JournalUnavailableException refusal() {
        JournalUnavailableException refusal = parts.status().refusal();
        return refusal != null ? refusal : new JournalUnavailableException(Reason.FAILED, "the journal has no segment");
    }

    /** Whether there is a segment to write to; begins one if need be. */
    private boolean ready(boolean needed) {
        JournalUnavailableException lowSpace = parts.supply().lowSpace();
        if (lowSpace != null) {
            parts.status().refuse(lowSpace);
            return false;
        }
        if (active == null && !begin(needed && parts.status().refusal() == null)) {
            return false;
        }
        parts.status().open();
        return true;
    }

    private boolean begin(boolean wait) {
        if (failedInRound >= parts.supply().rounds()) {
            return false;
        }
        Spare spare = null;
        try {
            long start = parts.nanos().getAsLong();
            spare = parts.supply().take(wait);
            parts.meters().waitedForSegment(parts.nanos().getAsLong() - start);
            if (spare == null) {
                return false;
            }
            int salt = RandomGenerator.getDefault().nextInt();
            SegmentHeader header = new SegmentHeader(
                    nextOffset, parts.gate().durable(), parts.clock().millis(), salt);
            ActiveSegment begun = ActiveSegment.begin(parts.files(), spare, header);
            parts.segments().put(nextOffset, begun.segment());
            active = begun;
            maintenance.execute(look);
            return true;
        } catch (JournalUnavailableException e) {
            parts.status().refuse(e);
        } catch (IOException | RuntimeException | Error e) {
            Spare unused = spare;
            if (unused != null) {
                quietly(() -> unused.discard(parts.files()), "discard a spare of");
            }
            failed("cannot begin a journal segment", e);
        }
        return false;
    }

    /** Begins a new segment unless the present one is empty; called again when the new one is there. */
    private @Nullable Append roll(ActiveSegment segment, Append wish) {
        if (!segment.segment().isEmpty()) {
            seal(segment);
            return wish;
        }
        tell(wish, nextOffset);
        return wish.next;
    }

    private @Nullable Append commit(ActiveSegment segment, Append first) {
        if (first.length() > segment.room()) {
            seal(segment);
            return first;
        }
        long offset = nextOffset;
        Append end = fill(segment, first);
        buffer.flip();
        int bytes = buffer.limit();
        long start = parts.nanos().getAsLong();
        try {
            segment.commit(buffer);
        } catch (IOException | RuntimeException | Error e) {
            abandon(segment, e);
            fail(first, end, refusal());
            return end;
        }
        long nanos = parts.nanos().getAsLong() - start;
        long position = segment.position();
        long count = filled;
        nextOffset = offset + count;
        segment.publish(bytes, offset + count - 1);
        parts.gate().advance(offset + count - 1);
        complete(segment, first, end, offset, position);
        long waited = parts.nanos().getAsLong() - first.atNanos;
        quietly(() -> parts.meters().told(waited), "count");
        quietly(() -> parts.meters().committed(count, bytes, nanos), "count");
        return end;
    }

    /** Puts as many records into the buffer as make a batch; the first one that is left. */
    private @Nullable Append fill(ActiveSegment segment, Append first) {
        buffer.clear();
        filled = 0;
        long most = Math.min(Math.max(parts.settings().batchBytes(), first.length()), segment.room());
        Append at = first;
        while (at != null && !at.roll && buffer.position() + at.length() <= most) {
            RecordFormat.put(buffer, crc, segment.salt(), at == first, nextOffset + filled, at.timeMillis, at.payload);
            filled++;
            at = at.next;
        }
        return at;
    }

    private void complete(ActiveSegment segment, Append first, @Nullable Append end, long offset, long position) {
        Append at = first;
        while (at != null && at != end) {
            Append next = at.next;
            at.next = null;
            index(segment, offset, at.timeMillis, position);
            position += at.length();
            tell(at, offset++);
            at = next;
        }
        for (Runnable listener : batchListeners) {
            long start = slow.now();
            quietly(listener::run, "tell a batch listener of");
            var unused = slow.ran(start, listener);
        }
    }

    /** Without an entry more is read, and nothing else: no reason not to tell who waits. */
    private static void index(ActiveSegment segment, long offset, long timeMillis, long position) {
        try {
            segment.index(offset, timeMillis, position);
        } catch (RuntimeException | Error e) {
            LOG.warn("cannot index journal record {}", offset, e);
        }
    }

    private void tell(Append append, long offset) {
        long start = slow.now();
        try {
            append.callback.durable(offset);
        } catch (RuntimeException | Error e) {
            LOG.error("the callback of journal record {} failed", offset, e);
        }
        var unused = slow.ran(start, append.callback);
    }

    private void fail(@Nullable Append first, @Nullable Append end, JournalUnavailableException cause) {
        Append at = first;
        int count = 0;
        while (at != null && at != end) {
            Append next = at.next;
            at.next = null;
            count++;
            long start = slow.now();
            try {
                at.callback.failed(cause);
            } catch (RuntimeException | Error e) {
                LOG.error("the callback of a refused journal record failed", e);
            }
            var unused = slow.ran(start, at.callback);
            at = next;
        }
        int failed = count;
        quietly(() -> parts.meters().refused(cause.reason(), failed), "count");
    }

    private void abandon(ActiveSegment segment, Throwable cause) {
        active = null;
        quietly(segment::cut, "cut");
        quietly(parts.meters()::batchFailed, "count");
        maintenance.execute(() -> segment.segment().storeIndex(parts.files()));
        failed("cannot write the journal", cause);
    }

    private void failed(String what, Throwable cause) {
        failedInRound = parts.supply().rounds();
        parts.status().refuse(parts.supply().unavailable(what, cause));
    }

    private void seal(ActiveSegment segment) {
        active = null;
        maintenance.execute(() -> {
            segment.segment().storeIndex(parts.files());
            quietly(segment::seal, "seal");
        });
    }

    private static void quietly(Step step, String what) {
        try {
            step.run();
        } catch (IOException | RuntimeException | Error e) {
            LOG.warn("cannot {} a journal segment", what, e);
        }
    }

    private interface Step {
        void run() throws IOException;
    }
}
