package io.devicegateway.app.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.devicegateway.app.health.Health.Check;
import io.devicegateway.app.health.Health.Status;
import io.devicegateway.app.text.Phrase;
import io.devicegateway.journal.JournalState;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

final class HealthTest {
    private static final Instant SINCE = Instant.parse("2026-11-20T10:03:00Z");

    @Test
    void isReadyUnlessSomethingFailed() {
        assertThat(new Health(List.of()).ready()).isTrue();
        assertThat(new Health(List.of(Check.ok("a"), Check.degraded("b", Phrase.text("slow"), Phrase.text("look"))))
                        .ready())
                .isTrue();
        assertThat(new Health(List.of(Check.ok("a"), Check.failed("b", Phrase.text("gone"), Phrase.text("restart"))))
                        .ready())
                .isFalse();
    }

    @Test
    void aJournalThatTakesNoEventsIsAFailureWithItsCauseAndAFix() {
        assertThat(Health.journal(new JournalState.Open())).isEqualTo(Check.ok("journal"));

        Check full = Health.journal(new JournalState.Full(SINCE, "no space left on /data"));
        assertThat(full.status()).isEqualTo(Status.FAILED);
        assertThat(full.cause().toString()).contains("2026-11-20T10:03:00Z", "no space left on /data");
        assertThat(full.fix().toString()).contains("resumes by itself");

        Check failed = Health.journal(new JournalState.Failed(SINCE, "force failed"));
        assertThat(failed.status()).isEqualTo(Status.FAILED);
        assertThat(failed.cause().toString()).contains("force failed");
        assertThat(failed.fix().toString()).contains("restart");
    }
}
