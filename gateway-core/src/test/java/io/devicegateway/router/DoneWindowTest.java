package io.devicegateway.router;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class DoneWindowTest {
    private static final int SPAN = 256;

    @Test
    void thePositionIsWhereEverythingIsDoneUpTo() {
        DoneWindow window = new DoneWindow(10, SPAN);
        assertThat(window.advance()).isEqualTo(10);

        window.done(12);
        assertThat(window.advance()).isEqualTo(10);
        assertThat(window.isDone(10)).isTrue();
        assertThat(window.isDone(11)).isFalse();
        assertThat(window.isDone(12)).isTrue();

        window.done(11);
        assertThat(window.advance()).isEqualTo(12);
        assertThat(window.position()).isEqualTo(12);
    }

    @Test
    void isTheSameAsASetForAnyOrder() {
        for (long seed = 1; seed <= 40; seed++) {
            Random random = new Random(seed);
            long start = random.nextInt(1_000);
            DoneWindow window = new DoneWindow(start, SPAN);
            TreeSet<Long> open = new TreeSet<>();
            long next = start + 1;
            for (int step = 0; step < 2_000; step++) {
                if (window.accepts(next) && random.nextInt(3) > 0) {
                    open.add(next++);
                } else if (!open.isEmpty()) {
                    List<Long> candidates = new ArrayList<>(open);
                    long done = candidates.get(random.nextInt(Math.min(candidates.size(), 100)));
                    open.remove(done);
                    window.done(done);
                }
                long expected = open.isEmpty() ? next - 1 : open.first() - 1;
                assertThat(window.advance()).as("seed %s step %s", seed, step).isEqualTo(expected);
                for (long offset = expected + 1; offset < next; offset++) {
                    assertThat(window.isDone(offset)).isEqualTo(!open.contains(offset));
                }
                assertThat(window.isDone(next)).isFalse();
            }
        }
    }

    @Test
    void acceptsWhatIsNear() {
        for (long start : new long[] {0, 1, 62, 63, 64, 1_000_003}) {
            DoneWindow window = new DoneWindow(start, SPAN);
            assertThat(window.accepts(start + 1)).isTrue();
            assertThat(window.accepts(start + SPAN - 64)).isTrue();
            assertThat(window.accepts(start + SPAN - 63)).isFalse();
            for (long offset = start + SPAN - 64; offset > start; offset--) {
                assertThat(window.isDone(offset)).isFalse();
                window.done(offset);
            }
            assertThat(window.advance()).isEqualTo(start + SPAN - 64);
        }
    }

    @Test
    void startsOverElsewhere() {
        DoneWindow window = new DoneWindow(10, SPAN);
        window.done(11);
        window.done(13);

        window.skipTo(5_000_000_000L);

        assertThat(window.advance()).isEqualTo(5_000_000_000L);
        window.done(5_000_000_001L);
        assertThat(window.advance()).isEqualTo(5_000_000_001L);
    }

    @Test
    void threadsMarkAtTheSameTime() throws Exception {
        int rounds = 50;
        DoneWindow window = new DoneWindow(0, 4_096);
        long start = 0;
        for (int round = 0; round < rounds; round++) {
            List<Long> offsets = new ArrayList<>();
            for (long offset = start + 1; offset <= start + 4_000; offset++) {
                offsets.add(offset);
            }
            Collections.shuffle(offsets, new Random(round));
            List<CompletableFuture<Void>> threads = new ArrayList<>();
            for (int thread = 0; thread < 4; thread++) {
                List<Long> own = offsets.subList(thread * 1_000, (thread + 1) * 1_000);
                threads.add(CompletableFuture.runAsync(() -> own.forEach(offset -> {
                    window.done(offset);
                    window.advance();
                })));
            }
            for (CompletableFuture<Void> thread : threads) {
                thread.get(60, TimeUnit.SECONDS);
            }
            start += 4_000;
            assertThat(window.advance()).isEqualTo(start);
        }
    }
}
