package io.devicegateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.devicegateway.api.Admission;
import io.devicegateway.api.BankId;
import io.devicegateway.api.BankReturned;
import io.devicegateway.api.DecidedBy;
import io.devicegateway.api.DeviceCommand;
import io.devicegateway.api.DeviceId;
import io.devicegateway.api.Presence.Reason;
import io.devicegateway.api.Presence.State;
import io.devicegateway.api.Question;
import io.devicegateway.api.ReturnVerdict;
import io.devicegateway.api.UnknownMessage;
import io.devicegateway.protocol.Ask;
import io.devicegateway.protocol.Effect;
import io.devicegateway.protocol.Inbound;
import io.devicegateway.protocol.MessageCodec;
import io.devicegateway.protocol.Protocol;
import io.devicegateway.protocol.ProtocolSession;
import io.devicegateway.protocol.SessionLimits;
import io.devicegateway.session.SessionBench.Wire;
import io.devicegateway.testing.PlainProtocol;
import io.devicegateway.testing.RecordingLink;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** What an authority answers late is looked at when it takes effect: a connection may be gone by then, or another there. */
class SlowAnswerTest {
    private final SessionBench bench = new SessionBench();
    private final List<CompletableFuture<Admission>> logins = new ArrayList<>();

    private Wire connectToSlowAuthority() {
        bench.authority.onAdmit(question -> {
            CompletableFuture<Admission> answer = new CompletableFuture<>();
            logins.add(answer);
            return answer;
        });
        return bench.connectAndLogin();
    }

    private void admit(int login) {
        logins.get(login).complete(new Admission.Admitted());
        bench.project();
    }

    @Test
    void whoHungUpBeforeTheAuthorityAnsweredIsNeverOnline() {
        Wire first = connectToSlowAuthority();
        first.hangsUp();
        admit(0);
        bench.advance(Duration.ofHours(24));
        assertThat(bench.presences()).doesNotContain(State.ONLINE);
        assertThat(bench.sessions.connected(SessionBench.CABINET)).isEmpty();
        assertThat(bench.metrics.values().get("gateway_sessions_identified")).isZero();
    }

    @Test
    void aDeadConnectionDoesNotTakeOverFromALivingOne() {
        Wire first = connectToSlowAuthority();
        first.hangsUp();
        Wire second = bench.connectAndLogin();
        admit(1);
        admit(0);
        assertThat(second.link.isOpen()).isTrue();
        assertThat(second.gets()).containsExactly("welcome");
        assertThat(bench.presences()).containsExactly(State.ONLINE);
    }

    @Test
    void aConnectionThatWasReplacedIsNotLiveWhenTheNewerOneIsGone() {
        Wire older = connectToSlowAuthority();
        Wire newer = bench.connectAndLogin();
        admit(1);
        newer.hangsUp();
        bench.advance(Duration.ofSeconds(1));
        admit(0);
        assertThat(older.link.isOpen()).isFalse();
        assertThat(bench.presences()).containsExactly(State.ONLINE, State.OFFLINE);
    }

    @Test
    void theConnectionThatLoggedInLaterStaysThoughItsAnswerCameFirst() {
        Wire older = connectToSlowAuthority();
        Wire newer = bench.connectAndLogin();
        admit(1);
        admit(0);
        assertThat(newer.link.isOpen()).isTrue();
        assertThat(older.link.isOpen()).isFalse();
        assertThat(older.gets()).isEmpty();
        newer.says("return 1 B1");
        assertThat(newer.gets()).containsExactly("welcome", "returned 1 ACCEPTED");
        assertThat(bench.presences()).containsExactly(State.ONLINE);
    }

    @Test
    void theEndOfAConnectionCallsItsQuestionOff() {
        Wire first = connectToSlowAuthority();
        first.hangsUp();
        bench.advance(Duration.ofSeconds(5));
        assertThat(bench.metrics.count("gateway_authority_fallbacks", "cause", "timeout"))
                .isZero();
    }

    @Test
    void aReturnWhoseConnectionEndedIsNewOnTheNextOneAndKeepsItsPlace() {
        CompletableFuture<ReturnVerdict> slow = new CompletableFuture<>();
        Wire first = bench.connectAndLogin();
        bench.authority.onJudgeReturn(question -> slow);
        first.says("return 1 B1");
        bench.authority.onJudgeReturn(question -> CompletableFuture.completedFuture(ReturnVerdict.ACCEPTED));
        Wire second = bench.connect();
        second.link
                .executor()
                .execute(
                        () -> { // the first is known to be over a task later only
                            second.inbound.receive("login A1\n".getBytes(StandardCharsets.US_ASCII));
                            second.inbound.receive("return 1 B1\n".getBytes(StandardCharsets.US_ASCII));
                            second.inbound.receive("return 2 B2\n".getBytes(StandardCharsets.US_ASCII));
                        });
        slow.complete(ReturnVerdict.ACCEPTED);
        assertThat(bench.events(BankReturned.class))
                .extracting(BankReturned::slot)
                .containsExactly(1, 2);
        assertThat(second.gets()).containsExactly("welcome", "returned 1 ACCEPTED", "returned 2 ACCEPTED");
    }

