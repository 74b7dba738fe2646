package io.devicegateway.journal;

import static io.devicegateway.journal.LogFixture.PATIENCE;
import static io.devicegateway.journal.LogFixture.append;
import static io.devicegateway.journal.LogFixture.open;
import static io.devicegateway.journal.LogFixture.settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.devicegateway.journal.FaultyFiles.Operation;
import io.devicegateway.journal.JournalUnavailableException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A full disk: no acknowledgement, reading goes on, and so does writing as soon as there is room. */
class DiskFullTest {
    private static final int SEGMENT = RecordFormat.DATA_START + 4096;
    private static final int RESERVE = 1 << 20;
    private static final String TEXT = "f".repeat(1024);

    @TempDir
    Path directory;

    /** The number of records that were acknowledged before a refusal. */
    private static int appendUntilFull(SegmentedLog log, int most) {
        for (int acknowledged = 0; acknowledged < most; acknowledged++) {
            try {
                append(log, TEXT);
            } catch (CompletionException e) {
                assertThat(e.getCause())
                        .isInstanceOf(JournalUnavailableException.class)
                        .extracting(failure -> ((JournalUnavailableException) failure).reason())
                        .isEqualTo(Reason.FULL);
                return acknowledged;
            }
        }
        return most;
    }

    private static void awaitOpen(SegmentedLog log) {
        await().atMost(PATIENCE).until(() -> log.state() instanceof JournalState.Open);
    }

    @Test
    void belowTheReserveNothingIsTakenAtOnce() throws IOException {
        FaultyFiles files = new FaultyFiles(new DiskFiles(directory));
        files.usableSpace(10 * RESERVE);
        List<JournalState> states = new CopyOnWriteArrayList<>();
        try (SegmentedLog log = open(settings(directory).withSpace(1 << 30, 2L << 30, RESERVE), files)) {
            log.addListener(states::add);
            append(log, TEXT);
            files.usableSpace(RESERVE - 1);
            await().atMost(PATIENCE).until(() -> log.state() instanceof JournalState.Full);
            assertThat(appendUntilFull(log, 1)).isZero();
            assertThat(((JournalState.Full) log.state()).cause())
                    .contains("1.0 MiB are to be kept free")
                    .contains("free some space");
            assertThat(LogFixture.texts(log)).containsExactly(TEXT);
            files.usableSpace(10 * RESERVE);
            awaitOpen(log);
            assertThat(append(log, TEXT)).isEqualTo(2);
        }
        assertThat(states).hasSize(2);
    }

    @Test
    void withoutRoomForTheNextSegmentThePresentOneIsFilledUp() throws IOException {
        FaultyFiles files = new FaultyFiles(new DiskFiles(directory));
        files.usableSpace(10 * RESERVE);
        try (SegmentedLog log = open(settings(directory).withSpace(1 << 30, 2L << 30, RESERVE), files)) {
            append(log, TEXT);
            files.usableSpace(RESERVE + SEGMENT - 1);
            int acknowledged = appendUntilFull(log, 100);
            assertThat(acknowledged).isBetween(2, 5);
            files.usableSpace(10 * RESERVE);
            awaitOpen(log);
            assertThat(append(log, TEXT)).isEqualTo(acknowledged + 2L);
        }
    }

    @Test
    void aStartOnAFullDiskServesReadersAndGoesOnLater() throws IOException {
        try (SegmentedLog log = open(settings(directory))) {
            append(log, TEXT);
        }
        FaultyFiles files = new FaultyFiles(new DiskFiles(directory));
        files.usableSpace(0);
        try (SegmentedLog log = open(settings(directory).withSpace(1 << 30, 2L << 30, RESERVE), files)) {
            await().atMost(PATIENCE).until(() -> log.state() instanceof JournalState.Full);
            assertThat(LogFixture.texts(log)).containsExactly(TEXT);
            files.usableSpace(10 * RESERVE);
            awaitOpen(log);
            assertThat(append(log, TEXT)).isEqualTo(2);
        }
    }

    /** The operating system says it in its own language; the free space tells as well. */
    @ParameterizedTest
    @ValueSource(strings = {"No space left on device", "Disk quota exceeded"})
    void aWriteThatFindsNoSpaceMakesItFull(String words) throws IOException {
        FaultyFiles files = new FaultyFiles(new DiskFiles(directory));
        try (SegmentedLog log = open(settings(directory), files)) {
            append(log, TEXT);
            files.fail((operation, name) -> {
                if (operation == Operation.WRITE) {
                    throw new IOException(words);
                }
            });
            assertThat(appendUntilFull(log, 1)).isZero();
            assertThat(log.state()).isInstanceOf(JournalState.Full.class);
            files.heal();
            awaitOpen(log);
            assertThat(append(log, TEXT)).isEqualTo(2);
            assertThat(LogFixture.texts(log)).hasSize(2);
        }
    }

    @Test
    void anotherFailureIsNoFullDisk() throws IOException {
        FaultyFiles files = new FaultyFiles(new DiskFiles(directory));
        try (SegmentedLog log = open(settings(directory), files)) {
            append(log, TEXT);
            files.fail((operation, name) -> {
                if (operation == Operation.FORCE) {
                    throw new IOException("Input/output error");
                }
            });
            SegmentedLogTest.assertRefused(log.append(0, new byte[1]), Reason.FAILED);
            assertThat(log.state()).isInstanceOf(JournalState.Failed.class);
            files.heal();
            awaitOpen(log);
        }
    }

    /** A real file system of 256 KiB; with and without the log looking at the free space before it writes. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aSmallFileSystemIsFilledAndFreed(boolean looksFirst) throws Exception {
        Path small = Files.createDirectory(directory.resolve("small"));
        assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", small.toString()), "needs leave to mount");
        try {
            Path ballast = small.resolve("ballast");
            Files.write(ballast, new byte[100 * 1024]);
            FaultyFiles files = new FaultyFiles(new DiskFiles(small.resolve("journal")));
            if (!looksFirst) {
                files.usableSpace(Long.MAX_VALUE);
            }
            List<String> expected = new ArrayList<>();
            LogSettings settings = settings(small.resolve("journal"));
            try (SegmentedLog log = open(settings, files)) {
                int acknowledged = appendUntilFull(log, 1000);
                assertThat(acknowledged).isBetween(10, 100);
                for (int i = 0; i < acknowledged; i++) {
                    expected.add(TEXT);
                }
                assertThat(log.state()).isInstanceOf(JournalState.Full.class);
                assertThat(LogFixture.texts(log)).isEqualTo(expected);
                Files.delete(ballast);
                awaitOpen(log);
                append(log, "room again");
                expected.add("room again");
            }
            try (SegmentedLog log = open(settings)) {
                assertThat(LogFixture.texts(log)).isEqualTo(expected);
            }
            assertThat(JournalCheck.verify(settings.directory()).sound()).isTrue();
        } finally {
            assertThat(run("umount", small.toString())).isTrue();
        }
    }

    private static boolean run(String... command) throws Exception {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
