package io.devicegateway.app.http;

import static io.devicegateway.app.http.ApiFixture.DEVICE;
import static org.assertj.core.api.Assertions.assertThat;

import io.devicegateway.api.Acknowledged;
import io.devicegateway.api.BankFound;
import io.devicegateway.api.BankId;
import io.devicegateway.api.BankReleased;
import io.devicegateway.api.BankReturned;
import io.devicegateway.api.CellLocation;
import io.devicegateway.api.CommandEvent.CommandIssued;
import io.devicegateway.api.CommandEvent.CommandResolved;
import io.devicegateway.api.CommandEvent.CommandSettled;
import io.devicegateway.api.CommandEvent.LateReply;
import io.devicegateway.api.CommandResult;
import io.devicegateway.api.CommandResult.NotSentReason;
import io.devicegateway.api.CommandResult.UnknownReason;
import io.devicegateway.api.DecidedBy;
import io.devicegateway.api.DeviceEvent;
import io.devicegateway.api.DeviceLocation;
import io.devicegateway.api.DeviceReply;
import io.devicegateway.api.DeviceRestarted;
import io.devicegateway.api.HardwareType;
import io.devicegateway.api.InventoryReported;
import io.devicegateway.api.LaneCondition;
import io.devicegateway.api.LaneCounters;
import io.devicegateway.api.LaneStates;
import io.devicegateway.api.LineFailures;
import io.devicegateway.api.ModelIdentified;
import io.devicegateway.api.NetworkSignal;
import io.devicegateway.api.Presence;
import io.devicegateway.api.PressureSamples;
import io.devicegateway.api.ReleaseFailed;
import io.devicegateway.api.Restocked;
import io.devicegateway.api.ReturnFailed;
import io.devicegateway.api.ReturnRejected;
import io.devicegateway.api.ReturnVerdict;
import io.devicegateway.api.SensorStates;
import io.devicegateway.api.ServerAddress;
import io.devicegateway.api.SimCard;
import io.devicegateway.api.SlotContent;
import io.devicegateway.api.SlotReport;
import io.devicegateway.api.SoftwareVersion;
import io.devicegateway.api.SoundVolume;
import io.devicegateway.api.Temperature;
import io.devicegateway.api.UnknownEvent;
import io.devicegateway.api.UnknownMessage;
import io.devicegateway.api.VendResult;
import io.devicegateway.api.WireProfile;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** One of each of what the interface can tell. */
final class ApiSamples {
    private static final Instant AT = Instant.parse("2026-11-20T10:00:00Z");
    private static final BankId BANK = new BankId("RL1A7C000041");

    private ApiSamples() {}

    /** Each result, with each reply and each reason. */
    static List<CommandResult<?>> results() {
        List<CommandResult<?>> results = new ArrayList<>();
        replies().forEach(reply -> results.add(new CommandResult.Done<>("c1", 7, reply)));
        results.add(new CommandResult.Refused<>("c2", 7, "the slot is empty"));
        for (NotSentReason reason : NotSentReason.values()) {
            results.add(new CommandResult.NotSent<>("c3", 0, reason, "why"));
        }
        for (UnknownReason reason : UnknownReason.values()) {
            results.add(new CommandResult.Unknown<>("c4", 7, reason, "why"));
        }
        return results;
    }

