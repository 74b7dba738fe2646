package io.devicegateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.devicegateway.api.BankReturned;
import io.devicegateway.api.CommandEvent.CommandSettled;
import io.devicegateway.api.CommandEvent.LateReply;
import io.devicegateway.api.CommandResult;
import io.devicegateway.api.DeviceEvent;
import io.devicegateway.api.MalformedMessage;
import io.devicegateway.api.Presence;
import io.devicegateway.api.Presence.State;
import io.devicegateway.api.RentBank;
import io.devicegateway.journal.EventJournal;
import io.devicegateway.journal.EventJournal.Draft;
import io.devicegateway.journal.JournalState;
import io.devicegateway.journal.JournalUnavailableException;
import io.devicegateway.journal.JournalUnavailableException.Reason;
import io.devicegateway.session.SessionBench.Wire;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the journal refuses is noticed at once, and what could not be said is not repeated: the truth is said. */
class RefusedAppendTest {
    private final SessionBench bench = new SessionBench();

    private void refuseOnce() {
        bench.journal.failNext(new JournalUnavailableException(Reason.OVERLOADED, "too many records wait"));
    }

    @Test
    void eventsOfOneDeviceKeepTheirOrderWhenOneIsRefused() {
        Wire cabinet = bench.connectAndLogin();
        refuseOnce();
        cabinet.link
                .executor()
                .execute(
                        () -> { // both came with one read
                            cabinet.inbound.receive("return 1 B1\n".getBytes(StandardCharsets.US_ASCII));
                            cabinet.inbound.receive("return 2 B2\n".getBytes(StandardCharsets.US_ASCII));
                        });
        assertThat(cabinet.gets()).containsExactly("welcome");
        Wire again = bench.connectAndLogin(); // it repeats what was not acknowledged, in its order
        again.says("return 1 B1");
        again.says("return 2 B2");
        assertThat(slots()).containsExactly(1, 2);
    }

    /** As when it is too large: the device would say it for ever, and nothing else of it would come through. */
    @Test
    void anEventThatCanNeverBeJournalledIsABoundedOneInstead() {
        Wire cabinet = bench.connectAndLogin();
        bench.journal.refuse(draft -> draft.event() instanceof BankReturned back && back.slot() == 1);
        cabinet.says("return 1 B1");
        cabinet.says("return 2 B2");
        assertThat(slots()).containsExactly(2);
        assertThat(bench.events(MalformedMessage.class)).singleElement().satisfies(event -> {
            assertThat(event.device()).isEqualTo(SessionBench.CABINET);
            assertThat(event.kind()).isEqualTo("event-refused");
            assertThat(event.detail()).contains("BankReturned").contains("as the test wants");
        });
        assertThat(text(MalformedMessage.class)).isEqualTo("return 1 B1");
        assertThat(cabinet.link.isOpen()).isTrue();
        assertThat(bench.metrics.count("gateway_frames_malformed", "protocol", "plain", "kind", "event-refused"))
                .isEqualTo(1);

        cabinet.says("return 1 B1"); // what it says again is known, also to the next process
        bench.restart(CommandHistory.NONE);
        bench.connectAndLogin().says("return 1 B1");
        assertThat(bench.events(MalformedMessage.class)).hasSize(1);
    }

    @Test
    void ofAMessageThatIsItselfTooLargeTheFrontIsKept() {
        Wire cabinet = bench.connectAndLogin();
        bench.journal.refuse(draft -> draft.raw().length > 8000);
        cabinet.says("return 1 B1" + " ".repeat(10_000));
        assertThat(slots()).isEmpty();
        assertThat(text(MalformedMessage.class)).isEqualTo("return 1 B1");
        assertThat(bench.journal.entries().getLast().record().raw().limit()).isEqualTo(4096);
        assertThat(cabinet.link.isOpen()).isTrue();
    }

    /** The end of a command that can never be journalled is unknown, and is not tried for ever. */
    @Test
    void anEndThatCanNeverBeJournalledIsUnknown() {
        Wire cabinet = bench.connectAndLogin();
        bench.advance(Duration.ofSeconds(1));
        bench.journal.refuse(
                draft -> draft.event() instanceof CommandSettled end && end.result() instanceof CommandResult.Done
                        || draft.event() instanceof LateReply);
        var first = bench.send(new RentBank(SessionBench.CABINET, 1));
        cabinet.says("rented 1 ok B1");
        assertThat(first).isCompleted();
        assertThat(first.join()).isInstanceOf(CommandResult.Unknown.class);
        bench.journal.refuse(draft -> false);
        bench.advance(Duration.ofSeconds(5));
        assertThat(bench.events(CommandSettled.class))
                .singleElement()
                .satisfies(end -> assertThat(end.result()).isEqualTo(first.join()));
    }

