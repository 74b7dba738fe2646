package io.devicegateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.devicegateway.api.DeviceId;
import io.devicegateway.journal.EventJournal.AnswerMemory;
import io.devicegateway.journal.EventJournal.Memory;
import io.devicegateway.protocol.Effect.DedupKey;
import io.devicegateway.protocol.Effect.Sighting;
import io.devicegateway.session.DedupWindow.Claim;
import io.devicegateway.simulation.ManualTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What was answered is recognised by evidence, and not by the wall clock; within bounds. */
class DedupWindowTest {
    private static final DeviceId CABINET = new DeviceId("plain", "A1");
    private static final Duration WINDOW = Duration.ofMinutes(2);
    private static final DedupKey KEY = new DedupKey("return/1", "B1", WINDOW);
    private static final DedupWindow.Owner OWNER = () -> false;
    private static final Instant THEN = Instant.parse("2026-01-02T03:04:05Z");

    private final ManualTime time = new ManualTime();
    private final DedupWindow window = new DedupWindow(time);

    private void settle(DedupWindow in, DedupKey key, boolean lasting) {
        Claim claim = in.claim(CABINET, key, OWNER, false);
        assertThat(claim.mine()).isTrue();
        in.settle(CABINET, key, claim.memo(), List.of(new byte[] {1}), new Sighting("test-1", THEN), lasting);
    }

    private boolean isKnown(DedupWindow in, boolean redelivered) {
        return !in.claim(CABINET, KEY, OWNER, redelivered).mine();
    }

    private static Memory remembered(boolean lasting, long lived) {
        AnswerMemory memory =
                new AnswerMemory(KEY.scope(), KEY.content(), WINDOW, List.of(new byte[] {1}), lasting, lived);
        return new Memory("test-1", CABINET, THEN, memory, List.of());
    }

    @Test
    void aStepOfTheWallClockAndARestartAreNothingToAWindow() {
        window.restore(remembered(false, 100), THEN.plus(Duration.ofMinutes(20)).toEpochMilli());
        time.advance(Duration.ofMinutes(1));
        assertThat(isKnown(window, false)).isTrue();
        time.advance(Duration.ofMinutes(2));
        assertThat(isKnown(window, false)).isFalse();
    }

    @Test
    void aWindowStandsStillWhileNothingIsRead() {
        settle(window, KEY, false);
        time.advance(Duration.ofMinutes(1));
        window.pause(true);
        time.advance(Duration.ofMinutes(20));
        window.pause(false);
        assertThat(isKnown(window, false)).isTrue();
        time.advance(Duration.ofMinutes(2));
        assertThat(isKnown(window, false)).isFalse();
    }

    @Test
    void whatWasOverInTheRunBeforeIsOverInThisOne() {
        window.restore(remembered(false, 100), THEN.toEpochMilli());
        AnswerMemory later = new AnswerMemory("return/2", "B2", WINDOW, List.of(), false, 1_000);
        window.restore(new Memory("test-2", CABINET, THEN, later, List.of()), THEN.toEpochMilli());
        assertThat(isKnown(window, false)).isFalse();
    }

    @Test
    void whatAnEarlierVersionWroteIsAsOldAsTheWallClockSays() {
        window.restore(remembered(false, 0), THEN.plus(Duration.ofMinutes(3)).toEpochMilli());
        assertThat(isKnown(window, false)).isFalse();
        DedupWindow other = new DedupWindow(time);
        other.restore(remembered(false, 0), THEN.plus(Duration.ofMinutes(1)).toEpochMilli());
        assertThat(isKnown(other, false)).isTrue();
    }

    @Test
    void whatIsHandedOverAgainIsRecognisedWhateverItsAge() {
        settle(window, KEY, true);
        time.advance(Duration.ofDays(3));
        window.sweep();
        assertThat(isKnown(window, true)).isTrue();
        assertThat(isKnown(window, false)).isFalse();
    }

    @Test
    void alsoAfterARestartLongAfter() {
        window.restore(remembered(true, 100), THEN.plus(Duration.ofDays(3)).toEpochMilli());
        time.advance(Duration.ofHours(1));
        window.sweep();
        assertThat(isKnown(window, true)).isTrue();
    }

    @Test
    void theTimeForWhichGatewaysRanGoesOnOverRestarts() {
        window.restore(remembered(false, 100), THEN.toEpochMilli());
        time.advance(Duration.ofSeconds(30));
        assertThat(window.lived()).isEqualTo(130);
    }

    @Test
    void whatIsRememberedStaysWithinItsBytes() {
        long most = 1 << 20;
        DedupWindow small = new DedupWindow(time, most);
        for (int i = 0; i < 20_000; i++) {
            DeviceId device = new DeviceId("plain", "A" + i % 1_000);
            DedupKey key = new DedupKey("21/" + i, "0,0,0", Duration.ofMinutes(10));
            Claim claim = small.claim(device, key, OWNER, false);
            small.settle(device, key, claim.memo(), List.of(), new Sighting("test-" + i, THEN), i % 2 == 0);
        }
        assertThat(small.bytes()).isLessThanOrEqualTo(most).isGreaterThan(most / 2);
        assertThat(small.size()).isLessThan(3_000);
        DedupKey newest = new DedupKey("21/19999", "0,0,0", Duration.ofMinutes(10));
        assertThat(small.claim(new DeviceId("plain", "A999"), newest, OWNER, false)
                        .mine())
                .isFalse();
        time.advance(Duration.ofMinutes(11));
        small.sweep();
        assertThat(small.bytes()).isLessThanOrEqualTo(most / 2 + 1_000);
    }
}
