package io.devicegateway.examples.rental;

import static org.assertj.core.api.Assertions.assertThat;

import io.devicegateway.api.ChargingInitiator;
import io.devicegateway.api.ChargingStartRequested;
import io.devicegateway.api.ChargingStopRequested;
import io.devicegateway.api.CommandEvent.CommandResolved;
import io.devicegateway.api.CommandEvent.CommandSettled;
import io.devicegateway.api.CommandEvent.LateReply;
import io.devicegateway.api.CommandOrigin;
import io.devicegateway.api.CommandResult;
import io.devicegateway.api.CommandResult.Done;
import io.devicegateway.api.CommandResult.NotSent;
import io.devicegateway.api.CommandResult.Refused;
import io.devicegateway.api.CommandResult.Unknown;
import io.devicegateway.api.CommandResult.UnknownReason;
import io.devicegateway.api.DeviceEvent;
import io.devicegateway.api.DeviceId;
import io.devicegateway.api.EventRecord;
import io.devicegateway.api.Execution;
import io.devicegateway.api.VendResult;
import io.devicegateway.testkit.GatewayKit;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The documentation's handlers for vending cabinets and charge piles. */
class SellAndChargeTest {
    private static final DeviceId CABINET = DeviceId.parse("vending:866710036447339");
    private static final DeviceId PILE = DeviceId.parse("chargepile:3301020000000001");
    private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");

    private final List<String> wire = new ArrayList<>();
    private long offset;

    @Test
    void aSaleThatCannotBeSentIsRefunded() {
        try (GatewayKit kit = GatewayKit.start()) { // has no vending cabinets
            Sales sales = new Sales(kit.gateway());
            kit.gateway().subscribe("sales", sales);
            assertThat(sales.sell(CABINET, 3, "1001").join()).isInstanceOf(NotSent.class);
            assertThat(sales.stateOf("1001")).isEqualTo("refunded");
        }
    }

    @Test
    void aSaleEndsByWhatTheCabinetTells() {
        try (GatewayKit kit = GatewayKit.start()) {
            Sales sales = new Sales(kit.gateway());
            for (String order : List.of("done", "refused", "fell", "not", "late", "lateNo")) {
                var unused = sales.sell(CABINET, 3, order);
            }
            sales.handle(settled("done", new Done<>("c1", 7, fell("done"))));
            sales.handle(settled("refused", new Refused<>("c2", 7, "out of stock")));
            for (String order : List.of("fell", "not", "late", "lateNo")) {
                sales.handle(settled(order, new Unknown<>("c-" + order, 7, UnknownReason.NO_REPLY, "no reply")));
                assertThat(sales.stateOf(order)).isEqualTo("held");
            }
            sales.handle(record(new CommandResolved(CABINET, "c-fell", true, "one more")));
            sales.handle(record(new CommandResolved(CABINET, "c-not", false, "as many")));
            sales.handle(record(new LateReply(CABINET, "c-late", fell("late"), null)));
            sales.handle(record(new LateReply(CABINET, "c-lateNo", null, "motor timeout")));
            sales.handle(record(new LateReply(CABINET, null, null, "of nobody")));
            sales.handle(settled("of another consumer", new Refused<>("c9", 7, "out of stock")));

            assertThat(sales.stateOf("done")).isEqualTo("sold");
            assertThat(sales.stateOf("refused")).isEqualTo("refunded");
            assertThat(sales.stateOf("fell")).isEqualTo("sold");
            assertThat(sales.stateOf("not")).isEqualTo("refunded");
            assertThat(sales.stateOf("late")).isEqualTo("sold");
            assertThat(sales.stateOf("lateNo")).isEqualTo("refunded");
            assertThat(sales.stateOf("of another consumer")).isEqualTo("none");
        }
    }

    @Test
    void aChargeIsStartedOnceAndInTimeOrNotAtAll() {
        Piles piles = piles(NOW);
        Execution inTime = Execution.executableBefore(NOW.plusSeconds(1));
        piles.handle(record(start("1", inTime)));
        piles.handle(record(start("1", inTime)));
        piles.handle(record(start("2", Execution.stale(Duration.ofMinutes(3)))));
        piles.handle(record(start("3", Execution.duplicate("first", NOW))));
        piles.handle(record(stop("1")));
        assertThat(wire).containsExactly("start 1 at 2", "stop 1 at 2");

        piles(NOW.plusSeconds(1)).handle(record(start("4", inTime)));
        assertThat(wire).hasSize(2);
    }

    private Piles piles(Instant now) {
        return new Piles(
                new Piles.Wire() {
                    @Override
                    public void start(DeviceId pile, int gun, String order) {
                        wire.add("start " + order + " at " + gun);
                    }

                    @Override
                    public void stop(DeviceId pile, int gun, String order) {
                        wire.add("stop " + order + " at " + gun);
                    }
                },
                Clock.fixed(now, ZoneOffset.UTC));
    }

    private static ChargingStartRequested start(String order, Execution execution) {
        CommandOrigin origin = new CommandOrigin(NOW, "192.168.1.1", "API:2.0.2");
        return new ChargingStartRequested(
                PILE, ChargingInitiator.APP, 2, "account", 5_000, 0, 0, order, origin, execution);
    }

    private static ChargingStopRequested stop(String order) {
        CommandOrigin origin = new CommandOrigin(NOW, "192.168.1.1", "API:2.0.2");
        return new ChargingStopRequested(
                PILE, ChargingInitiator.APP, 2, "account", 0, 0, 0, order, origin, Execution.executable());
    }

    private static VendResult fell(String order) {
        return new VendResult(CABINET, 3, order, VendResult.Outcome.DISPENSED, "0", List.of());
    }

    private EventRecord settled(String order, CommandResult<?> result) {
        return record(new CommandSettled(CABINET, result.commandId(), order, result));
    }

    private EventRecord record(DeviceEvent event) {
        offset++;
        return new EventRecord(offset, "id-" + offset, NOW, 7, event, ByteBuffer.allocate(0));
    }
}
