package io.devicegateway.vending;

import static org.assertj.core.api.Assertions.assertThat;

import io.devicegateway.api.CommandEvent.CommandResolved;
import io.devicegateway.api.CommandEvent.LateReply;
import io.devicegateway.api.CommandResult;
import io.devicegateway.api.LaneCounters;
import io.devicegateway.api.LaneStates;
import io.devicegateway.api.QueryCounters;
import io.devicegateway.api.QueryLanes;
import io.devicegateway.api.QueryNetwork;
import io.devicegateway.api.QueryTemperature;
import io.devicegateway.api.ResetCounters;
import io.devicegateway.api.Restocked;
import io.devicegateway.api.VendItem;
import io.devicegateway.api.VendResult;
import io.devicegateway.testing.DevicesOnCore;
import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The virtual cabinet talks to the session core, in time that the test moves. */
class VendingCabinetOnCoreTest {
    private final DevicesOnCore core = new DevicesOnCore();
    private final VendingProtocol protocol = new VendingProtocol(VendingSettings.DEFAULT, core.clock());
    private final VendingCabinet cabinet = core.plug(
            protocol, new VendingCabinet(VendingCabinetSettings.of("866710036447339"), VendingCabinetListener.NONE));

    @AfterEach
    void theGatewayDidNothingWrong() {
        assertThat(cabinet.wrongs()).isZero();
        core.close();
    }

    private CompletableFuture<CommandResult<VendResult>> vend(int lane, String order) {
        return core.send(new VendItem(cabinet.id(), lane, order));
    }

    private void pass(int seconds) {
        core.pass(Duration.ofSeconds(seconds));
    }

    @Test
    void aSaleIsDone() {
        pass(5);
        var result = vend(3, "1001");
        pass(4);

        assertThat(result.join()).isInstanceOf(CommandResult.Done.class);
        assertThat(cabinet.fallenFor("1001")).isEqualTo(1);
        assertThat(core.events(VendResult.class))
                .containsExactly(new VendResult(cabinet.id(), 3, "1001", VendResult.Outcome.DISPENSED, "0", List.of()));
    }

    @Test
    void everyQuestionIsAnswered() {
        var answers = List.of(
                core.send(new QueryLanes(cabinet.id())),
                core.send(new QueryCounters(cabinet.id())),
                core.send(new QueryTemperature(cabinet.id())),
                core.send(new QueryNetwork(cabinet.id())),
                core.send(new ResetCounters(cabinet.id())));
        pass(3);

        assertThat(answers).allSatisfy(answer -> assertThat(answer.join()).isInstanceOf(CommandResult.Done.class));
    }

    @Test
    void anEmptyLaneRefuses() {
        for (int i = 0; i < 10; i++) {
            vend(1, "a" + i);
            pass(4);
        }
        var result = vend(1, "a10");
        pass(4);

        assertThat(result.join())
                .isInstanceOfSatisfying(
                        CommandResult.Refused.class,
                        refused -> assertThat(refused.reason()).isEqualTo("out of stock"));
        assertThat(cabinet.fallen()).isEqualTo(10);
        cabinet.restock();
        pass(1);
        assertThat(core.events(Restocked.class)).containsExactly(new Restocked(cabinet.id(), false));
    }

    @Test
    void aJammedLaneShows() {
        pass(5);
        cabinet.jam(2, true);
        var result = vend(2, "7");
        pass(40);

        assertThat(result.join()).isInstanceOf(CommandResult.Refused.class);
        assertThat(core.events(VendResult.class))
                .extracting(VendResult::outcome)
                .containsExactly(VendResult.Outcome.MOTOR_TIMEOUT);
        assertThat(core.events(LaneStates.class)).isNotEmpty();
    }

    /** Whatever befalls a sale, what the gateway says of it is what became of the goods. */
    @ParameterizedTest
    @EnumSource(VendingFault.class)
    void theTruthUnderEachFault(VendingFault fault) {
        pass(5);
        cabinet.inject(fault);
        var result = vend(4, "42");
        pass(120);

        holds(result.join(), "42");
        if (fault == VendingFault.LOSE_RESULT || fault == VendingFault.IGNORE_SALE) {
            assertThat(result.join()).isInstanceOf(CommandResult.Unknown.class);
            assertThat(core.events(CommandResolved.class))
                    .singleElement()
                    .satisfies(
                            resolved -> assertThat(resolved.happened()).isEqualTo(fault == VendingFault.LOSE_RESULT));
        }
    }