    private String text(Class<? extends DeviceEvent> type) {
        return bench.journal.entries().stream()
                .map(EventJournal.Entry::record)
                .filter(record -> type.isInstance(record.event()))
                .map(record -> StandardCharsets.US_ASCII
                        .decode(record.raw())
                        .toString()
                        .strip())
                .findFirst()
                .orElseThrow();
    }

    private List<Integer> slots() {
        return bench.events(BankReturned.class).stream().map(BankReturned::slot).toList();
    }

    @Test
    void nothingOfALoginThatIsRefusedIsJournalled() {
        refuseOnce();
        Wire cabinet = bench.connect();
        cabinet.link.executor().execute(() -> {
            cabinet.inbound.receive("login A1\n".getBytes(StandardCharsets.US_ASCII));
            cabinet.inbound.receive("return 1 B1\n".getBytes(StandardCharsets.US_ASCII));
        });
        assertThat(slots()).isEmpty();
        assertThat(cabinet.gets()).isEmpty();
        assertThat(cabinet.link.isOpen()).isFalse();
    }

    @Test
    void nothingFollowsAnEventThatFailsLater() {
        AppendFence fence = new AppendFence(bench.journal);
        bench.journal.hold();
        var first = fence.append(Draft.observed(1, offline()));
        assertThat(first).isNotDone();
        first.completeExceptionally(new JournalUnavailableException(Reason.FAILED, "write failed"));
        assertThat(fence.append(Draft.observed(1, offline()))).isCompletedExceptionally();
    }

    private static Presence offline() {
        return new Presence(SessionBench.CABINET, State.OFFLINE, Presence.Reason.CONNECTION_LOST, "");
    }

    @Test
    void aDeviceThatBeatsIsNotSaidToBeStaleForEver() {
        Wire cabinet = bench.connectAndLogin();
        bench.advance(Duration.ofSeconds(70));
        assertThat(bench.presences()).last().isEqualTo(State.STALE);
        refuseOnce();
        cabinet.says("beat");
        bench.advance(Duration.ofSeconds(2));
        assertThat(bench.presences()).containsExactly(State.ONLINE, State.STALE, State.ONLINE);
        assertThat(bench.events(Presence.class))
                .last()
                .satisfies(presence -> assertThat(presence.reason()).isEqualTo(Presence.Reason.HEARD_AGAIN));
    }

    @Test
    void whatWasMissedIsNotRepeatedOnceTheDeviceIsBack() {
        Wire first = bench.connectAndLogin();
        bench.journal.become(new JournalState.Full(Instant.EPOCH, "no room"));
        first.hangsUp();
        bench.advance(Duration.ofSeconds(5));
        bench.journal.become(new JournalState.Open());
        Wire second = bench.connectAndLogin();
        bench.advance(Duration.ofSeconds(5));
        assertThat(bench.presences()).containsExactly(State.ONLINE, State.ONLINE);
        assertThat(second.link.isOpen()).isTrue();
    }

    @Test
    void aStaleThatWasMissedIsSaidOnlyWhileItIsTrue() {
        Wire cabinet = bench.connectAndLogin();
        bench.journal.become(new JournalState.Full(Instant.EPOCH, "no room"));
        bench.advance(Duration.ofSeconds(70));
        bench.journal.become(new JournalState.Open());
        bench.advance(Duration.ofSeconds(2));
        assertThat(bench.presences()).containsExactly(State.ONLINE, State.STALE);
        cabinet.says("beat");
        assertThat(bench.presences()).last().isEqualTo(State.ONLINE);
    }

    @Test
    void whatIsOwedIsSettledWithWhatWasSaidLast() {
        PresenceLog log = new PresenceLog(bench.journal);
        bench.journal.become(new JournalState.Full(Instant.EPOCH, "no room"));
        var unused = log.say(5, offline());
        bench.journal.become(new JournalState.Open());
        assertThat(log.owed(SessionBench.CABINET)).isNotNull();
        var online = log.say(6, new Presence(SessionBench.CABINET, State.ONLINE, Presence.Reason.CONNECTED, ""));
        assertThat(online).isCompleted();
        assertThat(log.owed(SessionBench.CABINET)).isNull();
        log.settle(device -> {
            throw new AssertionError("nothing is owed");
        });
        assertThat(bench.presences()).containsExactly(State.ONLINE);
    }

    @Test
    void anEpochIsAboveEveryEarlierOneThoughTheJournalRefusedMany() {
        bench.connectAndLogin().hangsUp();
        for (int i = 0; i < 200; i++) { // a reconnect storm into an overloaded journal
            refuseOnce();
            refuseOnce();
            bench.connectAndLogin();
        }
        bench.connectAndLogin().says("inventory 1 B1");
        long before = bench.journal.entries().getLast().record().epoch();
        bench.restart(CommandHistory.NONE);
        bench.connectAndLogin().says("inventory 2 B2");
        assertThat(bench.journal.entries().getLast().record().epoch()).isGreaterThan(before);
    }
}
