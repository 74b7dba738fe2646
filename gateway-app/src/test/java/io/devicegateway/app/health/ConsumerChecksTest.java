package io.devicegateway.app.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.devicegateway.api.ConsumerState;
import io.devicegateway.api.ConsumerStatus;
import io.devicegateway.app.health.Health.Check;
import io.devicegateway.app.health.Health.Status;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class ConsumerChecksTest {
    private final AtomicLong now = new AtomicLong(1);
    private final ConsumerChecks checks = new ConsumerChecks(now::get);

    @Test
    void saysNothingOfOneThatIsWell() {
        assertThat(checks.of(List.of(consumer(7, 0, 0, null)))).isEmpty();
        pass(Duration.ofHours(1));
        assertThat(checks.of(List.of(consumer(7, 0, 0, null)))).isEmpty();
    }

    @Test
    void namesOneThatStandsStillWhileEventsWait() {
        assertThat(checks.of(List.of(consumer(7, 3, 0, null)))).isEmpty();
        pass(ConsumerChecks.STILL);

        Check check = checks.of(List.of(consumer(7, 4, 0, null))).getFirst();

        assertThat(check.name()).isEqualTo("consumer billing");
        assertThat(check.status()).isEqualTo(Status.DEGRADED);
        assertThat(check.cause().toString()).contains("60 s", "4 events");
        assertThat(check.fix().toString())
                .contains("gateway consumers remove billing", "DELETE /api/v1/consumers/billing");
    }

    @Test
    void oneThatMovesSlowlyIsNotStill() {
        for (int position = 0; position < 5; position++) {
            assertThat(checks.of(List.of(consumer(position, 1_000, 0, null)))).isEmpty();
            pass(ConsumerChecks.STILL.minusSeconds(1));
        }
    }

    @Test
    void namesDeadLettersAndProblems() {
        Check check = checks.of(List.of(consumer(7, 0, 2, "its handler hangs"))).getFirst();

        assertThat(check.cause().toString()).contains("its handler hangs", "2 events", "dead letters");
        assertThat(check.fix().toString()).contains("gateway consumers dead-letters billing");
    }

    @Test
    void forgetsOneThatWasRemoved() {
        checks.of(List.of(consumer(7, 3, 0, null)));
        assertThat(checks.of(List.of())).isEmpty();
        pass(ConsumerChecks.STILL);

        assertThat(checks.of(List.of(consumer(7, 3, 0, null)))).isEmpty();
    }

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }

    private static ConsumerStatus consumer(long position, long lag, int parked, @Nullable String problem) {
        return new ConsumerStatus("billing", ConsumerState.RUNNING, position, lag, 0, 0, parked, 0, problem);
    }
}
