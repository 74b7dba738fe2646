package io.devicegateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.devicegateway.api.Admission;
import io.devicegateway.api.Authority;
import io.devicegateway.api.BankId;
import io.devicegateway.api.DeviceId;
import io.devicegateway.api.Question;
import io.devicegateway.api.Registration;
import io.devicegateway.api.ReturnVerdict;
import io.devicegateway.testing.ScriptedAuthority;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class BackendAuthorityTest {
    private static final DeviceId CABINET = new DeviceId("plain", "A1");
    private static final Question.Return RETURN = new Question.Return(CABINET, 1, new BankId("B1"), null, false);
    private static final Question.Login LOGIN = new Question.Login(CABINET, "198.51.100.1:1");

    private final ScriptedAuthority own = new ScriptedAuthority();
    private final Deque<Runnable> tasks = new ArrayDeque<>();
    private final BackendAuthority authority = new BackendAuthority(own, tasks::add);

    private static Authority judging(ReturnVerdict verdict) {
        return new Authority() {
            @Override
            public ReturnVerdict judgeReturn(Question.Return question) {
                return verdict;
            }
        };
    }

    private <A> A answered(CompletionStage<A> stage) {
        while (!tasks.isEmpty()) {
            tasks.remove().run();
        }
        return stage.toCompletableFuture().join();
    }

    @Test
    void withoutABackendTheGatewayAnswersAtOnce() {
        assertThat(authority.judgeReturn(RETURN).toCompletableFuture()).isCompletedWithValue(ReturnVerdict.ACCEPTED);
        assertThat(tasks).isEmpty();
    }

    @Test
    void theBackendIsAskedOnAThreadThatMayWait() {
        authority.register(judging(ReturnVerdict.ILLEGAL_BANK));
        var stage = authority.judgeReturn(RETURN);
        assertThat(stage.toCompletableFuture()).isNotDone();
        assertThat(answered(stage)).isEqualTo(ReturnVerdict.ILLEGAL_BANK);
        assertThat(own.asked()).isEmpty();
    }

    @Test
    void whatTheBackendLeavesTheGatewayAnswers() {
        authority.register(judging(ReturnVerdict.ILLEGAL_BANK));
        assertThat(answered(authority.admit(LOGIN))).isInstanceOf(Admission.Admitted.class);
        assertThat(own.asked()).containsExactly(LOGIN);
    }

    @Test
    void theNewestWinsAndClosingAnOlderChangesNothing() {
        Registration first = authority.register(judging(ReturnVerdict.FAILED));
        Registration second = authority.register(judging(ReturnVerdict.DUPLICATE));
        assertThat(first.isOpen()).isFalse();
        first.close();
        assertThat(answered(authority.judgeReturn(RETURN))).isEqualTo(ReturnVerdict.DUPLICATE);
        second.close();
        assertThat(second.isOpen()).isFalse();
        assertThat(answered(authority.judgeReturn(RETURN))).isEqualTo(ReturnVerdict.ACCEPTED);
    }

    @Test
    void whatItThrowsAndNullAreFailures() {
        authority.register(new Authority() {
            @Override
            public ReturnVerdict judgeReturn(Question.Return question) throws Exception {
                throw new java.io.IOException("the database is down");
            }

            @Override
            public Admission admit(Question.Login question) {
                return null;
            }
        });
        var judged = authority.judgeReturn(RETURN);
        var admitted = authority.admit(LOGIN);
        while (!tasks.isEmpty()) {
            tasks.remove().run();
        }
        assertThat(judged.toCompletableFuture()).isCompletedExceptionally();
        assertThat(admitted.toCompletableFuture()).isCompletedExceptionally();
    }

    @Test
    void questionsAreBounded() {
        authority.register(judging(ReturnVerdict.FAILED));
        for (int i = 0; i < 1_024; i++) {
            var unused = authority.judgeReturn(RETURN);
        }
        assertThat(authority.judgeReturn(RETURN).toCompletableFuture())
                .failsWithin(java.time.Duration.ZERO)
                .withThrowableThat()
                .withCauseInstanceOf(RejectedExecutionException.class);
        while (!tasks.isEmpty()) {
            tasks.remove().run();
        }
        assertThat(answered(authority.judgeReturn(RETURN))).isEqualTo(ReturnVerdict.FAILED);
    }
}
