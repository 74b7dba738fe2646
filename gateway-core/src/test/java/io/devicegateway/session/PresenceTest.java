package io.devicegateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.devicegateway.api.BankReturned;
import io.devicegateway.api.EventRecord;
import io.devicegateway.api.Presence;
import io.devicegateway.api.Presence.Reason;
import io.devicegateway.api.Presence.State;
import io.devicegateway.journal.EventJournal.Entry;
import io.devicegateway.journal.JournalState;
import io.devicegateway.session.SessionBench.Wire;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What is shown online is alive, and the newest connection of a device wins. */
class PresenceTest {
    private final SessionBench bench = new SessionBench();

    @Test
    void aSilentDeviceIsStaleThenOfflineAndItsLinkIsClosed() {
        Wire cabinet = bench.connectAndLogin();
        bench.advance(Duration.ofSeconds(67));
        assertThat(bench.presences()).containsExactly(State.ONLINE, State.STALE);
        assertThat(bench.sessions.connected(SessionBench.CABINET).orElseThrow().silent())
                .isTrue();
        bench.advance(Duration.ofSeconds(35));
        assertThat(bench.presences()).containsExactly(State.ONLINE, State.STALE, State.OFFLINE);
        assertThat(cabinet.link.isOpen()).isFalse();
        assertThat(bench.sessions.connected(SessionBench.CABINET)).isEmpty();
        assertThat(bench.events(Presence.class)).last().satisfies(presence -> {
            assertThat(presence.reason()).isEqualTo(Reason.SILENT);
            assertThat(presence.detail()).contains("nothing heard for 10");
        });
    }

    @Test
    void aStaleDeviceThatIsHeardAgainIsOnline() {
        Wire cabinet = bench.connectAndLogin();
        bench.advance(Duration.ofSeconds(67));
        cabinet.says("beat");
        assertThat(bench.presences()).containsExactly(State.ONLINE, State.STALE, State.ONLINE);
        bench.advance(Duration.ofSeconds(60));
        assertThat(bench.presences()).hasSize(3);
    }

    @Test
    void aConnectionThatDoesNotIdentifyItselfIsClosed() {
        Wire nobody = bench.connect();
        for (int i = 0; i < 7; i++) {
            bench.advance(Duration.ofSeconds(9));
            nobody.says("beat");
        }
        assertThat(nobody.link.isOpen()).isFalse();
        assertThat(bench.journal.events()).isEmpty();
    }

    @Test
    void theNewestConnectionWinsAndTheOldOneNeverTakesItOffline() {
        Wire old = bench.connectAndLogin();
        Wire young = bench.connectAndLogin();
        assertThat(old.link.isOpen()).isFalse();
        old.says("return 1 B1");
        old.hangsUp();
        bench.advance(Duration.ofSeconds(5));
        assertThat(young.link.isOpen()).isTrue();
        assertThat(bench.presences()).containsExactly(State.ONLINE, State.ONLINE);
        assertThat(bench.events(Presence.class).get(1).reason()).isEqualTo(Reason.TAKEN_OVER);
        assertThat(bench.events(BankReturned.class)).isEmpty();
        assertThat(old.gets()).containsExactly("welcome");
    }

    @Test
    void afterAPauseOfReadingTheNewestConnectionWinsInWhateverOrderTheyAreRead() {
        bench.sessions.readingPaused(true);
        Wire old = bench.connect();
        bench.advance(Duration.ofSeconds(1));
        Wire young = bench.connect();
        bench.advance(Duration.ofSeconds(1));
        bench.sessions.readingPaused(false);
        young.says("login A1");
        bench.advance(Duration.ofSeconds(1));
        old.says("login A1");
        assertThat(young.link.isOpen()).isTrue();
        assertThat(old.link.isOpen()).isFalse();
        assertThat(bench.presences()).containsExactly(State.ONLINE);
    }

    @Test
    void epochsAscendAcrossTakeoversAndRestarts() {
        bench.connectAndLogin();
        bench.connectAndLogin().says("return 1 B1");
        bench.restart(CommandHistory.NONE);
        bench.connectAndLogin().says("return 2 B2");
        assertThat(bench.journal.entries())
                .extracting(Entry::record)
                .extracting(EventRecord::epoch)
                .isSorted()
                .doesNotContain(0L);
        assertThat(bench.journal.entries().stream()
                        .filter(entry -> entry.record().event() instanceof BankReturned)
                        .map(entry -> entry.record().epoch())
                        .distinct())
                .hasSize(2);
    }

    @Test
    void aDeviceThatHangsUpIsOffline() {
        bench.connectAndLogin().hangsUp();
        assertThat(bench.presences()).containsExactly(State.ONLINE, State.OFFLINE);
        assertThat(bench.events(Presence.class).get(1).reason()).isEqualTo(Reason.CLOSED_BY_PEER);
    }

