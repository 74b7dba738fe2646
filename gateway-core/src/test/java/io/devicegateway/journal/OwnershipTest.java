package io.devicegateway.journal;

import static io.devicegateway.journal.LogFixture.append;
import static io.devicegateway.journal.LogFixture.bytes;
import static io.devicegateway.journal.LogFixture.open;
import static io.devicegateway.journal.LogFixture.settings;
import static io.devicegateway.journal.LogFixture.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.devicegateway.journal.FaultyFiles.Operation;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A directory is given up only by who has stopped. */
@Timeout(60)
final class OwnershipTest {
    @TempDir
    Path directory;

    /** A disk on which one thread's writes do not come back, as network storage has it for a while. */
    private static final class HungDisk implements FaultyFiles.Fault {
        private final String thread;
        private final CountDownLatch hangs = new CountDownLatch(1);
        private final CountDownLatch answers = new CountDownLatch(1);

        HungDisk(String thread) {
            this.thread = thread;
        }

        @Override
        public void before(Operation operation, String name) throws IOException {
            if (operation == Operation.WRITE && Thread.currentThread().getName().equals(thread)) {
                hangs.countDown();
                try {
                    answers.await();
                } catch (InterruptedException e) {
                    throw new InterruptedIOException();
                }
            }
        }
    }

    @Test
    void theDirectoryIsKeptUntilTheLastWriteHasEnded() throws Exception {
        FaultyFiles files = new FaultyFiles(new DiskFiles(directory));
        HungDisk disk = new HungDisk("journal-committer");
        SegmentedLog first = open(settings(directory), files);
        append(first, "a");
        files.fail(disk);
        CompletableFuture<Long> stuck = first.append(0, bytes("late"));
        assertThat(disk.hangs.await(20, TimeUnit.SECONDS)).isTrue();

        first.close();

        assertThat(stuck).isNotDone();
        assertThatThrownBy(() -> open(settings(directory)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("already open");
        disk.answers.countDown();
        assertThat(stuck.get(20, TimeUnit.SECONDS)).isEqualTo(2);
        try (SegmentedLog second = opened()) {
            assertThat(append(second, "acknowledged")).isEqualTo(3);
        }
        try (SegmentedLog third = open(settings(directory))) {
            assertThat(texts(third)).containsExactly("a", "late", "acknowledged");
        }
    }

    @Test
    void itIsKeptWhileASegmentIsPreparedToo() throws Exception {
        FaultyFiles files = new FaultyFiles(new DiskFiles(directory));
        HungDisk disk = new HungDisk("journal-maintenance");
        files.fail(disk);
        SegmentedLog first = open(settings(directory), files);
        assertThat(disk.hangs.await(20, TimeUnit.SECONDS)).isTrue();

        Thread closing = Thread.ofPlatform().start(first::close);

        await().until(() -> closing.getState() == Thread.State.TIMED_WAITING);
        assertThatThrownBy(() -> open(settings(directory))).hasMessageContaining("already open");
        disk.answers.countDown();
        closing.join();
        open(settings(directory)).close();
    }

    private SegmentedLog opened() {
        return await().ignoreExceptions().until(() -> open(settings(directory)), log -> true);
    }

    @Test
    void aSharedLockIsGivenUpByTheLast() throws IOException {
        Path inside = directory.resolve("journal");
        DirectoryLock outer = DirectoryLock.acquire(directory, "data directory");
        DirectoryLock inner = outer.inner(inside, "journal directory");
        DirectoryLock share = inner.share();

        outer.close();
        inner.close();
        inner.close();
        assertThatThrownBy(() -> DirectoryLock.acquire(inside, "journal directory"))
                .hasMessageContaining("journal directory")
                .hasMessageContaining("already open");
        assertThatThrownBy(() -> DirectoryLock.acquire(directory, "data directory"))
                .hasMessageContaining("data directory");

        share.close();
        DirectoryLock.acquire(inside, "journal directory").close();
        DirectoryLock.acquire(directory, "data directory").close();
    }
}
