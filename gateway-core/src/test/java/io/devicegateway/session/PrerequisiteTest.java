package io.devicegateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.devicegateway.api.CommandEvent.CommandIssued;
import io.devicegateway.api.CommandEvent.LateReply;
import io.devicegateway.api.CommandOptions;
import io.devicegateway.api.CommandResult;
import io.devicegateway.api.CommandResult.Done;
import io.devicegateway.api.CommandResult.NotSent;
import io.devicegateway.api.CommandResult.NotSentReason;
import io.devicegateway.api.CommandResult.Refused;
import io.devicegateway.api.DeviceId;
import io.devicegateway.api.EjectBank;
import io.devicegateway.api.UnknownMessage;
import io.devicegateway.session.SessionBench.Wire;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A command that needs to know something first asks for it, and a command makes the next report on it a new one. */
class PrerequisiteTest {
    private static final DeviceId CABINET = SessionBench.CABINET;

    private final SessionBench bench = new SessionBench();

    private Wire online() {
        Wire cabinet = bench.connectAndLogin();
        cabinet.gets();
        bench.advance(Duration.ofSeconds(1));
        return cabinet;
    }

    private void gap() {
        bench.advance(Duration.ofMillis(100));
    }

    @Test
    void whatIsNotKnownIsAskedFirst() {
        Wire cabinet = online();
        var result = bench.send(new EjectBank(CABINET, 3));
        assertThat(cabinet.gets()).containsExactly("list");
        assertThat(bench.events(CommandIssued.class)).isEmpty();
        cabinet.says("inventory 3 B3");
        gap();
        assertThat(cabinet.gets()).containsExactly("eject 3 B3");
        cabinet.says("ejected 3 ok");
        assertThat(result.join()).isInstanceOf(Done.class);
        assertThat(bench.events(CommandIssued.class)).hasSize(1);
    }

    @Test
    void aFreshAnswerSparesTheQueryAndAnOldOneDoesNot() {
        Wire cabinet = online();
        cabinet.says("inventory 3 B3 4 B4");
        bench.advance(Duration.ofSeconds(60));
        bench.send(new EjectBank(CABINET, 3));
        assertThat(cabinet.gets()).containsExactly("eject 3 B3");
        bench.advance(Duration.ofSeconds(1));
        bench.send(new EjectBank(CABINET, 4));
        assertThat(cabinet.gets()).containsExactly("list");
    }

    @Test
    void aQueryWithoutAnswerIsNotSentWithinTheDeadline() {
        Wire cabinet = online();
        var soon = bench.sessions.send(new EjectBank(CABINET, 3), CommandOptions.DEFAULT.within(Duration.ofSeconds(2)));
        var later = bench.send(new EjectBank(CABINET, 3));
        bench.advance(Duration.ofSeconds(2));
        assertNotSent(soon, NotSentReason.EXPIRED, "QueryInventory, which has to be answered first");
        bench.advance(Duration.ofSeconds(3));
        assertNotSent(later, NotSentReason.EXPIRED, "QueryInventory, which has to be answered first");
        assertThat(cabinet.gets()).containsOnly("list");
        assertThat(bench.events(CommandIssued.class)).isEmpty();
    }

    @Test
    void anAnswerThatDoesNotHelpLeavesTheCommandInvalid() {
        Wire cabinet = online();
        var result = bench.send(new EjectBank(CABINET, 3));
        cabinet.says("inventory 4 B4");
        assertNotSent(result, NotSentReason.INVALID, "slot 3 holds no bank");
    }

    @Test
    void aConnectionThatEndsMeanwhileSendsNothing() {
        Wire cabinet = online();
        var result = bench.send(new EjectBank(CABINET, 3));
        cabinet.hangsUp();
        assertNotSent(result, NotSentReason.CONNECTION_LOST, "QueryInventory");
    }

    @Test
    void aConnectionThatSpeaksForAnotherDeviceMeanwhileSendsNothing() {
        Wire cabinet = online();
        var result = bench.send(new EjectBank(CABINET, 3));
        cabinet.says("login B2");
        assertNotSent(result, NotSentReason.CONNECTION_LOST, "QueryInventory");
        assertThat(cabinet.gets()).containsExactly("list", "welcome");
    }

    @Test
    void commandsThatWaitForAnAnswerTakePlacesInTheQueue() {
        Wire cabinet = online();
        for (int slot = 1; slot <= 4; slot++) {
            assertThat(bench.send(new EjectBank(CABINET, slot))).isNotDone();
        }
        assertNotSent(bench.send(new EjectBank(CABINET, 5)), NotSentReason.BUSY, "commands wait");
        assertThat(cabinet.gets()).containsExactly("list");
    }

    @Test
    void aCommandMakesTheSameReportANewOne() {
        Wire cabinet = online();
        cabinet.says("inventory 3 B3");
        var first = bench.send(new EjectBank(CABINET, 3));
        cabinet.says("ejected 3 no");
        assertThat(first.join()).isInstanceOf(Refused.class);
        cabinet.says("ejected 3 no");
        assertThat(bench.events(UnknownMessage.class)).hasSize(1);
        assertThat(bench.events(LateReply.class)).isEmpty();
        gap();
        var second = bench.send(new EjectBank(CABINET, 3));
        cabinet.says("ejected 3 no");
        assertThat(second.join()).isInstanceOf(Refused.class);
        assertThat(bench.events(UnknownMessage.class)).hasSize(2);
        assertThat(cabinet.gets()).containsExactly("eject 3 B3", "noted 3", "noted 3", "eject 3 B3", "noted 3");
    }

    @Test
    void whatACommandForgotStaysForgottenOverARestart() {
        Wire cabinet = online();
        cabinet.says("inventory 3 B3");
        bench.send(new EjectBank(CABINET, 3));
        cabinet.says("ejected 3 no");
        gap();
        bench.send(new EjectBank(CABINET, 3));
        bench.restart(CommandHistory.NONE);
        Wire again = bench.connectAndLogin();
        again.says("ejected 3 no");
        assertThat(bench.events(UnknownMessage.class)).hasSize(2);
        again.says("ejected 3 no");
        assertThat(bench.events(UnknownMessage.class)).hasSize(2);
    }

    private static void assertNotSent(
            CompletableFuture<? extends CommandResult<?>> result, NotSentReason reason, String detail) {
        assertThat(result).isDone();
        assertThat((Object) result.join()).isInstanceOfSatisfying(NotSent.class, notSent -> {
            assertThat(notSent.reason()).isEqualTo(reason);
            assertThat(notSent.detail()).contains(detail);
        });
    }
}
