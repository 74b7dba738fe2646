package io.devicegateway.powerbank;

import static org.assertj.core.api.Assertions.assertThat;

import io.devicegateway.api.Admission;
import io.devicegateway.api.BankReturned;
import io.devicegateway.api.DeviceEvent;
import io.devicegateway.api.Presence;
import io.devicegateway.api.Question;
import io.devicegateway.metrics.MemoryMetrics;
import io.devicegateway.protocol.Inbound;
import io.devicegateway.session.CommandHistory;
import io.devicegateway.session.SessionEnvironment;
import io.devicegateway.session.SessionSettings;
import io.devicegateway.session.Sessions;
import io.devicegateway.simulation.ManualTime;
import io.devicegateway.testing.InMemoryJournal;
import io.devicegateway.testing.MemoryRegistry;
import io.devicegateway.testing.RecordingLink;
import io.devicegateway.testing.ScriptedAuthority;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The first frame of a connection is a question: who may come in, and then whose bank it is. What follows waits for both. */
class PowerbankQuestionsTest {
    private static final String QUESTION = "{\"865501040783269,MQ,1,0123456789,BB06\"}\r\n";
    private static final String RETURNED = "{\"865501040783269,MC,RO.1,0123456789,6BA1\"}\r\n";

    private final ManualTime time = new ManualTime();
    private final InMemoryJournal journal = new InMemoryJournal(InMemoryJournal.Completion.INLINE, time.clock());
    private final CompletableFuture<Admission> admission = new CompletableFuture<>();
    private final CompletableFuture<Boolean> ownership = new CompletableFuture<>();
    private final ScriptedAuthority authority = new ScriptedAuthority();
    private final RecordingLink link = new RecordingLink("192.0.2.1:1");

    @BeforeEach
    void bothFramesCome() {
        authority.onAdmit(question -> admission);
        authority.onOwns(question -> ownership);
        Sessions sessions = new Sessions(
                new SessionEnvironment(
                        journal,
                        new MemoryRegistry(),
                        authority,
                        CommandHistory.NONE,
                        time,
                        time,
                        time.clock(),
                        SessionSettings.DEFAULT,
                        new MemoryMetrics()),
                1);
        sessions.start();
        Inbound inbound = sessions.opener(new PowerbankProtocol(PowerbankSettings.DEFAULT, id -> Optional.empty()))
                .open(link);
        for (String frame : List.of(QUESTION, RETURNED)) {
            link.executor().execute(() -> inbound.receive(Vectors.bytes(frame)));
        }
    }

    @Test
    void whatFollowsWaitsForTheSecondQuestionToo() {
        admission.complete(new Admission.Admitted());

        assertThat(authority.asked().getLast()).isInstanceOf(Question.Ownership.class);
        assertThat(written()).isEmpty();
        assertThat(events(BankReturned.class)).isEmpty();

        ownership.complete(false);
        assertThat(written().getFirst()).startsWith("{\"865501040783269,RQ,F.1,0123456789,");
        assertThat(written().getLast()).startsWith("{\"865501040783269,AM,RO.1,0123456789,");
    }

    @Test
    void theAnswersComeInTheOrderOfTheFrames() {
        ownership.complete(true);
        admission.complete(new Admission.Admitted());

        assertThat(written()).hasSize(2);
        assertThat(written().getFirst()).startsWith("{\"865501040783269,RQ,T.1,0123456789,");
        assertThat(written().getLast()).startsWith("{\"865501040783269,AM,RO.1,0123456789,");
        assertThat(events(BankReturned.class)).hasSize(1);
    }

    @Test
    void nothingIsSaidToALockerThatIsDenied() {
        admission.complete(new Admission.Denied("disabled: stolen"));

        assertThat(authority.asked()).hasSize(1);
        assertThat(written()).isEmpty();
        assertThat(events(BankReturned.class)).isEmpty();
        assertThat(events(Presence.class)).isEmpty();
    }

    private List<String> written() {
        return link.written().stream().map(Vectors::text).toList();
    }

    private <E extends DeviceEvent> List<E> events(Class<E> type) {
        return journal.events().stream()
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }
}
