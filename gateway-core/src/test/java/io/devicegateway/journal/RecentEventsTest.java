package io.devicegateway.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.devicegateway.api.DeviceId;
import io.devicegateway.api.EventRecord;
import io.devicegateway.api.SoftwareVersion;
import io.devicegateway.journal.EventJournal.Entry;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What is kept of the newest events is bounded in number and in bytes. */
class RecentEventsTest {
    private final RecentEvents recent = new RecentEvents();

    private void add(long offset, int size) {
        EventRecord record = new EventRecord(
                offset,
                "j-" + offset,
                Instant.EPOCH,
                1,
                new SoftwareVersion(new DeviceId("plain", "A1"), "1"),
                ByteBuffer.allocate(0));
        recent.add(new Entry(record, null, List.of()), size);
    }

    private long found(long from, long to) {
        return LongStream.rangeClosed(from, to)
                .filter(offset -> recent.find(offset) != null)
                .count();
    }

    @Test
    void ofSmallOnesFourThousandAreKept() {
        for (long offset = 7; offset < 10_007; offset++) {
            add(offset, 200);
        }
        assertThat(found(1, 10_006)).isEqualTo(4_096);
        assertThat(recent.find(10_006)).isNotNull();
        assertThat(recent.find(10_006 - 4_095)).isNotNull();
        assertThat(recent.newest()).isEqualTo(10_006);
    }

    @Test
    void ofLargeOnesTwoMegabytes() {
        for (long offset = 1; offset <= 1_000; offset++) {
            add(offset, 64 * 1024);
        }
        assertThat(found(1, 1_000)).isEqualTo(32);
        add(1_001, 8 << 20);
        assertThat(found(1, 1_001)).isEqualTo(1);
        for (long offset = 1_002; offset <= 1_010; offset++) {
            add(offset, 100);
        }
        assertThat(found(1, 1_010)).isEqualTo(9);
    }

    /** Offsets of a batch that failed are passed over. */
    @Test
    void aGapBeginsAnew() {
        add(1, 100);
        add(2, 100);
        add(9, 100);
        assertThat(found(1, 9)).isEqualTo(1);
        assertThat(recent.find(9)).isNotNull();
    }
}
