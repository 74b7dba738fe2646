package io.devicegateway.app.http;

import static io.devicegateway.app.http.ApiFixture.DEVICE;

import io.devicegateway.api.ChargingInitiator;
import io.devicegateway.api.ChargingStartRequested;
import io.devicegateway.api.ChargingStopRequested;
import io.devicegateway.api.CommandOrigin;
import io.devicegateway.api.DeviceEvent;
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
import java.util.ArrayList;
import java.util.List;

/** One of each of what charging platforms say, with and without what may be absent. */
final class ChargingApiSamples {
    private static final Instant AT = Instant.parse("2026-11-20T10:00:00Z");
    private static final CommandOrigin ORIGIN = new CommandOrigin(AT, "192.168.1.1", "API:2.0.2");
    private static final CommandOrigin UNDATED = new CommandOrigin(null, "", "API:2.0.2");
    private static final Execution FREE = Execution.executable();

    private ChargingApiSamples() {}

    static List<DeviceEvent> all() {
        List<DeviceEvent> all = new ArrayList<>(List.of(
                new MalformedMessage(DEVICE, "short-line", "field 7 is missing"),
                new PlatformHeartbeat(DEVICE, "33", ORIGIN),
                new PlatformHeartbeat(DEVICE, null, UNDATED),
                start(Execution.executableBefore(AT)),
                start(Execution.stale(Duration.ofMinutes(3))),
                start(Execution.stale(null)),
                start(Execution.duplicate("j-1", AT)),
                new ChargingStopRequested(DEVICE, ChargingInitiator.APP, 1, "U", 1, 2, 3, "O", ORIGIN, FREE),
                new ReservationRequested(DEVICE, 1, "U", AT, AT, ORIGIN, FREE),
                new ReservationStopRequested(DEVICE, 1, "U", AT, AT, ORIGIN, FREE),
                new ReservationStopRequested(DEVICE, 1, "U", null, null, ORIGIN, FREE),
                new ReservationQueried(DEVICE, 1, ORIGIN, FREE),
                new DownloadQueried(DEVICE, ORIGIN, FREE),
                new UpdateQueried(DEVICE, ORIGIN, FREE),
                new VersionQueried(DEVICE, ORIGIN, FREE),
                new PileHeartbeatSet(DEVICE, Duration.ofSeconds(30), Duration.ofSeconds(90), ORIGIN, FREE),
                new PileRestartRequested(DEVICE, 1, ORIGIN, FREE),
                new RatesSet(DEVICE, "T", 1, List.of(new RatesSet.Period(0, 86_400, 1, 2)), ORIGIN, FREE),
                new PileUpgradeRequested(DEVICE, "ftp://h", "u", "p", true, "V", "R", ORIGIN, FREE),
                new PileUpgradeRequested(DEVICE, "ftp://h", "u", "p", null, "V", "R", ORIGIN, FREE),
                new PackageUpgradeRequested(DEVICE, "V", "R", "/a", 1024, ORIGIN, FREE),
                new UnknownChargingCommand(DEVICE, 115, "", ORIGIN, FREE)));
        for (RecordsQueried.Kind kind : RecordsQueried.Kind.values()) {
            all.add(new RecordsQueried(DEVICE, kind, ORIGIN, FREE));
        }
        for (PileParametersSet.OutputMode mode : PileParametersSet.OutputMode.values()) {
            all.add(parameters(mode));
        }
        for (PileSiteSet.PileKind kind : PileSiteSet.PileKind.values()) {
            for (PileSiteSet.Operation operation : PileSiteSet.Operation.values()) {
                all.add(new PileSiteSet(
                        DEVICE, kind, BigDecimal.ONE, BigDecimal.TEN, 1, 2, "S", "R", operation, ORIGIN, FREE));
            }
        }
        return all;
    }

    private static ChargingStartRequested start(Execution execution) {
        return new ChargingStartRequested(
                DEVICE, ChargingInitiator.PLATFORM, 1, "U", 10_000, 5_000, 0, "O", ORIGIN, execution);
    }

    private static PileParametersSet parameters(PileParametersSet.OutputMode mode) {
        return new PileParametersSet(
                DEVICE,
                3,
                32,
                mode,
                true,
                1,
                2,
                3,
                null,
                "admin",
                "123456",
                Duration.ofSeconds(30),
                "192.168.1.100",
                34_567,
                List.of(new PileParametersSet.GunCode(1, "q")),
                ORIGIN,
                FREE);
    }
}
