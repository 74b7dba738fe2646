package io.devicegateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.devicegateway.api.BankReturned;
import io.devicegateway.api.DecidedBy;
import io.devicegateway.api.Presence;
import io.devicegateway.api.RentBank;
import io.devicegateway.api.ReturnRejected;
import io.devicegateway.api.ReturnVerdict;
import io.devicegateway.journal.JournalUnavailableException;
import io.devicegateway.journal.JournalUnavailableException.Reason;
import io.devicegateway.session.SessionBench.Wire;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Nothing is acknowledged before it is durable, and nothing that was is published again. */
class AcknowledgementTest {
    private final SessionBench bench = new SessionBench();

    @Test
    void aReturnIsAnsweredOnlyOnceItIsDurable() {
        Wire cabinet = bench.connectAndLogin();
        cabinet.gets();
        bench.journal.hold();

        CompletableFuture<Void> durable = cabinet.says("return 1 B1");
        assertThat(cabinet.gets()).isEmpty();
        assertThat(durable).isNotDone();

        bench.journal.release();
        assertThat(cabinet.gets()).containsExactly("returned 1 ACCEPTED");
        assertThat(durable).isCompleted();
    }

    @Test
    void aLoginIsAnsweredOnlyOnceItsPresenceIsDurable() {
        bench.journal.hold();
        Wire cabinet = bench.connect();
        cabinet.says("login A1");
        assertThat(cabinet.gets()).isEmpty();
        assertThat(bench.sessions.connected(SessionBench.CABINET)).isEmpty();
        bench.journal.release();
        assertThat(cabinet.gets()).containsExactly("welcome");
        assertThat(bench.sessions.connected(SessionBench.CABINET)).isPresent();
    }

    @Test
    void whatNeedsNoDurabilityIsAnsweredAtOnce() {
        Wire cabinet = bench.connectAndLogin();
        cabinet.gets();
        bench.journal.hold();
        assertThat(cabinet.says("beat")).isNull();
        assertThat(cabinet.gets()).containsExactly("beat");
        bench.journal.release();
    }

    @Test
    void aFailingJournalMeansNoAnswerAndAClosedLinkAndTheRetryCountsAsNew() {
        Wire cabinet = bench.connectAndLogin();
        cabinet.gets();
        bench.journal.failNext(new JournalUnavailableException(Reason.FULL, "the disk is full"));

        CompletableFuture<Void> durable = cabinet.says("return 1 B1");
        assertThat(durable).isCompletedExceptionally();
        assertThat(cabinet.gets()).isEmpty();
        assertThat(cabinet.link.isOpen()).isFalse();
        assertThat(cabinet.link.closeReason()).contains("the disk is full");

        Wire again = bench.connectAndLogin();
        again.says("return 1 B1");
        assertThat(again.gets()).containsExactly("welcome", "returned 1 ACCEPTED");
        assertThat(bench.events(BankReturned.class)).hasSize(1);
    }

    @Test
    void aReportThatComesAgainGetsTheSameAnswerAndIsPublishedOnce() {
        Wire cabinet = bench.connectAndLogin();
        cabinet.says("return 1 B1");
        bench.authority.onJudgeReturn(q -> CompletableFuture.completedFuture(ReturnVerdict.DUPLICATE));
        cabinet.says("return 1 B1");
        assertThat(cabinet.gets()).containsExactly("welcome", "returned 1 ACCEPTED", "returned 1 ACCEPTED");
        assertThat(bench.events(BankReturned.class)).hasSize(1);
        assertThat(bench.metrics.count("gateway_reports_repeated", "protocol", "plain"))
                .isEqualTo(1);
    }

    @Test
    void aReportThatComesAgainOnANewConnectionWhileTheFirstIsNotDurableWaitsForIt() {
        Wire cabinet = bench.connectAndLogin();
        cabinet.gets();
        bench.journal.hold();
        cabinet.says("return 1 B1");
        cabinet.hangsUp();
        Wire again = bench.connectAndLogin();
        again.says("return 1 B1");
        assertThat(again.gets()).isEmpty();
        bench.journal.release();
        assertThat(again.gets()).containsExactlyInAnyOrder("welcome", "returned 1 ACCEPTED");
        assertThat(bench.events(BankReturned.class)).hasSize(1);
    }

    @Test
    void theSameAnswerIsGivenAfterARestart() {
        bench.connectAndLogin().says("return 1 B1");
        bench.restart(CommandHistory.NONE);
        bench.authority.onJudgeReturn(q -> CompletableFuture.completedFuture(ReturnVerdict.DUPLICATE));
        Wire again = bench.connectAndLogin();
        again.says("return 1 B1");
        assertThat(again.gets()).containsExactly("welcome", "returned 1 ACCEPTED");
        assertThat(bench.events(BankReturned.class)).hasSize(1);
    }