    @Test
    void aLateResultIsSaid() {
        pass(5);
        cabinet.inject(VendingFault.LATE_ANSWER);
        var result = vend(4, "42");
        pass(60);

        assertThat(result.join()).isInstanceOf(CommandResult.Unknown.class);
        assertThat(core.events(CommandResolved.class))
                .as("the counters had told before")
                .singleElement()
                .satisfies(resolved -> assertThat(resolved.happened()).isTrue());
        assertThat(core.events(LateReply.class)).hasSize(1);
    }

    /** A sale that was under way when the gateway died is unknown, and the counters tell after the restart. */
    @Test
    void countersTellAfterARestart() {
        pass(5);
        assertThat(core.events(LaneCounters.class)).isNotEmpty();
        vend(4, "42");
        core.restart();
        pass(40);

        assertThat(cabinet.fallenFor("42")).isEqualTo(1);
    }

    @Test
    void aNumberIsUsedOnce() {
        var first = vend(1, "42");
        pass(5);
        var again = vend(1, "42");

        assertThat(again.join()).isEqualTo(first.join()).isInstanceOf(CommandResult.Done.class);
        assertThat(cabinet.sales()).isEqualTo(1);
    }

    @Test
    void aSilentCabinetIsOfflineAfterNinetySeconds() {
        pass(1);
        cabinet.inject(VendingFault.FALL_SILENT);
        pass(93);

        assertThat(core.presences().toString()).contains("SILENT");
    }

    /** Hours of sales with every fault by chance: no order falls twice, and nothing that was said is untrue. */
    @ParameterizedTest
    @EnumSource(
            value = VendingFault.class,
            names = {"FALL_SILENT", "RETAINED"},
            mode = EnumSource.Mode.EXCLUDE)
    void manySales(VendingFault most) {
        Map<VendingFault, Double> chances = new EnumMap<>(VendingFault.class);
        for (VendingFault fault : VendingFault.values()) {
            if (fault != VendingFault.FALL_SILENT) {
                chances.put(fault, fault == most ? 0.3 : 0.03);
            }
        }
        VendingCabinet other = core.plug(
                protocol,
                new VendingCabinet(
                        VendingCabinetSettings.of("A" + most.ordinal())
                                .stocked(100)
                                .with(chances, most.ordinal()),
                        VendingCabinetListener.NONE));
        Map<String, CompletableFuture<CommandResult<VendResult>>> results = new LinkedHashMap<>();
        for (int i = 0; i < 60; i++) {
            String order = String.valueOf(5000 + i);
            results.put(order, core.send(new VendItem(other.id(), 1 + i % 9, order)));
            pass(i % 3 == 0 ? 2 : 40);
        }
        pass(200);

        results.forEach((order, result) -> holds(other, result.join(), order));
        assertThat(other.wrongs()).isZero();
    }

    private void holds(CommandResult<VendResult> result, String order) {
        holds(cabinet, result, order);
    }

    private void holds(VendingCabinet at, CommandResult<VendResult> result, String order) {
        int fallen = at.fallenFor(order);
        assertThat(fallen).as("order %s fell once at most", order).isLessThanOrEqualTo(1);
        switch (result) {
            case CommandResult.Done<VendResult> done ->
                assertThat(fallen).as("order %s ended %s", order, result).isEqualTo(1);
            case CommandResult.Refused<VendResult> refused -> {
                if (!refused.reason().equals("drop not detected")) {
                    assertThat(fallen).as("order %s ended %s", order, result).isZero();
                }
            }
            case CommandResult.NotSent<VendResult> notSent ->
                assertThat(fallen).as("order %s ended %s", order, result).isZero();
            case CommandResult.Unknown<VendResult> unknown ->
                core.events(CommandResolved.class).stream()
                        .filter(resolved -> resolved.commandId().equals(unknown.commandId()))
                        .forEach(resolved -> assertThat(fallen > 0)
                                .as("order %s: %s", order, resolved.evidence())
                                .isEqualTo(resolved.happened()));
        }
    }
}
