package io.devicegateway.chargepile;

import static org.assertj.core.api.Assertions.assertThat;

import io.devicegateway.api.ChargingCommand;
import io.devicegateway.api.ChargingEvent;
import io.devicegateway.api.ChargingInitiator;
import io.devicegateway.api.ChargingStartRequested;
import io.devicegateway.api.ChargingStopRequested;
import io.devicegateway.api.CommandOrigin;
import io.devicegateway.api.DeviceId;
import io.devicegateway.api.EventRecord;
import io.devicegateway.api.Execution;
import io.devicegateway.api.MalformedMessage;
import io.devicegateway.api.PackageUpgradeRequested;
import io.devicegateway.api.PileHeartbeatSet;
import io.devicegateway.api.PileParametersSet;
import io.devicegateway.api.PileRestartRequested;
import io.devicegateway.api.PileSiteSet;
import io.devicegateway.api.PileUpgradeRequested;
import io.devicegateway.api.PlatformHeartbeat;
import io.devicegateway.api.Presence;
import io.devicegateway.api.RatesSet;
import io.devicegateway.api.RecordsQueried;
import io.devicegateway.api.ReservationRequested;
import io.devicegateway.api.ReservationStopRequested;
import io.devicegateway.api.UnknownChargingCommand;
import io.devicegateway.journal.EventJournal;
import io.devicegateway.journal.JournalUnavailableException;
import io.devicegateway.protocol.Inbound;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of lines on the session core: events, who may execute them, and what comes again. */
final class ChargepileSessionTest {
    private static final DeviceId PILE = new DeviceId("chargepile", Lines.PILE);

    private final PlatformOnCore platform = new PlatformOnCore(ChargepileSettings.DEFAULT);

    // events

    @Test
    void eachCommandIsItsEvent() {
        Instant now = platform.now();
        Lines.oneOfEach(now, Lines.PILE)
                .values()
                .forEach(line -> assertThat(platform.says(line)).isCompleted());

        CommandOrigin origin = new CommandOrigin(now, "192.168.1.1", "API:2.0.2");
        Execution soon = Execution.executableBefore(now.plusSeconds(120));
        Execution free = Execution.executable();
        List<ChargingEvent> events = platform.events(ChargingEvent.class);
        assertThat(events).hasSize(15);
        assertThat(events)
                .contains(
                        new PlatformHeartbeat(ChargepileProtocol.PLATFORM, Lines.PILE, origin),
                        new ChargingStartRequested(
                                PILE,
                                ChargingInitiator.PLATFORM,
                                1,
                                "U10001",
                                10_000,
                                5_000,
                                0,
                                "20180409120000001",
                                origin,
                                soon),
                        new ReservationRequested(
                                PILE,
                                1,
                                "U10001",
                                Instant.parse("2018-04-09T01:00:00Z"),
                                Instant.parse("2018-04-09T02:00:00Z"),
                                origin,
                                soon),
                        new RecordsQueried(PILE, RecordsQueried.Kind.WARNINGS, origin, free),
                        new PileParametersSet(
                                PILE,
                                3,
                                32,
                                PileParametersSet.OutputMode.CONSTANT_VOLTAGE,
                                false,
                                100,
                                2,
                                10_000,
                                true,
                                "admin",
                                "123456",
                                Duration.ofSeconds(30),
                                "192.168.1.100",
                                34567,
                                List.of(new PileParametersSet.GunCode(1, "http://w.klc.cn/q?a=1,2&n=1")),
                                origin,
                                free),
                        new PileHeartbeatSet(PILE, Duration.ofSeconds(30), Duration.ofSeconds(90), origin, free),
                        new PileRestartRequested(PILE, 1, origin, soon),
                        new PileSiteSet(
                                PILE,
                                PileSiteSet.PileKind.DC_SLOW,
                                new BigDecimal("113.584312"),
                                new BigDecimal("22.283756"),
                                12,
                                8,
                                "ST0001",
                                "440400",
                                PileSiteSet.Operation.PRIVATE_OPEN,
                                origin,
                                free),
                        new RatesSet(
                                PILE,
                                "T001",
                                1,
                                List.of(
                                        new RatesSet.Period(0, 46_799, 35_000, 40_000),
                                        new RatesSet.Period(46_800, 86_399, 120_000, 40_000)),
                                origin,
                                free),
                        new PileUpgradeRequested(
                                PILE,
                                "ftp://192.168.1.100:21",
                                "ftpuser",
                                "ftppass",
                                true,
                                "V1.0.8",
                                "REC0001",
                                origin,
                                free),
                        new PackageUpgradeRequested(
                                PILE, "V1.0.9", "REC0001", "/data/fw/klc_v1.0.9.bin", 1024, origin, free));
    }