    /** Each reply, with and without what may be absent. */
    static Stream<DeviceReply> replies() {
        List<DeviceReply> replies = List.of(
                new Acknowledged(DEVICE),
                new BankReleased(DEVICE, 3, BANK, BankReleased.Cause.RENT),
                new BankReleased(DEVICE, 3, null, BankReleased.Cause.EJECT),
                new InventoryReported(
                        DEVICE,
                        List.of(
                                new SlotReport(1, SlotContent.BANK, BANK, 80),
                                new SlotReport(2, SlotContent.FAULT, null, null)),
                        true),
                new SoftwareVersion(DEVICE, "V1"),
                new SimCard(DEVICE, "8986"),
                new ServerAddress(DEVICE, "gw.example.com", "51608", 30),
                new SoundVolume(DEVICE, 15),
                new NetworkSignal(DEVICE, 31, 0, "LTE"),
                new NetworkSignal(DEVICE, null, null, "GSM"),
                new DeviceLocation(DEVICE, new BigDecimal("113.584312"), new BigDecimal("22.283756")),
                new LineFailures(
                        DEVICE, List.of(new LineFailures.Line(1, 0), new LineFailures.Line(3, 4_294_967_295L))),
                new VendResult(DEVICE, 1, "12843893", VendResult.Outcome.DISPENSED, "0", List.of("0")),
                new VendResult(DEVICE, 1, "12843893", VendResult.Outcome.UNKNOWN, "9", List.of()),
                new LaneStates(DEVICE, List.of(new LaneStates.Lane(1, LaneCondition.MOTOR_SHORT, "4")), true),
                new LaneCounters(DEVICE, List.of(new LaneCounters.Lane(1, 255)), false),
                new Restocked(DEVICE, false),
                new Temperature(DEVICE, new BigDecimal("-18.5"), "-18.5", false),
                new Temperature(DEVICE, null, "ERR", true));
        assertThat(replies.stream().map(reply -> (Object) reply.getClass()))
                .contains((Object[]) DeviceReply.class.getPermittedSubclasses());
        return replies.stream();
    }

    /** Each event, with each result, reply and command. */
    static List<DeviceEvent> events() {
        List<DeviceEvent> events = new ArrayList<>(List.of(
                new Presence(DEVICE, Presence.State.ONLINE, Presence.Reason.CONNECTED, ""),
                new BankReturned(DEVICE, 1, BANK, DecidedBy.AUTHORITY),
                new ReturnRejected(DEVICE, 1, null, ReturnVerdict.BANK_ABNORMAL, DecidedBy.GATEWAY),
                new ReturnRejected(DEVICE, 1, BANK, ReturnVerdict.DUPLICATE, DecidedBy.FALLBACK_TIMEOUT),
                new ModelIdentified(DEVICE, "RL", "1", "A", "0317", null),
                new ModelIdentified(DEVICE, "RL", "1", "A", "0317", "8 slots"),
                new ReturnFailed(DEVICE, 1, BANK),
                new ReleaseFailed(DEVICE, 1, BANK),
                new ReleaseFailed(DEVICE, 1, null),
                new BankFound(DEVICE, 1, BANK),
                new HardwareType(DEVICE, "0001"),
                new CellLocation(DEVICE, "460,0"),
                new DeviceRestarted(DEVICE, 4711, 1),
                new WireProfile(DEVICE, "MODBUS/body/high", "two frames agree on it"),
                new PressureSamples(DEVICE, null, null, null, List.of(), null, null, null, false),
                new PressureSamples(
                        DEVICE,
                        "0",
                        "1",
                        AT,
                        List.of(
                                new PressureSamples.Channel(0, new int[] {0, 32_768, 65_535}),
                                new PressureSamples.Channel(8, null)),
                        new BigDecimal("-25.5"),
                        new BigDecimal("30.3"),
                        new PressureSamples.Conversion(-32_768, new BigDecimal("0.1"), Duration.ofMillis(20)),
                        true),
                new SensorStates(
                        DEVICE,
                        "7",
                        List.of(
                                new SensorStates.Sensor(0, 1, 1, SensorStates.Condition.ONLINE, "1", false),
                                new SensorStates.Sensor(4, 2, 2, SensorStates.Condition.PAIR, "01", null),
                                new SensorStates.Sensor(8, 3, 3, null, null, true))),
                new CommandResolved(DEVICE, "c1", true, "the slot is empty now"),
                new LateReply(DEVICE, null, null, "no such slot"),
                new UnknownMessage(DEVICE, "0x6B", ""),
                new UnknownEvent(DEVICE, "Teleported", "{}")));
        events.addAll(ChargingApiSamples.all());
        replies().forEach(reply -> {
            events.add(new LateReply(DEVICE, "c1", reply, null));
            if (reply instanceof DeviceEvent event) {
                events.add(event);
            }
        });
        results().forEach(result -> events.add(new CommandSettled(DEVICE, result.commandId(), null, result)));
        for (CommandType type : CommandCatalogue.types()) {
            events.add(new CommandIssued(
                    DEVICE,
                    "c1",
                    "key",
                    type.reader().read(DEVICE, new CommandType.Values(CommandCatalogueTest.sample(type))),
                    AT,
                    null,
                    7));
        }
        return events;
    }
}
