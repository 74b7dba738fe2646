package io.devicegateway.journal;

import io.devicegateway.api.ChargingInitiator;
import io.devicegateway.api.ChargingStartRequested;
import io.devicegateway.api.ChargingStopRequested;
import io.devicegateway.api.CommandOrigin;
import io.devicegateway.api.DeviceEvent;
import io.devicegateway.api.DeviceId;
import io.devicegateway.api.DownloadQueried;
import io.devicegateway.api.Execution;
import io.devicegateway.api.MalformedMessage;
import io.devicegateway.api.PackageUpgradeRequested;
import io.devicegateway.api.PileHeartbeatSet;
import io.devicegateway.api.PileParametersSet;
import io.devicegateway.api.PileRestartRequested;
import io.devicegateway.api.PileSiteSet;
import io.devicegateway.api.PileUpgradeRequested;
import io.devicegateway.api.PlatformHeartbeat;
import io.devicegateway.api.RatesSet;
import io.devicegateway.api.RecordsQueried;
import io.devicegateway.api.ReservationQueried;
import io.devicegateway.api.ReservationRequested;
import io.devicegateway.api.ReservationStopRequested;
import io.devicegateway.api.UnknownChargingCommand;
import io.devicegateway.api.UpdateQueried;
import io.devicegateway.api.VersionQueried;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What charging platforms say, each beside its text, written by hand; {@code $D} stands for the device. */
final class ChargingSamples {
    private static final DeviceId DEVICE = new DeviceId("wosi", "RL1A031712000015");
    private static final Instant TIME = Instant.parse("2018-04-09T00:00:00Z");
    private static final CommandOrigin ORIGIN = new CommandOrigin(TIME, "192.168.1.1", "API:2.0.2");
    private static final Execution FREE = Execution.executable();

    private static final String END = "'origin':{'issuedAt':'2018-04-09T00:00:00Z','sender':'192.168.1.1',"
            + "'version':'API:2.0.2'},'execution':{'verdict':'EXECUTABLE'}}";

    private ChargingSamples() {}

    static Map<DeviceEvent, String> all() {
        Map<DeviceEvent, String> all = new LinkedHashMap<>();
        all.put(
                new MalformedMessage(DEVICE, "short-line", "field 7 is missing"),
                "{'type':'MalformedMessage',$D,'kind':'short-line','detail':'field 7 is missing'}");
        all.put(
                new PlatformHeartbeat(DEVICE, "33", ORIGIN),
                "{'type':'PlatformHeartbeat',$D,'pile':'33','origin':{'issuedAt':'2018-04-09T00:00:00Z',"
                        + "'sender':'192.168.1.1','version':'API:2.0.2'}}");
        charging(all);
        reservations(all);
        queries(all);
        settings(all);
        upgrades(all);
        return all;
    }

    private static void charging(Map<DeviceEvent, String> all) {
        all.put(
                new ChargingStartRequested(
                        DEVICE,
                        ChargingInitiator.APP,
                        1,
                        "U1",
                        10_000,
                        5_000,
                        0,
                        "O1",
                        ORIGIN,
                        Execution.executableBefore(TIME.plusSeconds(120))),
                "{'type':'ChargingStartRequested',$D,'initiator':'APP','gun':1,'accountId':'U1','balanceFen':10000,"
                        + "'prepaidFen':5000,'freeFen':0,'orderNumber':'O1',"
                        + END.replace(
                                "{'verdict':'EXECUTABLE'}",
                                "{'verdict':'EXECUTABLE','before':'2018-04-09T00:02:00Z'}"));
        all.put(
                new ChargingStopRequested(
                        DEVICE,
                        ChargingInitiator.PLATFORM,
                        1,
                        "U1",
                        3_000_000_000L,
                        5_000,
                        0,
                        "O1",
                        ORIGIN,
                        Execution.duplicate("j-7", TIME)),
                "{'type':'ChargingStopRequested',$D,'initiator':'PLATFORM','gun':1,'accountId':'U1',"
                        + "'balanceFen':3000000000,'prepaidFen':5000,'freeFen':0,'orderNumber':'O1',"
                        + END.replace(
                                "{'verdict':'EXECUTABLE'}",
                                "{'verdict':'DUPLICATE','duplicateOf':'j-7','firstReceivedAt':'2018-04-09T00:00:00Z'}"));
        all.put(
                new PileRestartRequested(
                        DEVICE, 2, new CommandOrigin(null, "", "API:2.0.2"), Execution.stale(Duration.ofSeconds(121))),
                "{'type':'PileRestartRequested',$D,'gun':2,'origin':{'sender':'','version':'API:2.0.2'},"
                        + "'execution':{'verdict':'STALE','age':'PT2M1S'}}");
        all.put(
                new UnknownChargingCommand(DEVICE, 115, "a,b", ORIGIN, FREE),
                "{'type':'UnknownChargingCommand',$D,'command':115,'data':'a,b'," + END);
    }

