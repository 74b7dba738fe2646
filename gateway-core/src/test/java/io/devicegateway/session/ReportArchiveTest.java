package io.devicegateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.devicegateway.api.BankId;
import io.devicegateway.api.BankReturned;
import io.devicegateway.api.DecidedBy;
import io.devicegateway.api.DeviceId;
import io.devicegateway.api.EventRecord;
import io.devicegateway.journal.EventJournal.AnswerMemory;
import io.devicegateway.journal.EventJournal.Entry;
import io.devicegateway.journal.EventJournal.Memory;
import io.devicegateway.metrics.MemoryMetrics;
import io.devicegateway.supervision.Supervision;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportArchiveTest {
    private static final DeviceId PILE = new DeviceId("plain", "P1");
    private static final Instant THEN = Instant.parse("2026-01-02T03:04:05Z");

    @TempDir
    Path data;

    private ReportArchive open() {
        return ReportArchive.open(
                data.resolve("reports.db"), new Supervision(new MemoryMetrics(), System::nanoTime).watch("test"));
    }

    private static Entry entry(long offset, boolean lasting) {
        EventRecord record = new EventRecord(
                offset,
                "test-" + offset,
                THEN,
                1,
                new BankReturned(PILE, 1, new BankId("B1"), DecidedBy.GATEWAY),
                ByteBuffer.allocate(0));
        AnswerMemory memory = new AnswerMemory(
                "line/" + offset, "107", Duration.ofMinutes(10), List.of(new byte[] {1, 2}, new byte[0]), lasting, 42);
        return new Entry(record, memory, List.of());
    }

    private static List<Memory> all(ReportArchive archive) {
        List<Memory> all = new ArrayList<>();
        archive.forEach(all::add);
        return all;
    }

    @Test
    void lastingMemoriesAreThereAfterARestartAndOthersAreNot() {
        try (ReportArchive archive = open()) {
            archive.beginAt(0);
            archive.apply(entry(1, true));
            archive.apply(entry(2, false));
            archive.apply(entry(3, true));
        }
        try (ReportArchive archive = open()) {
            archive.beginAt(3);
            assertThat(archive.appliedOffset()).isEqualTo(3);
            archive.apply(entry(3, true)); // it was applied before
            List<Memory> all = all(archive);
            assertThat(all).extracting(Memory::id).containsExactly("test-1", "test-3");
            Memory first = all.get(0);
            AnswerMemory memory = first.memory();
            assertThat(first.device()).isEqualTo(PILE);
            assertThat(first.receivedAt()).isEqualTo(THEN);
            assertThat(memory.scope()).isEqualTo("line/1");
            assertThat(memory.content()).isEqualTo("107");
            assertThat(memory.window()).isEqualTo(Duration.ofMinutes(10));
            assertThat(memory.answers()).containsExactly(new byte[] {1, 2}, new byte[0]);
            assertThat(memory.lived()).isEqualTo(42);
            assertThat(memory.lasting()).isTrue();
        }
    }

    @Test
    void aNewArchiveBeginsWhereItIsTold() {
        try (ReportArchive archive = open()) {
            archive.beginAt(1_000);
            assertThat(archive.appliedOffset()).isEqualTo(1_000);
            archive.apply(entry(1_000, true));
            assertThat(all(archive)).isEmpty();
        }
        try (ReportArchive archive = open()) {
            archive.beginAt(2_000);
            assertThat(archive.appliedOffset()).isEqualTo(1_000);
        }
    }
}