    @Test
    void aReturnAfterARentOfTheSameSlotIsNew() {
        Wire cabinet = bench.connectAndLogin();
        cabinet.says("return 1 B1");
        cabinet.says("rented 1 ok B1");
        cabinet.says("return 1 B1");
        assertThat(bench.events(BankReturned.class)).hasSize(2);

        bench.restart(CommandHistory.NONE);
        Wire again = bench.connectAndLogin();
        again.says("rented 1 ok B1");
        bench.restart(CommandHistory.NONE);
        bench.connectAndLogin().says("return 1 B1");
        assertThat(bench.events(BankReturned.class)).hasSize(3);
    }

    @Test
    void aReturnWhoseAnswerMayNotHaveArrivedIsNoNewOneAlthoughTheBankHasLeft() {
        Wire cabinet = bench.connectAndLogin();
        bench.send(new RentBank(SessionBench.CABINET, 1));
        bench.advance(Duration.ofSeconds(1));
        assertThat(cabinet.gets()).containsExactly("welcome", "rent 1");
        cabinet.says("return 1 B1");
        cabinet.says("rented 1 ok B1"); // the rent was written before the answer to the return
        bench.restart(CommandHistory.NONE);
        Wire again = bench.connectAndLogin();
        again.says("return 1 B1");
        assertThat(again.gets()).containsExactly("welcome", "returned 1 ACCEPTED");
        assertThat(bench.events(BankReturned.class)).hasSize(1);
    }

    @Test
    void aReturnThatWasNotDurableWhenTheBankLeftIsNoNewOne() {
        Wire cabinet = bench.connectAndLogin();
        bench.journal.hold();
        cabinet.says("return 1 B1");
        cabinet.says("rented 1 ok B1");
        bench.journal.release();
        cabinet.hangsUp();
        bench.connectAndLogin().says("return 1 B1");
        assertThat(bench.events(BankReturned.class)).hasSize(1);
    }

    @Test
    void aReturnWhoseAnswerHasArrivedIsNewOnceTheBankHasLeft() {
        Wire cabinet = bench.connectAndLogin();
        bench.send(new RentBank(SessionBench.CABINET, 1));
        bench.advance(Duration.ofSeconds(1));
        assertThat(cabinet.gets()).containsExactly("welcome", "rent 1");
        cabinet.says("return 1 B1");
        cabinet.says("rented 1 ok B1");
        bench.send(new RentBank(SessionBench.CABINET, 2));
        bench.advance(Duration.ofSeconds(1));
        cabinet.says("rented 2 ok B2"); // so it has read what came before that rent
        bench.restart(CommandHistory.NONE);
        bench.connectAndLogin().says("return 1 B1");
        assertThat(bench.events(BankReturned.class)).hasSize(2);
    }

    @Test
    void whatIsSaidBeforeTheWelcomeTellsNothingOfEarlierReturns() {
        bench.connectAndLogin().says("return 1 B1");
        bench.restart(CommandHistory.NONE);
        bench.journal.hold();
        Wire again = bench.connectAndLogin();
        again.says("rented 1 ok B1");
        bench.journal.release();
        again.says("return 1 B1");
        assertThat(bench.events(BankReturned.class)).hasSize(1);
    }

    @Test
    void aReportIsNewOnceItsWindowIsOver() {
        Wire cabinet = bench.connectAndLogin();
        cabinet.says("return 1 B1");
        for (int i = 0; i < 5; i++) {
            bench.advance(Duration.ofSeconds(30));
            cabinet.says("beat");
        }
        cabinet.says("return 1 B1");
        assertThat(bench.events(BankReturned.class)).hasSize(2);
    }

    @Test
    void anotherReportOfTheSameScopeIsNew() {
        Wire cabinet = bench.connectAndLogin();
        cabinet.says("return 1 B1");
        cabinet.says("return 1 B2");
        assertThat(bench.events(BankReturned.class)).hasSize(2);
    }

    @Test
    void anAnswerThatTheProtocolForgetsIsJudgedAgain() {
        bench.authority.onJudgeReturn(q -> CompletableFuture.completedFuture(ReturnVerdict.FAILED));
        Wire cabinet = bench.connectAndLogin();
        cabinet.says("return 1 B1");
        bench.authority.onJudgeReturn(q -> CompletableFuture.completedFuture(ReturnVerdict.ACCEPTED));
        cabinet.says("return 1 B1");
        assertThat(cabinet.gets()).containsExactly("welcome", "returned 1 FAILED", "returned 1 ACCEPTED");
        assertThat(bench.events(ReturnRejected.class)).hasSize(1);
        assertThat(bench.events(BankReturned.class)).hasSize(1);
    }