    private static void reservations(Map<DeviceEvent, String> all) {
        all.put(
                new ReservationRequested(DEVICE, 1, "U1", TIME, TIME.plusSeconds(3600), ORIGIN, FREE),
                "{'type':'ReservationRequested',$D,'gun':1,'account':'U1','from':'2018-04-09T00:00:00Z',"
                        + "'until':'2018-04-09T01:00:00Z'," + END);
        all.put(
                new ReservationStopRequested(DEVICE, 1, "U1", null, null, ORIGIN, FREE),
                "{'type':'ReservationStopRequested',$D,'gun':1,'account':'U1'," + END);
    }

    private static void queries(Map<DeviceEvent, String> all) {
        all.put(new ReservationQueried(DEVICE, 1, ORIGIN, FREE), "{'type':'ReservationQueried',$D,'gun':1," + END);
        all.put(
                new RecordsQueried(DEVICE, RecordsQueried.Kind.WARNINGS, ORIGIN, FREE),
                "{'type':'RecordsQueried',$D,'kind':'WARNINGS'," + END);
        all.put(new DownloadQueried(DEVICE, ORIGIN, FREE), "{'type':'DownloadQueried',$D," + END);
        all.put(new UpdateQueried(DEVICE, ORIGIN, FREE), "{'type':'UpdateQueried',$D," + END);
        all.put(new VersionQueried(DEVICE, ORIGIN, FREE), "{'type':'VersionQueried',$D," + END);
    }

    private static void settings(Map<DeviceEvent, String> all) {
        all.put(
                new PileParametersSet(
                        DEVICE,
                        3,
                        32,
                        PileParametersSet.OutputMode.CONSTANT_VOLTAGE,
                        false,
                        100,
                        2,
                        10_000,
                        null,
                        "admin",
                        "123456",
                        Duration.ofSeconds(30),
                        "192.168.1.100",
                        34567,
                        List.of(new PileParametersSet.GunCode(1, "a,b")),
                        ORIGIN,
                        FREE),
                "{'type':'PileParametersSet',$D,'phases':3,'maxCurrent':32,'outputMode':'CONSTANT_VOLTAGE',"
                        + "'offlineCharging':false,'offlineRecords':100,'guns':2,'gunUses':10000,"
                        + "'screenAccount':'admin','screenPassword':'123456','heartbeat':'PT30S',"
                        + "'serverHost':'192.168.1.100','serverPort':34567,'qrCodes':[{'gun':1,'data':'a,b'}]," + END);
        all.put(
                new PileHeartbeatSet(DEVICE, Duration.ofSeconds(30), Duration.ofSeconds(90), ORIGIN, FREE),
                "{'type':'PileHeartbeatSet',$D,'period':'PT30S','timeout':'PT1M30S'," + END);
        all.put(
                new PileSiteSet(
                        DEVICE,
                        PileSiteSet.PileKind.DC_SLOW,
                        new BigDecimal("113.584312"),
                        new BigDecimal("22.20"),
                        12,
                        8,
                        "ST0001",
                        "440400",
                        PileSiteSet.Operation.PRIVATE_OPEN,
                        ORIGIN,
                        FREE),
                "{'type':'PileSiteSet',$D,'kind':'DC_SLOW','longitude':113.584312,'latitude':22.20,'lotNumber':12,"
                        + "'spaceNumber':8,'stationNumber':'ST0001','regionNumber':'440400','operation':'PRIVATE_OPEN',"
                        + END);
        all.put(
                new RatesSet(DEVICE, "T001", 1, List.of(new RatesSet.Period(0, 86_400, 35_000, 40_000)), ORIGIN, FREE),
                "{'type':'RatesSet',$D,'templateId':'T001','gun':1,'periods':[{'startSecond':0,'endSecond':86400,"
                        + "'energyPrice':35000,'serviceFee':40000}]," + END);
    }

    private static void upgrades(Map<DeviceEvent, String> all) {
        all.put(
                new PileUpgradeRequested(DEVICE, "ftp://h:21", "u", "p", true, "V1", "R1", ORIGIN, FREE),
                "{'type':'PileUpgradeRequested',$D,'address':'ftp://h:21','user':'u','password':'p','needed':true,"
                        + "'currentVersion':'V1','recordId':'R1'," + END);
        all.put(
                new PackageUpgradeRequested(DEVICE, "V2", "R2", "/a.bin", 1024, ORIGIN, FREE),
                "{'type':'PackageUpgradeRequested',$D,'version':'V2','recordId':'R2','path':'/a.bin','packetBytes':1024,"
                        + END);
    }
}
