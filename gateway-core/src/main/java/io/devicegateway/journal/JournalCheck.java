package io.devicegateway.journal;

import io.devicegateway.journal.Damage.Kind;
import io.devicegateway.journal.JournalReport.SegmentReport;
import io.devicegateway.journal.SegmentFiles.SegmentFile;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks through a log's directory from outside. Changes nothing, and may run while the gateway does. */
public final class JournalCheck {
    /** A last segment that looks torn is looked at again so often: the gateway may be writing there. */
    private static final int LOOKS = 5;

    private static final Logger LOG = LoggerFactory.getLogger(JournalCheck.class);

    private final SegmentFiles files;

    private JournalCheck(SegmentFiles files) {
        this.files = files;
    }

    /**
     * Reads every record of a log.
     *
     * @throws IOException if the directory cannot be read; a segment that cannot is in the report
     */
    public static JournalReport verify(Path directory) throws IOException {
        return verify(directory, 0);
    }

    /**
     * Reads every record of a log whose end others may have seen.
     *
     * @param seen the highest offset that they have seen, found out before; 0 if that is not known
     * @throws IOException if the directory cannot be read; a segment that cannot is in the report
     */
    public static JournalReport verify(Path directory, long seen) throws IOException {
        JournalReport report = verify(new DiskFiles(directory));
        long last = report.segments().stream()
                .mapToLong(segment -> segment.unreadable() == null ? segment.lastOffset() : Long.MAX_VALUE)
                .max()
                .orElse(0);
        return new JournalReport(report.segments(), LostEnd.find(directory, last, seen));
    }

    static JournalReport verify(SegmentFiles files) throws IOException {
        NavigableMap<Long, SegmentHeader.Found> headers = Recovery.headers(files);
        List<SegmentReport> reports = new ArrayList<>();
        for (long base : headers.keySet()) {
            try {
                reports.add(new JournalCheck(files).check(base, headers));
            } catch (NoSuchFileException e) {
                LOG.debug("segment {} was removed since the directory was listed", base);
            } catch (IOException e) {
                String why = e.toString();
                reports.add(new SegmentReport(
                        SegmentHeader.fileName(base), 0, base, base - 1, 0, 0, 0, List.of(), 0, 0, 0, false, why));
            }
        }
        return new JournalReport(reports, null);
    }

    private SegmentReport check(long base, NavigableMap<Long, SegmentHeader.Found> headers) throws IOException {
        Map.Entry<Long, SegmentHeader.Found> successor = headers.higherEntry(base);
        Long lastOffset = successor == null ? null : Recovery.previous(successor.getValue(), successor.getKey());
        boolean indexGood = SparseIndex.read(files, base) != null;
        try (SegmentFile file = files.openRead(SegmentHeader.fileName(base))) {
            SegmentHeader.Found found = headers.get(base);
            SegmentHeader header = found == null ? null : found.header();
            if (found == null || header == null) {
                return headless(base, file.size(), lastOffset, indexGood);
            }
            SegmentScan scan = scan(file, header, lastOffset);
            List<Damage> damages = new ArrayList<>();
            if (!found.firstGood() || !found.secondGood()) {
                long position = found.firstGood() ? SegmentHeader.BYTES : 0;
                damages.add(damage(base, position, SegmentHeader.BYTES, base, base - 1, Kind.HEADER_COPY));
            }
            damages.addAll(scan.damages());
            long lost = scan.lostOffsets();
            if (lastOffset != null && scan.nextOffset() <= lastOffset) {
                damages.add(
                        damage(base, scan.end(), file.size() - scan.end(), scan.nextOffset(), lastOffset, Kind.END));
                lost += lastOffset - scan.nextOffset() + 1;
            }
            return new SegmentReport(
                    SegmentHeader.fileName(base),
                    file.size(),
                    base,
                    scan.nextOffset() - 1,
                    scan.records(),
                    scan.firstTime(),
                    scan.lastTime(),
                    damages,
                    lost,
                    scan.end(),
                    scan.contentEnd() - scan.end(),
                    indexGood,
                    null);
        }
    }

    /**
     * What is in the midst of being written looks damaged or torn at one look and not at the next, so for the last segment that
     * counts which is seen twice.
     */
    private static SegmentScan scan(SegmentFile file, SegmentHeader header, @Nullable Long lastOffset)
            throws IOException {
        if (lastOffset != null) {
            return SegmentScan.over(file, header, file.size(), lastOffset);
        }
        SegmentScan before = SegmentScan.over(file, header, file.size(), Long.MAX_VALUE);
        SegmentScan scan = before;
        for (int look = 1; look < LOOKS && (scan.torn() || !scan.damages().isEmpty()); look++) {
            scan = SegmentScan.over(file, header, file.size(), Long.MAX_VALUE);
            boolean sameEnd = !scan.torn() || scan.end() == before.end();
            if (scan.confirmDamages(before) && sameEnd) {
                break;
            }
            before = scan;
        }
        return scan;
    }

    private static SegmentReport headless(long base, long bytes, @Nullable Long lastOffset, boolean indexGood) {
        long last = lastOffset == null ? Recovery.lastPossible(base, bytes) : lastOffset;
        Damage damage = damage(base, 0, bytes, base, last, Kind.HEADER);
        return new SegmentReport(
                damage.segment(),
                bytes,
                base,
                base - 1,
                0,
                0,
                0,
                List.of(damage),
                damage.lost(),
                0,
                0,
                indexGood,
                null);
    }

    private static Damage damage(long base, long position, long length, long firstLost, long lastLost, Kind kind) {
        return new Damage(SegmentHeader.fileName(base), position, length, firstLost, lastLost, kind);
    }
}