    @Test
    void stopsOfBothInitiators() {
        Instant now = platform.now();
        platform.says(Lines.line(101, now, "4," + Lines.PILE + ",2,U1,1,2,3,O1"));
        platform.says(Lines.line(102, now, "2,U1,2,0,0"));

        assertThat(platform.events(ChargingStopRequested.class).get(0).initiator())
                .isEqualTo(ChargingInitiator.APP);
        assertThat(platform.events(ReservationStopRequested.class).get(0).from())
                .isNull();
    }

    @Test
    void whatIsNotDefinedIsNotMadeToLookLikeSomething() {
        Instant now = platform.now();
        platform.says(Lines.line(101, now, "7," + Lines.PILE + ",2,U1,1,2,3,O1"));
        platform.says(Lines.line(115, now, "a,b"));
        platform.says(Lines.line(104, now, "9"));

        assertThat(platform.events(UnknownChargingCommand.class))
                .extracting(UnknownChargingCommand::command, UnknownChargingCommand::data)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(101, "7," + Lines.PILE + ",2,U1,1,2,3,O1"),
                        org.assertj.core.groups.Tuple.tuple(115, "a,b"));
        assertThat(platform.events(RecordsQueried.class).get(0).kind()).isEqualTo(RecordsQueried.Kind.UNDEFINED);
    }

    @ParameterizedTest
    @CsvSource({
        "101, '7,3301020000000001,2,U1,1,2,3,O1', start type 7 is not in the document",
        "101, '0,3301020000000001,2,U1,1,2,3,O1', start type 0 is not in the document",
        "102, '3,U1,1,1523235600,1523239200', reservation type 3 is not in the document",
        "104, 9, kind of records 9 is not in the document",
        "106, '2,32,1,2,100,2,10000,1,admin,1,30,192.168.1.100,34567,0', phases 2 is not in the document",
        "106, '3,32,1,3,100,2,10000,1,admin,1,30,192.168.1.100,34567,0', off-grid charging 3 is not in the document",
        "109, '9,113.5,22.2,12,8,ST0001,440400,2', type of the pile 9 is not in the document",
        "109, '2,113.5,22.2,12,8,ST0001,440400,5', operation type 5 is not in the document",
        "113, 'ftp://h,u,p,2,V1,R', the platform says that no upgrade is wanted",
        "113, 'ftp://h,u,p,yes,V1,R', 'whether the upgrade is wanted, ''yes'', is not in the document'",
        "115, 'a,b', command 115 is not in the document"
    })
    void whatMeansNothingIsNotExecutable(int command, String data, String reason) {
        platform.says(Lines.line(command, platform.now(), data));

        ChargingCommand event = platform.events(ChargingCommand.class).get(0);
        assertThat(event.execution()).isEqualTo(Execution.notExecutable(reason));
        assertThat(event.mayExecute(platform.now())).isFalse();
    }

    /** A stop names its order and may be done twice; not to do it leaves a car charging that somebody pays for. */
    @ParameterizedTest
    @CsvSource({"2, 121", "4, 86400", "2, -86400"})
    void aStopIsNeverTooOld(int type, long age) {
        platform.says(Lines.line(101, platform.now().minusSeconds(age), type + "," + Lines.PILE + ",2,U1,1,2,3,O1"));
        platform.says("192.168.1.1,API:2.0.2,101,5," + Lines.PILE + ",2," + Lines.PILE + ",2,U1,1,2,3,O2");

        assertThat(platform.events(ChargingStopRequested.class))
                .extracting(ChargingStopRequested::execution)
                .containsExactly(Execution.executable(), Execution.executable());
    }

    @Test
    void aMalformedLineIsAnEventWithItsBytes() {
        String line = Lines.line(108, platform.now(), "");
        assertThat(platform.says(line)).isCompleted();

        assertThat(platform.events(MalformedMessage.class))
                .containsExactly(new MalformedMessage(
                        ChargepileProtocol.PLATFORM,
                        "short-line",
                        "the line ends after 5 fields; field 6, Gun, is missing"));
        EventRecord record = platform.journal.entries().get(0).record();
        assertThat(StandardCharsets.UTF_8.decode(record.raw()).toString()).isEqualTo(line);
    }

    // age

    @ParameterizedTest
    @CsvSource({
        "101, 120, true",
        "101, 121, false",
        "102, 121, false",
        "108, 121, false",
        "113, 100000, true",
        "104, 100000, true"
    })
    void whatWouldSurpriseSomebodyMustBeYoung(int command, long age, boolean executable) {
        Instant sent = platform.now().minusSeconds(age);
        platform.says(Lines.oneOfEach(sent, Lines.PILE).get(command));

        ChargingCommand event = platform.events(ChargingCommand.class).get(0);
        assertThat(event.mayExecute(platform.now().minusMillis(1))).isEqualTo(executable);
        if (!executable) {
            assertThat(event.execution()).isEqualTo(Execution.stale(Duration.ofSeconds(age)));
        }
    }

    @Test
    void anEventThatWaitsIsNoLongerExecutable() {
        platform.says(Lines.start(platform.now(), Lines.PILE, "O1"));
        ChargingCommand event = platform.events(ChargingCommand.class).get(0);

        assertThat(event.mayExecute(platform.now().plusSeconds(119))).isTrue();
        assertThat(event.mayExecute(platform.now().plusSeconds(120))).isFalse();
    }

    @Test
    void aTimeThatNobodyCanTellIsNotYoung() {
        platform.says("192.168.1.1,API:2.0.2,108,5," + Lines.PILE + ",1");
        platform.says(Lines.line(108, platform.now().plusSeconds(121), "1"));

        assertThat(platform.events(PileRestartRequested.class))
                .extracting(PileRestartRequested::execution)
                .containsExactly(Execution.stale(null), Execution.stale(Duration.ofSeconds(-121)));
    }

    // clocks

    /** A line cannot come before it was written; one that is old may have waited, but no heartbeat that is new does. */
    @ParameterizedTest
    @CsvSource({
        "108, -9, ''",
        "108, -10, clock-ahead",
        "104, -100000, clock-ahead",
        "100, -10, clock-ahead",
        "108, 100000, ''",
        "100, 120, ''",
        "100, 121, clock-behind"
    })
    void aClockThatIsOffIsSaid(int command, long age, String kind) {
        Instant sent = platform.now().minusSeconds(age);
        platform.says(Lines.oneOfEach(sent, Lines.PILE).get(command));

        assertThat(anomalies("clock-ahead")).isEqualTo(kind.equals("clock-ahead") ? 1 : 0);
        assertThat(anomalies("clock-behind")).isEqualTo(kind.equals("clock-behind") ? 1 : 0);
        assertThat(platform.events(ChargingEvent.class))
                .as("it counts as it came")
                .hasSize(1);
    }

    @Test
    void aHeartbeatDeliveredAgainMayBeOld() {
        platform.saysAgain(Lines.line(100, platform.now().minusSeconds(100_000), ""));

        assertThat(anomalies("clock-behind")).isZero();
    }

    private long anomalies(String kind) {
        return platform.metrics.count("gateway_protocol_anomalies", "protocol", "chargepile", "kind", kind);
    }

    @Test
    void theAgeLimitCanBeSwitchedOff() {
        PlatformOnCore other = new PlatformOnCore(ChargepileSettings.DEFAULT.with(
                new ChargepileSettings.Commands(Duration.ZERO, Duration.ofMinutes(10))));
        other.says(Lines.line(108, other.now().minusSeconds(100_000), "1"));

        assertThat(other.events(PileRestartRequested.class).get(0).execution()).isEqualTo(Execution.executable());
    }

    // what comes again

    @Test
    void aLineSentTwiceIsADuplicateTheSecondTime() {
        Instant first = platform.now();
        String line = Lines.start(first, Lines.PILE, "O1");
        platform.says(line);
        platform.pass(Duration.ofSeconds(3));
        platform.says(line);

        List<ChargingStartRequested> events = platform.events(ChargingStartRequested.class);
        assertThat(events).hasSize(2);
        assertThat(events.get(0).execution().verdict()).isEqualTo(Execution.Verdict.EXECUTABLE);
        assertThat(events.get(1).execution()).isEqualTo(Execution.duplicate(firstId(), first));
        assertThat(events.get(1).mayExecute(first)).isFalse();
    }

    @Test
    void aLineDeliveredAgainIsNoEvent() {
        String line = Lines.start(platform.now(), Lines.PILE, "O1");
        platform.says(line);
        assertThat(platform.saysAgain(line)).isCompleted();
        platform.reconnect();
        assertThat(platform.saysAgain(line)).isCompleted();

        assertThat(platform.events(ChargingStartRequested.class)).hasSize(1);
    }

    @Test
    void aLineDeliveredAgainThatNobodyKnowsIsAnEvent() {
        assertThat(platform.saysAgain(Lines.start(platform.now(), Lines.PILE, "O1")))
                .isCompleted();

        assertThat(platform.events(ChargingStartRequested.class))
                .extracting(each -> each.execution().verdict())
                .containsExactly(Execution.Verdict.EXECUTABLE);
    }

    /** The crash between the event and its acknowledgement. */
    @Test
    void whatIsKnownSurvivesARestart() {
        Instant first = platform.now();
        String line = Lines.start(first, Lines.PILE, "O1");
        platform.says(line);
        platform.restart();
        assertThat(platform.saysAgain(line)).isCompleted();
        assertThat(platform.events(ChargingStartRequested.class)).hasSize(1);

        platform.says(line);
        assertThat(platform.events(ChargingStartRequested.class).get(1).execution())
                .isEqualTo(Execution.duplicate(firstId(), first));
    }

    @Test
    void afterTheWindowALineIsNew() {
        String line = Lines.line(103, platform.now(), "1");
        platform.says(line);
        platform.pass(Duration.ofMinutes(10));
        assertThat(platform.says(line)).as("the conversation ended in silence").isCompletedExceptionally();
        platform.reconnect();
        platform.says(line);

        assertThat(platform.events(ChargingCommand.class))
                .extracting(each -> each.execution().verdict())
                .containsExactly(Execution.Verdict.EXECUTABLE, Execution.Verdict.EXECUTABLE);
    }

    @Test
    void anotherTimestampIsAnotherCommand() {
        platform.says(Lines.line(103, platform.now(), "1"));
        platform.says(Lines.line(103, platform.now().plusMillis(1), "1"));
        platform.says(Lines.line(103, platform.now(), "33", "1"));

        assertThat(platform.events(ChargingCommand.class))
                .allMatch(each -> each.execution().verdict() == Execution.Verdict.EXECUTABLE);
    }

    /** What was said of the first counts only once it is durable, and what comes meanwhile keeps its order. */
    @Test
    void aDuplicateWaitsForTheFirst() {
        String line = Lines.start(platform.now(), Lines.PILE, "O1");
        platform.journal.hold();
        CompletableFuture<Void> first = platform.says(line);
        CompletableFuture<Void> second = platform.says(line);
        CompletableFuture<Void> third = platform.says(Lines.start(platform.now(), Lines.PILE, "O2"));
        assertThat(first).isNotDone();
        assertThat(second).isNotDone();
        assertThat(third).isNotDone();

        platform.journal.release();

        assertThat(first).isCompleted();
        assertThat(second).isCompleted();
        assertThat(third).isCompleted();
        assertThat(platform.events(ChargingStartRequested.class))
                .extracting(each -> each.orderNumber() + " " + each.execution().verdict())
                .containsExactly("O1 EXECUTABLE", "O1 DUPLICATE", "O2 EXECUTABLE");
    }

    /** Nothing of a line whose event cannot be stored may be acknowledged, not even when it comes again meanwhile. */
    @Test
    void nothingIsAcknowledgedThatCouldNotBeStored() {
        String line = Lines.start(platform.now(), Lines.PILE, "O1");
        platform.journal.hold();
        CompletableFuture<Void> first = platform.says(line);
        platform.reconnect();
        CompletableFuture<Void> again = platform.saysAgain(line);
        platform.journal.failHeld(new JournalUnavailableException(JournalUnavailableException.Reason.FULL, "no room"));

        assertThat(first).isCompletedExceptionally();
        assertThat(again).isCompletedExceptionally();
        platform.reconnect();
        assertThat(platform.saysAgain(line)).isCompleted();
        assertThat(platform.events(ChargingStartRequested.class)).hasSize(1);
    }

    /** It was stored; the process died before its acknowledgement reached the broker, and was down for a while. */
    @Test
    void aRedeliveredLineIsOneEventHoweverLongTheGatewayWasDown() {
        String line = Lines.start(platform.now(), Lines.PILE, "O1");
        assertThat(platform.says(line)).isCompleted();
        platform.pass(Duration.ofMinutes(11));
        platform.restart();
        platform.pass(Duration.ofHours(3));
        assertThat(platform.saysAgain(line)).isCompleted();
        assertThat(platform.events(ChargingStartRequested.class)).hasSize(1);
    }

    /** Lines whose age never matters would be executable again. */
    @ParameterizedTest
    @CsvSource({
        "101, '2,3301020000000001,2,U1,1,2,3,O1'",
        "104, 4",
        "107, '30,90'",
        "113, 'ftp://h,u,p,1,V1,R'",
        "115, 'a,b'"
    })
    void whatIsNeverStaleIsRecognisedWhateverItsAgeToo(int command, String data) {
        String line = Lines.line(command, platform.now(), data);
        platform.says(line);
        platform.pass(Duration.ofMinutes(11));
        platform.reconnect();
        assertThat(platform.saysAgain(line)).isCompleted();
        platform.pass(Duration.ofMinutes(11));
        platform.restart();
        assertThat(platform.saysAgain(line)).isCompleted();
        assertThat(platform.events(ChargingCommand.class)).hasSize(1);
    }

    /** The journal's retention has taken it, and other lines came since. */
    @Test
    void aStepOfTheClockMakesNoSecondEvent() {
        String line = Lines.line(107, platform.now(), "30,90");
        platform.says(line);
        platform.restart();
        platform.says(Lines.line(107, platform.now(), "60,90"));
        platform.pass(Duration.ofDays(3));
        platform.restart();
        assertThat(platform.saysAgain(line)).isCompleted();
        assertThat(platform.events(PileHeartbeatSet.class)).hasSize(2);
    }

    /** It would come again for ever, and those behind it would wait. */
    @Test
    void aLineWhoseEventCanNeverBeJournalledIsNotExecutedAndIsTold() {
        platform.journal.refuse(draft -> draft.event() instanceof RatesSet);
        String line = Lines.oneOfEach(platform.now(), Lines.PILE).get(110);
        CompletableFuture<Void> poison = platform.says(line);
        assertThat(poison).isCompletedExceptionally();
        assertThat(poison.exceptionNow()).isInstanceOf(Inbound.Refused.class);
        assertThat(platform.events(MalformedMessage.class))
                .extracting(MalformedMessage::device, MalformedMessage::kind)
                .containsExactly(org.assertj.core.groups.Tuple.tuple(PILE, "event-refused"));
        assertThat(platform.says(Lines.start(platform.now(), Lines.PILE, "O1")))
                .as("the conversation goes on")
                .isCompleted();

        platform.restart();
        assertThat(platform.saysAgain(line)).isCompleted();
        assertThat(platform.events(MalformedMessage.class)).hasSize(1);
    }

    @Test
    void aMalformedLineDeliveredAgainIsNoEvent() {
        platform.says("hello");
        platform.saysAgain("hello");
        platform.restart();
        platform.saysAgain("hello");
        assertThat(platform.events(MalformedMessage.class)).hasSize(1);

        platform.says("hello");
        assertThat(platform.events(MalformedMessage.class)).hasSize(2);
    }

    @Test
    void whatIsRememberedOfOnePileIsBounded() {
        for (int i = 0; i < 5000; i++) {
            platform.says(Lines.line(103, platform.now(), Integer.toString(i)));
        }
        assertThat(platform.metrics.values()).containsEntry("gateway_reports_remembered", 4096.0);
        platform.says(Lines.line(103, platform.now(), "4999"));
        assertThat(platform.events(ChargingCommand.class).get(5000).execution().verdict())
                .isEqualTo(Execution.Verdict.DUPLICATE);
    }

    // presence

    @Test
    void aFreshHeartbeatKeepsThePlatformOnline() {
        for (int i = 0; i < 10; i++) {
            platform.says(Lines.line(100, platform.now(), ""));
            platform.pass(Duration.ofSeconds(60));
        }
        assertThat(states()).containsExactly(Presence.State.ONLINE);

        platform.pass(Duration.ofSeconds(121));
        assertThat(states()).containsExactly(Presence.State.ONLINE, Presence.State.STALE, Presence.State.OFFLINE);
        assertThat(platform.link.isOpen()).isFalse();
    }

    @Test
    void linesFromABacklogDoNotMakeThePlatformOnline() {
        platform.says(Lines.line(100, platform.now().minusSeconds(3600), ""));
        platform.says(Lines.line(103, platform.now().minusSeconds(3600), "1"));
        assertThat(states()).isEmpty();
        assertThat(platform.events(ChargingEvent.class)).hasSize(2);

        platform.says(Lines.line(103, platform.now(), "1"));
        assertThat(states()).containsExactly(Presence.State.ONLINE);
    }

    @Test
    void aPileIsNotOnlineBecauseThePlatformTalksAboutIt() {
        platform.says(Lines.start(platform.now(), Lines.PILE, "O1"));

        assertThat(platform.events(Presence.class))
                .extracting(Presence::device)
                .containsOnly(ChargepileProtocol.PLATFORM);
    }

    private List<Presence.State> states() {
        return platform.events(Presence.class).stream().map(Presence::state).toList();
    }

    private String firstId() {
        return platform.journal.entries().stream()
                .map(EventJournal.Entry::record)
                .filter(record -> record.event() instanceof ChargingCommand)
                .findFirst()
                .orElseThrow()
                .id();
    }
}