    @Test
    void afterARestartADeviceIsAwaitedAndThenOffline() {
        bench.connectAndLogin();
        bench.restart(CommandHistory.NONE);
        assertThat(bench.sessions.isAwaited(SessionBench.CABINET)).isTrue();
        assertThat(bench.sessions.connected(SessionBench.CABINET)).isEmpty();
        bench.advance(SessionSettings.DEFAULT.restartGrace().plusSeconds(2));
        assertThat(bench.sessions.isAwaited(SessionBench.CABINET)).isFalse();
        assertThat(bench.events(Presence.class)).last().satisfies(presence -> {
            assertThat(presence.state()).isEqualTo(State.OFFLINE);
            assertThat(presence.reason()).isEqualTo(Reason.GATEWAY_RESTARTED);
        });
    }

    @Test
    void aDeviceThatComesBackWithinTheGraceIsNotSaidToBeOffline() {
        bench.connectAndLogin();
        bench.restart(CommandHistory.NONE);
        Wire back = bench.connectAndLogin();
        for (int i = 0; i < 10; i++) {
            bench.advance(Duration.ofSeconds(30));
            back.says("beat");
        }
        assertThat(bench.presences()).containsExactly(State.ONLINE, State.ONLINE);
    }

    @Test
    void anOfflineThatCouldNotBeJournalledIsSaidWhenItCan() {
        Wire cabinet = bench.connectAndLogin();
        bench.journal.become(new JournalState.Full(Instant.EPOCH, "no room"));
        cabinet.hangsUp();
        bench.advance(Duration.ofSeconds(5));
        assertThat(bench.presences()).containsExactly(State.ONLINE);
        assertThat(bench.sessions.connected(SessionBench.CABINET)).isEmpty();
        bench.journal.become(new JournalState.Open());
        bench.advance(Duration.ofSeconds(2));
        assertThat(bench.presences()).containsExactly(State.ONLINE, State.OFFLINE);
    }

    @Test
    void whileNothingIsReadNobodyIsThrownOutForSilence() {
        Wire cabinet = bench.connectAndLogin();
        bench.sessions.readingPaused(true);
        bench.advance(Duration.ofMinutes(5));
        assertThat(cabinet.link.isOpen()).isTrue();
        assertThat(bench.sessions.connected(SessionBench.CABINET).orElseThrow().silent())
                .isTrue();
        bench.sessions.readingPaused(false);
        bench.advance(Duration.ofSeconds(30));
        assertThat(cabinet.link.isOpen()).isTrue();
    }

    @Test
    void aSilenceThatWasAnnouncedIsSaidToBeExpectedAndEndsLater() {
        Wire cabinet = bench.connectAndLogin();
        cabinet.says("away");
        bench.advance(Duration.ofSeconds(110));
        assertThat(cabinet.link.isOpen()).isTrue();
        assertThat(bench.events(Presence.class)).last().satisfies(presence -> {
            assertThat(presence.state()).isEqualTo(State.STALE);
            assertThat(presence.reason()).isEqualTo(Reason.EXPECTED);
            assertThat(presence.detail()).startsWith("it restarts; nothing heard for 6");
        });
        bench.advance(Duration.ofSeconds(500));
        assertThat(cabinet.link.isOpen()).isFalse();
        assertThat(bench.events(Presence.class)).last().satisfies(presence -> {
            assertThat(presence.state()).isEqualTo(State.OFFLINE);
            assertThat(presence.reason()).isEqualTo(Reason.SILENT);
        });
    }

    @Test
    void anEndThatWasAnnouncedIsSaidToBeExpected() {
        Wire cabinet = bench.connectAndLogin();
        cabinet.says("away");
        cabinet.hangsUp();
        assertThat(bench.events(Presence.class)).last().satisfies(presence -> {
            assertThat(presence.state()).isEqualTo(State.OFFLINE);
            assertThat(presence.reason()).isEqualTo(Reason.EXPECTED);
            assertThat(presence.detail()).isEqualTo("it restarts");
        });
    }

    @Test
    void whoIsBackIsNotExpectedToGo() {
        Wire cabinet = bench.connectAndLogin();
        cabinet.says("away");
        cabinet.says("back");
        cabinet.hangsUp();
        assertThat(bench.events(Presence.class))
                .last()
                .satisfies(presence -> assertThat(presence.reason()).isEqualTo(Reason.CLOSED_BY_PEER));
    }

    @Test
    void whatOneDeviceAnnouncedDoesNotHoldForTheNextOnItsConnection() {
        Wire cabinet = bench.connectAndLogin();
        cabinet.says("away");
        cabinet.says("login A2");
        cabinet.hangsUp();
        assertThat(bench.events(Presence.class))
                .last()
                .satisfies(presence -> assertThat(presence.reason()).isEqualTo(Reason.CLOSED_BY_PEER));
    }

    @Test
    void whatOnlyTheConversationCanSeeToDeviateIsCounted() {
        Wire cabinet = bench.connectAndLogin();
        cabinet.says("odd");
        assertThat(bench.metrics.count("gateway_protocol_anomalies", "protocol", "plain", "kind", "odd-line"))
                .isEqualTo(1);
    }

    @Test
    void aDisabledDeviceIsDisconnected() {
        Wire cabinet = bench.connectAndLogin();
        bench.sessions.disconnect(SessionBench.CABINET, Reason.DISABLED, "stolen");
        assertThat(cabinet.link.isOpen()).isFalse();
        assertThat(bench.events(Presence.class))
                .last()
                .satisfies(presence -> assertThat(presence.reason()).isEqualTo(Reason.DISABLED));
    }
}
