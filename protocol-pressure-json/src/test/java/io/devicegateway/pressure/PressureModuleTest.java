package io.devicegateway.pressure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.devicegateway.api.Acknowledged;
import io.devicegateway.api.Admission;
import io.devicegateway.api.CommandEvent;
import io.devicegateway.api.CommandResult;
import io.devicegateway.api.DeviceLocation;
import io.devicegateway.api.DeviceReply;
import io.devicegateway.api.LineFailures;
import io.devicegateway.api.Presence;
import io.devicegateway.api.PressureSamples;
import io.devicegateway.api.QueryLineFailures;
import io.devicegateway.api.QueryLocation;
import io.devicegateway.api.QueryMeasurement;
import io.devicegateway.api.QuerySimCard;
import io.devicegateway.api.QueryVersion;
import io.devicegateway.api.SensorStates;
import io.devicegateway.api.SimCard;
import io.devicegateway.api.SoftwareVersion;
import io.devicegateway.api.StartUpgrade;
import io.devicegateway.testing.DevicesOnCore;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The virtual module and the gateway's side of the protocol, written apart, in conversation. */
class PressureModuleTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final String IMEI = "865501040783269";
    private static final PressureModuleSettings QUIET = PressureModuleSettings.of(IMEI);
    private static final PressureModuleSettings BUSY =
            QUIET.with(PressureModuleSettings.Readings.every(Duration.ofSeconds(10)), 7);

    private final DevicesOnCore core = new DevicesOnCore();
    private final PressureProtocol protocol = new PressureProtocol(PressureSettings.DEFAULT, core.clock());

    @AfterEach
    void end() {
        core.close();
    }

    private PressureModule plug(PressureModuleSettings settings) {
        return core.plug(protocol, new PressureModule(settings, PressureModuleListener.NONE));
    }

    @Test
    void anHourWithoutIncident() {
        PressureModule module = plug(BUSY);
        core.pass(Duration.ofHours(1));
        assertThat(module.wrongs()).isZero();
        assertThat(module.unacknowledged()).isZero();
        assertThat(module.timeTold()).isEqualTo(1767323045);
        assertThat(core.presences()).containsExactly(Presence.Reason.CONNECTED);
        assertThat(core.events(PressureSamples.class)).hasSize(360);
        assertThat(core.events(SimCard.class)).hasSize(1);
        assertThat(core.metrics().values().entrySet())
                .noneMatch(each -> each.getKey().contains("anomalies") && each.getValue() > 0);
    }

    @Test
    void samplesArriveExactly() {
        PressureModule module = plug(BUSY);
        core.pass(Duration.ofMinutes(1));
        List<PressureSamples> pushes = core.events(PressureSamples.class);
        List<PressureLedger.Entry> acknowledged = module.ledger().acknowledged().stream()
                .filter(entry -> entry.cmd().equals("push_msg"))
                .toList();
        assertThat(pushes).hasSize(6).hasSameSizeAs(acknowledged);
        for (int i = 0; i < pushes.size(); i++) {
            long number = acknowledged.get(i).number();
            assertThat(pushes.get(i).packetNumber())
                    .isEqualTo(acknowledged.get(i).packnum());
            assertThat(pushes.get(i).channels())
                    .hasSize(3)
                    .allSatisfy(channel -> assertThat(channel.samples())
                            .isEqualTo(SyntheticSamples.of(7, number, channel.index(), 50)));
        }
    }

    /** Whatever happens, each report gets there, is acknowledged and is one event. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void whateverHappensEachReportIsOneEvent(long seed) {
        Random random = new Random(seed);
        List<PressureFault> faults = List.of(
                PressureFault.SPLIT_FRAME,
                PressureFault.CUT_FRAME,
                PressureFault.LOST_BYTES,
                PressureFault.GLUED_FRAMES,
                PressureFault.NOISE,
                PressureFault.RECONNECT_MID_FRAME,
                PressureFault.TYPOGRAPHY,
                PressureFault.LOSE_ACK,
                PressureFault.REPEAT_REPORT,
                PressureFault.RESTART_NUMBERS,
                PressureFault.FALL_SILENT);
        PressureModule module = plug(QUIET);
        core.pass(SECOND);
        for (int i = 0; i < 60; i++) {
            if (random.nextInt(3) == 0) {
                module.inject(faults.get(random.nextInt(faults.size())));
            }
            if (random.nextInt(5) == 0) {
                module.sensors(List.of(new PressureUplink.Sensor(random.nextInt(9), "1", null)));
            } else {
                module.push(random.nextInt(3));
            }
            core.pass(Duration.ofMillis(random.nextInt(8_000)));
        }
        core.pass(Duration.ofMinutes(5));
        assertThat(module.unacknowledged()).isZero();
        assertThat(module.wrongs()).isZero();
        assertThat(module.lost()).isZero();
        List<String> told = new ArrayList<>();
        core.events(PressureSamples.class).forEach(event -> told.add("push_msg " + event.packetNumber()));
        core.events(SensorStates.class).forEach(event -> told.add("push_online " + event.packetNumber()));
        assertThat(module.ledger().acknowledged().stream()
                        .filter(entry -> entry.packnum() != null)
                        .map(entry -> entry.cmd() + " " + entry.packnum()))
                .hasSize(60)
                .containsExactlyInAnyOrderElementsOf(told);
    }

    @Test
    void withoutAJournalNothingIsAcknowledgedAndTheReportComesAgain() {
        PressureModule module = plug(QUIET);
        core.pass(SECOND);
        core.journal().hold();
        module.push(0);
        core.pass(Duration.ofSeconds(30));
        assertThat(module.unacknowledged()).isEqualTo(1);
        core.journal().release();
        core.pass(SECOND);
        assertThat(module.unacknowledged()).isZero();
        assertThat(core.events(PressureSamples.class)).hasSize(1);
        assertThat(module.ledger().acknowledged())
                .last()
                .satisfies(entry -> assertThat(entry.attempts()).isGreaterThan(3));
    }

    /** The acknowledgement of a report that is durable may get lost with the gateway: it is not published again. */
    @Test
    void aReportWhoseAcknowledgementDiedWithTheGatewayIsOneEvent() {
        PressureModule module = plug(QUIET);
        core.pass(SECOND);
        module.inject(PressureFault.LOSE_ACK);
        module.push(1);
        core.pass(SECOND);
        assertThat(module.unacknowledged()).isEqualTo(1);
        core.restart();
        core.pass(Duration.ofSeconds(10));
        assertThat(module.unacknowledged()).isZero();
        assertThat(module.wrongs()).isZero();
        assertThat(core.events(PressureSamples.class)).hasSize(1);
        assertThat(core.metrics().count("gateway_reports_repeated", "protocol", "pressure"))
                .isEqualTo(1);
    }

    /** A module that reports all the time takes no more memory than another. */
    @Test
    void whatIsRememberedOfAModuleIsBounded() {
        plug(QUIET.with(new PressureModuleSettings.Readings(Duration.ofMillis(100), 1, 16, null), 1));
        core.pass(Duration.ofSeconds(30));
        assertThat(core.events(PressureSamples.class)).hasSizeGreaterThan(250);
        assertThat(core.metrics().values().get("gateway_reports_remembered")).isLessThanOrEqualTo(34.0);
    }

    @Test
    void aModuleThatWritesNumbersGetsNumbers() {
        PressureModule module = plug(QUIET.with(PressureModuleSettings.Firmware.DEFAULT.withNumbers(true)));
        core.pass(SECOND);
        module.push(0);
        module.push(1);
        core.pass(SECOND);
        assertThat(module.unacknowledged()).isZero();
        assertThat(module.wrongs()).isZero();
        assertThat(core.events(PressureSamples.class))
                .extracting(PressureSamples::packetNumber)
                .containsExactly("0", "1");
    }

    @Test
    void anOldModuleIsUnderstood() {
        PressureModule module = plug(QUIET.with(PressureModuleSettings.Firmware.DEFAULT.withOld(true)));
        core.pass(SECOND);
        module.push(2);
        core.pass(SECOND);
        module.inject(PressureFault.LOSE_ACK);
        module.push(1);
        core.pass(Duration.ofSeconds(10));
        assertThat(module.unacknowledged()).isZero();
        assertThat(module.wrongs()).isZero();
        assertThat(core.events(PressureSamples.class))
                .extracting(PressureSamples::group)
                .containsExactly("2", "1");
        assertThat(core.events(DeviceLocation.class)).hasSize(1);
    }

    @Test
    void aModuleThatIsNotAdmittedIsNotAcknowledged() {
        core.authority().onAdmit(question -> CompletableFuture.completedFuture(new Admission.Denied("not ours")));
        PressureModule module = plug(QUIET);
        core.pass(Duration.ofSeconds(10));
        assertThat(module.ledger().acknowledged()).isEmpty();
        assertThat(core.events(Presence.class)).isEmpty();
        core.authority().onAdmit(question -> CompletableFuture.completedFuture(new Admission.Admitted()));
        core.pass(Duration.ofSeconds(10));
        assertThat(module.unacknowledged()).isZero();
    }

    // commands

    @Test
    void everyCommandIsCarriedOut() {
        PressureModule module = plug(QUIET);
        core.pass(SECOND);
        module.lineFailure(2);
        module.lineFailure(2);
        assertThat(done(core.send(new QuerySimCard(module.id()))))
                .isEqualTo(new SimCard(module.id(), "89860317045714788688"));
        assertThat(done(core.send(new QueryLocation(module.id()))))
                .isEqualTo(new DeviceLocation(module.id(), new BigDecimal("113.584312"), new BigDecimal("22.283756")));
        assertThat(done(core.send(new QueryLineFailures(module.id()))))
                .isEqualTo(new LineFailures(
                        module.id(),
                        List.of(
                                new LineFailures.Line(1, 0),
                                new LineFailures.Line(2, 2),
                                new LineFailures.Line(3, 0))));
        assertThat(done(core.send(new QueryVersion(module.id())))).isEqualTo(new SoftwareVersion(module.id(), "1.0.9"));
        assertThat(done(core.send(new QueryMeasurement(module.id())))).isEqualTo(new Acknowledged(module.id()));
        core.pass(SECOND);
        assertThat(core.events(PressureSamples.class))
                .singleElement()
                .satisfies(event -> assertThat(event.requested()).isTrue());
        assertThat(module.wrongs()).isZero();
    }

    @Test
    void anUpgradeIsSilenceThatWasToBeExpected() {
        PressureModuleSettings.Timing slow = new PressureModuleSettings.Timing(
                Duration.ofMinutes(1),
                Duration.ofDays(1),
                Duration.ofSeconds(5),
                Duration.ofSeconds(30),
                Duration.ofMinutes(5),
                Duration.ofMinutes(5));
        PressureModule module = plug(QUIET.with(slow));
        core.pass(SECOND);
        done(core.send(new StartUpgrade(module.id())));
        core.pass(Duration.ofMinutes(6));
        assertThat(module.upgrades()).isEqualTo(1);
        assertThat(core.presences()).contains(Presence.Reason.EXPECTED).doesNotContain(Presence.Reason.SILENT);
        assertThat(done(core.send(new QueryVersion(module.id()))))
                .isEqualTo(new SoftwareVersion(module.id(), "1.0.9.1"));
    }

    @ParameterizedTest
    @EnumSource(
            value = PressureFault.class,
            names = {"LOSE_REPLY", "IGNORE_COMMAND"})
    void anUpgradeWithoutAReplyIsUnknown(PressureFault fault) {
        PressureModule module = plug(QUIET);
        core.pass(SECOND);
        module.inject(fault);
        var result = core.send(new StartUpgrade(module.id()));
        core.pass(Duration.ofSeconds(25));
        assertThat(result.join()).isInstanceOf(CommandResult.Unknown.class);
    }

    @Test
    void aLateReplyIsAnEvent() {
        PressureModule module = plug(QUIET);
        core.pass(SECOND);
        module.inject(PressureFault.REFUSE_COMMAND);
        assertThat(settled(core.send(new StartUpgrade(module.id())))).isInstanceOf(CommandResult.Refused.class);
        module.inject(PressureFault.LATE_REPLY);
        module.inject(PressureFault.REFUSE_COMMAND);
        var result = core.send(new StartUpgrade(module.id()));
        core.pass(Duration.ofSeconds(25));
        assertThat(result.join()).isInstanceOf(CommandResult.Unknown.class);
    }

    @Test
    void aRefusalIsOneAndAReplyThatComesTwiceSettlesOnce() {
        PressureModule module = plug(QUIET);
        core.pass(SECOND);
        module.inject(PressureFault.REFUSE_COMMAND);
        assertThat(settled(core.send(new QueryMeasurement(module.id())))).isInstanceOf(CommandResult.Refused.class);
        module.inject(PressureFault.REPLY_TWICE);
        done(core.send(new QueryVersion(module.id())));
        assertThat(core.events(CommandEvent.CommandSettled.class)).hasSize(2);
        assertThat(core.events(CommandEvent.LateReply.class)).isEmpty();
        assertThat(core.events(SoftwareVersion.class)).hasSize(2);
    }

    // connections

    @Test
    void aHalfOpenConnectionIsSeenAsSilenceAndTheModuleComesBack() {
        PressureModule module = plug(QUIET);
        core.pass(Duration.ofSeconds(10));
        module.inject(PressureFault.FALL_SILENT);
        core.pass(Duration.ofSeconds(200));
        assertThat(core.presences())
                .containsExactly(
                        Presence.Reason.CONNECTED,
                        Presence.Reason.SILENT,
                        Presence.Reason.SILENT,
                        Presence.Reason.CONNECTED);
    }

    @Test
    void aClonedImeiTakesTheConnectionOver() {
        PressureModule first = plug(QUIET);
        core.pass(Duration.ofSeconds(10));
        PressureModule second = plug(QUIET);
        core.pass(Duration.ofMillis(20));
        assertThat(first.id()).isEqualTo(second.id());
        assertThat(core.presences()).startsWith(Presence.Reason.CONNECTED, Presence.Reason.TAKEN_OVER);
    }

    // the module itself

    @Test
    void whatTheServerMayNotSayIsNoticed() {
        PressureModule module = new PressureModule(QUIET, PressureModuleListener.NONE);
        var unused = module.onConnect(0);
        for (String wrong : List.of(
                "{\"cmd\": \"pong\"}",
                "{\"cmd\":\"pong\",}",
                "{\"cmd\":\"pong\"，}",
                "{\"cmd\":\"push_msg_ack\",\"packnum\":\"9\"}",
                "{\"cmd\":\"time_ack\",\"timestamp\":1583847057}",
                "{\"cmd\":\"update\",\"IMEI\":\"865501040783277\"}",
                "{\"cmd\":\"update\"}",
                "{\"cmd\":\"reboot\"}")) {
            long before = module.wrongs();
            unused = module.onBytes(wrong.getBytes(StandardCharsets.UTF_8), 10);
            assertThat(module.wrongs()).as(wrong).isEqualTo(before + 1);
        }
    }

    @Test
    void imeisForTestsHaveARightCheckDigit() {
        // By hand: of 00101000000000 every second digit counts twice, and those are all 0: 1 + 1 = 2, and 8 makes it
        // 10.
        assertThat(PressureModuleSettings.imei("00101", 0)).isEqualTo("001010000000008");
        // The document's: the digits of 86550104078326 sum to 8+3+5+1+0+2+0+8+0+5+8+6+2+3 = 51, and 9 makes it 60.
        assertThat(PressureModuleSettings.imei("86550104", 78326)).isEqualTo("865501040783269");
        assertThatThrownBy(() -> PressureModuleSettings.imei("0010100000", 10_000))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("14 before the check digit");
    }

    /** By chance, as the simulator has them; the same seed does the same. */
    @Test
    void modulesThatMisbehaveByChanceLoseNothing() {
        Map<PressureFault, Double> chances = new EnumMap<>(PressureFault.class);
        for (PressureFault fault : PressureFault.values()) {
            chances.put(fault, fault == PressureFault.FALL_SILENT ? 0.01 : 0.03);
        }
        chances.remove(PressureFault.RESTART_NUMBERS);
        List<PressureModule> modules = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            modules.add(plug(PressureModuleSettings.of(PressureModuleSettings.imei("00101", i))
                    .with(PressureModuleSettings.Readings.every(Duration.ofSeconds(7)), i)
                    .with(chances, i)));
        }
        core.pass(Duration.ofMinutes(30));
        for (PressureModule module : modules) {
            assertThat(module.wrongs()).isZero();
            List<String> told = core.events(PressureSamples.class).stream()
                    .filter(event -> event.device().equals(module.id()))
                    .map(PressureSamples::packetNumber)
                    .toList();
            assertThat(told).doesNotHaveDuplicates();
            assertThat(module.ledger().acknowledged().stream()
                            .filter(entry -> entry.cmd().equals("push_msg"))
                            .map(PressureLedger.Entry::packnum))
                    .hasSizeGreaterThan(150)
                    .isSubsetOf(told);
        }
    }

    private <R extends DeviceReply> CommandResult<R> settled(CompletableFuture<CommandResult<R>> result) {
        core.pass(SECOND);
        assertThat(result).isCompleted();
        return result.join();
    }

    private <R extends DeviceReply> R done(CompletableFuture<CommandResult<R>> result) {
        CommandResult<R> settled = settled(result);
        assertThat(settled).isInstanceOf(CommandResult.Done.class);
        return ((CommandResult.Done<R>) settled).reply();
    }
}