    @Test
    void whatADeviceSaysWhileAnyQuestionIsOpenKeepsItsOrder() {
        CompletableFuture<Admission> admission = new CompletableFuture<>();
        CompletableFuture<Boolean> ownership = new CompletableFuture<>();
        bench.authority.onAdmit(question -> admission);
        bench.authority.onOwns(question -> ownership);
        Inbound inbound = bench.sessions.opener(new TwoQuestions(false)).open(new RecordingLink("192.0.2.9:1"));
        inbound.receive("first".getBytes(StandardCharsets.US_ASCII));
        inbound.receive("second".getBytes(StandardCharsets.US_ASCII));
        admission.complete(new Admission.Admitted());
        assertThat(bench.events(UnknownMessage.class)).isEmpty();
        ownership.complete(true);
        assertThat(bench.events(UnknownMessage.class))
                .extracting(UnknownMessage::detail)
                .containsExactly("first", "second");
    }

    @Test
    void aProtocolThatWantsItsAnswersInOrderGetsThemSo() {
        RecordingLink link = new RecordingLink("192.0.2.9:1");
        Inbound inbound = bench.sessions.opener(new TwoQuestions(true)).open(link);
        inbound.receive("first".getBytes(StandardCharsets.US_ASCII));
        bench.journal.hold();
        inbound.receive("second".getBytes(StandardCharsets.US_ASCII));
        inbound.receive("beat".getBytes(StandardCharsets.US_ASCII));
        assertThat(written(link)).containsExactly("first");
        bench.journal.release();
        assertThat(written(link)).containsExactly("first", "second", "beat");
    }

    private static List<String> written(RecordingLink link) {
        return link.written().stream()
                .map(bytes -> new String(bytes, StandardCharsets.US_ASCII).strip())
                .toList();
    }

    @Test
    void anAuthorityThatGivesUpWaitingIsLateAndHasNotFailed() {
        Wire cabinet = bench.connectAndLogin();
        bench.authority.onJudgeReturn(
                question -> CompletableFuture.failedFuture(new TimeoutException("the client did not answer")));
        cabinet.says("return 1 B1");
        assertThat(bench.events(BankReturned.class))
                .extracting(BankReturned::decidedBy)
                .containsExactly(DecidedBy.FALLBACK_TIMEOUT);
    }

    @Test
    void anAnswerThatIsMissingAndAnErrorAreFailures() {
        Wire cabinet = bench.connectAndLogin();
        bench.authority.onJudgeReturn(question -> {
            throw new NoClassDefFoundError("as the test wants");
        });
        cabinet.says("return 1 B1");
        bench.authority.onJudgeReturn(question -> CompletableFuture.completedFuture(null));
        cabinet.says("return 2 B2");
        assertThat(bench.events(BankReturned.class))
                .extracting(BankReturned::decidedBy)
                .containsExactly(DecidedBy.FALLBACK_ERROR, DecidedBy.FALLBACK_ERROR);
        assertThat(cabinet.link.isOpen()).isTrue();
    }

    @Test
    void framesThatWaitAreBoundedInBytes() {
        Wire cabinet = connectToSlowAuthority();
        String pad = "x".repeat(60_000);
        for (int i = 0; i < 3; i++) {
            cabinet.says(pad);
        }
        assertThat(cabinet.link.isOpen()).isFalse();
        assertThat(cabinet.link.closeReason()).contains("bytes wait for an answer");
        assertThat(bench.presences()).isEmpty();
    }

    @Test
    void aReasonIsGivenToWhoIsSentAway() {
        Wire older = connectToSlowAuthority();
        bench.connectAndLogin();
        admit(1);
        admit(0);
        assertThat(older.link.closeReason()).contains("a newer connection");
        assertThat(bench.events(io.devicegateway.api.Presence.class))
                .extracting(io.devicegateway.api.Presence::reason)
                .containsExactly(Reason.CONNECTED);
    }

    /** The first message logs in and asks whose the bank is, as a locker's may; each is published and answered. */
    private record TwoQuestions(boolean answersInOrder) implements Protocol<String> {
        private static final DeviceId ID = new DeviceId("two", "A1");

        @Override
        public String name() {
            return "two";
        }

        @Override
        public SessionLimits limits() {
            return new PlainProtocol().limits();
        }

        @Override
        public MessageCodec<String> codec() {
            return new PlainProtocol().codec();
        }

        @Override
        public ProtocolSession<String> open(String remote) {
            return new Talk(remote);
        }
    }

    private static final class Talk implements ProtocolSession<String> {
        private final String remote;
        private boolean known;

        Talk(String remote) {
            this.remote = remote;
        }

        @Override
        public List<Effect<String>> onMessage(String message) {
            if (message.equals("beat")) {
                return List.of(new Effect.Send<>(message));
            }
            List<Effect<String>> told = List.of(
                    new Effect.Publish<>(new UnknownMessage(TwoQuestions.ID, "c", message)),
                    new Effect.Send<>(message));
            if (known) {
                return told;
            }
            known = true;
            return List.of(new Effect.Consult<>(
                    new Question.Login(TwoQuestions.ID, remote),
                    admitted -> List.of(
                            new Effect.Identify<>(TwoQuestions.ID),
                            new Effect.Consult<>(
                                    new Question.Ownership(TwoQuestions.ID, 1, new BankId("B1")), owns -> told))));
        }

        @Override
        public Optional<Ask<String>> onCommand(DeviceCommand<?> command) {
            return Optional.empty();
        }
    }
}
