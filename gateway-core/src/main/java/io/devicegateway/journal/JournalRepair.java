package io.devicegateway.journal;

import io.devicegateway.journal.SegmentFiles.SegmentFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Puts right what can be put right in a log that is not in use: a torn end is closed, headers and indexes are made good again.
 * No valid record is touched, and nothing that is lost is made to look as if it had never been.
 */
public final class JournalRepair {
    private final SegmentFiles files;
    private final Clock clock;
    private final List<String> done = new ArrayList<>();

    private JournalRepair(SegmentFiles files, Clock clock) {
        this.files = files;
        this.clock = clock;
    }

    /**
     * Repairs.
     *
     * @return what was done, in English words; empty if there was nothing to do
     * @throws IOException if the log is in use, or cannot be read or written
     */
    public static List<String> run(Path directory, Clock clock) throws IOException {
        DirectoryLock directoryLock = DirectoryLock.acquire(directory, SegmentedLog.DIRECTORY);
        try (directoryLock) {
            JournalRepair repair = new JournalRepair(new DiskFiles(directory), clock);
            repair.headers();
            repair.end();
            if (LostEnd.confirm(directory)) {
                repair.done.add(
                        "it is known from now on that the end of the journal was lost; health says so no longer");
            }
            return repair.done;
        }
    }

    private void headers() throws IOException {
        for (Map.Entry<Long, SegmentHeader.Found> entry :
                Recovery.headers(files).entrySet()) {
            SegmentHeader.Found found = entry.getValue();
            SegmentHeader header = found.header();
            if (header != null && (!found.firstGood() || !found.secondGood())) {
                String name = SegmentHeader.fileName(entry.getKey());
                try (SegmentFile file = files.openWrite(name)) {
                    file.write(header.encode(), 0);
                    file.force();
                }
                done.add(name + ": wrote a damaged copy of the header again from the good one");
            }
        }
    }

    private void end() throws IOException {
        Recovery recovered = Recovery.run(files, damage -> {});
        ActiveSegment active = recovered.active();
        if (active != null) {
            active.close();
        } else if (!recovered.segments().isEmpty()) {
            close(recovered);
        }
        for (Segment segment : recovered.segments().values()) {
            boolean last = segment.base() == recovered.segments().lastKey();
            if (!last && SparseIndex.read(files, segment.base()) == null) {
                segment.index(files);
                done.add(segment.fileName() + ": rebuilt the index");
            }
        }
    }

    /** A successor with nothing but a header says where the records of the torn segment end. */
    private void close(Recovery recovered) throws IOException {
        Spare spare = Spare.prepare(files, "repair" + Spare.SUFFIX, RecordFormat.DATA_START);
        SegmentHeader header = new SegmentHeader(
                recovered.nextOffset(),
                recovered.lastOffset(),
                clock.millis(),
                RandomGenerator.getDefault().nextInt());
        ActiveSegment begun = ActiveSegment.begin(files, spare, header);
        begun.close();
        String torn = recovered.segments().lastEntry().getValue().fileName();
        recovered.segments().put(recovered.nextOffset(), begun.segment());
        done.add(torn + ": torn end closed after offset " + recovered.lastOffset() + ", records will go on with offset "
                + recovered.nextOffset());
    }
}