    @Test
    void aReportThatWaitedForOneThatIsForgottenDoesNotPushOutTheNext() {
        Wire cabinet = bench.connectAndLogin();
        bench.journal.hold();
        bench.authority.onJudgeReturn(q -> CompletableFuture.completedFuture(ReturnVerdict.FAILED));
        cabinet.says("return 1 B1");
        cabinet.says("return 1 B1");
        bench.authority.onJudgeReturn(q -> CompletableFuture.completedFuture(ReturnVerdict.ACCEPTED));
        cabinet.says("return 1 B2");
        bench.journal.release();
        cabinet.says("return 1 B2");
        assertThat(cabinet.gets())
                .containsExactly(
                        "welcome",
                        "returned 1 FAILED",
                        "returned 1 FAILED",
                        "returned 1 ACCEPTED",
                        "returned 1 ACCEPTED");
        assertThat(bench.events(ReturnRejected.class)).hasSize(1);
        assertThat(bench.events(BankReturned.class)).hasSize(1);
    }

    @Test
    void whatIsLeftOfAConnectionThatWasTakenOverIsNotTakenIn() {
        Wire before = bench.connectAndLogin();
        Wire after = bench.connect();
        before.link.executor().execute(() -> {
            after.says("login A1");
            after.says("return 1 B2");
            var unused = before.inbound.receive("return 1 B1\n".getBytes(StandardCharsets.US_ASCII));
        });
        after.says("return 1 B2");
        assertThat(bench.events(BankReturned.class)).hasSize(1);
        assertThat(before.gets()).containsExactly("welcome");
    }

    @Test
    void theFallbackAnswersWhenTheAuthorityIsSilentAndSaysSo() {
        bench.authority.onJudgeReturn(q -> new CompletableFuture<>());
        Wire cabinet = bench.connectAndLogin();
        cabinet.gets();
        cabinet.says("return 1 B1");
        bench.advance(Duration.ofMillis(1999));
        assertThat(cabinet.gets()).isEmpty();
        bench.advance(Duration.ofMillis(1));
        assertThat(cabinet.gets()).containsExactly("returned 1 ACCEPTED");
        assertThat(bench.events(BankReturned.class).get(0).decidedBy()).isEqualTo(DecidedBy.FALLBACK_TIMEOUT);
    }

    @Test
    void theFallbackAnswersWhenTheAuthorityFails() {
        bench.authority.onJudgeReturn(q -> {
            throw new IllegalStateException("as the test wants");
        });
        Wire cabinet = bench.connectAndLogin();
        cabinet.says("return 1 B1");
        assertThat(bench.events(BankReturned.class).get(0).decidedBy()).isEqualTo(DecidedBy.FALLBACK_ERROR);
    }

    @Test
    void whatADeviceSaysWhileItsQuestionIsOpenKeepsItsOrder() {
        CompletableFuture<ReturnVerdict> open = new CompletableFuture<>();
        bench.authority.onJudgeReturn(
                q -> q.slot() == 1 ? open : CompletableFuture.completedFuture(ReturnVerdict.ACCEPTED));
        Wire cabinet = bench.connectAndLogin();
        cabinet.gets();
        cabinet.says("return 1 B1");
        CompletableFuture<Void> second = cabinet.says("return 2 B2");
        assertThat(second).isNotDone();
        assertThat(cabinet.gets()).isEmpty();
        open.complete(ReturnVerdict.ACCEPTED);
        assertThat(cabinet.gets()).containsExactly("returned 1 ACCEPTED", "returned 2 ACCEPTED");
        assertThat(bench.events(BankReturned.class))
                .extracting(BankReturned::slot)
                .containsExactly(1, 2);
        assertThat(second).isCompleted();
    }

    @Test
    void aMalformedFrameIsCountedAndTheConnectionGoesOn() {
        Wire cabinet = bench.connectAndLogin();
        cabinet.gets();
        cabinet.says("?");
        cabinet.says("beat");
        assertThat(cabinet.gets()).containsExactly("beat");
        assertThat(bench.metrics.count("gateway_frames_malformed", "protocol", "plain", "kind", "bad-line"))
                .isEqualTo(1);
    }

    @Test
    void aFaultOfTheProtocolEndsOneConnectionOnly() {
        Wire cabinet = bench.connectAndLogin();
        Wire other = bench.connect();
        other.says("login A2");
        cabinet.says("explode");
        assertThat(cabinet.link.isOpen()).isFalse();
        assertThat(other.link.isOpen()).isTrue();
        assertThat(bench.events(Presence.class))
                .last()
                .satisfies(presence -> assertThat(presence.reason()).isEqualTo(Presence.Reason.PROTOCOL_ERROR));
    }

    @Test
    void aDeviceThatIsDeniedGetsItsAnswerAndIsClosed() {
        bench.registry.put(SessionBench.CABINET, java.util.Map.of(), false, "stolen");
        Wire cabinet = bench.connectAndLogin();
        assertThat(cabinet.gets()).containsExactly("denied");
        assertThat(cabinet.link.closeReason()).isEqualTo("stolen");
        assertThat(bench.authority.asked()).isEmpty();
        assertThat(bench.journal.events()).isEmpty();
    }
}
