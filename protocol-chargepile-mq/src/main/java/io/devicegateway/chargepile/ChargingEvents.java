package io.devicegateway.chargepile;

import io.devicegateway.api.ChargingCommand;
import io.devicegateway.api.ChargingInitiator;
import io.devicegateway.api.ChargingStartRequested;
import io.devicegateway.api.ChargingStopRequested;
import io.devicegateway.api.CommandOrigin;
import io.devicegateway.api.DeviceId;
import io.devicegateway.api.DownloadQueried;
import io.devicegateway.api.Execution;
import io.devicegateway.api.PackageUpgradeRequested;
import io.devicegateway.api.PileHeartbeatSet;
import io.devicegateway.api.PileParametersSet;
import io.devicegateway.api.PileRestartRequested;
import io.devicegateway.api.PileSiteSet;
import io.devicegateway.api.PileUpgradeRequested;
import io.devicegateway.api.RatesSet;
import io.devicegateway.api.RecordsQueried;
import io.devicegateway.api.ReservationQueried;
import io.devicegateway.api.ReservationRequested;
import io.devicegateway.api.ReservationStopRequested;
import io.devicegateway.api.UnknownChargingCommand;
import io.devicegateway.api.UpdateQueried;
import io.devicegateway.api.VersionQueried;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What the commands of the document mean for the business. */
final class ChargingEvents {
    private ChargingEvents() {}

    /** The event that a command becomes. A heartbeat is none: it is about the platform. */
    static ChargingCommand of(DeviceId pile, ChargepileCommand command, CommandOrigin origin, Execution execution) {
        return switch (command) {
            case ChargepileCommand.Heartbeat heartbeat ->
                throw new IllegalArgumentException("a heartbeat is no command");
            case ChargepileCommand.Charge charge -> charge(pile, charge, origin, execution);
            case ChargepileCommand.Reserve reserve -> reserve(pile, reserve, origin, execution);
            case ChargepileCommand.ReservationQuery query ->
                new ReservationQueried(pile, query.gun(), origin, execution);
            case ChargepileCommand.RecordQuery query ->
                new RecordsQueried(pile, defined(RecordsQueried.Kind.values(), query.type()), origin, execution);
            case ChargepileCommand.DownloadQuery query -> new DownloadQueried(pile, origin, execution);
            case ChargepileCommand.PileParameters parameters -> parameters(pile, parameters, origin, execution);
            case ChargepileCommand.HeartbeatSetting setting ->
                new PileHeartbeatSet(
                        pile,
                        Duration.ofSeconds(setting.periodSeconds()),
                        Duration.ofSeconds(setting.timeoutSeconds()),
                        origin,
                        execution);
            case ChargepileCommand.Restart restart -> new PileRestartRequested(pile, restart.gun(), origin, execution);
            case ChargepileCommand.SystemSettings system -> site(pile, system, origin, execution);
            case ChargepileCommand.Rates rates ->
                new RatesSet(
                        pile,
                        rates.templateId(),
                        rates.gun(),
                        rates.periods().stream()
                                .map(each ->
                                        new RatesSet.Period(each.start(), each.end(), each.price(), each.serviceFee()))
                                .toList(),
                        origin,
                        execution);
            case ChargepileCommand.UpdateQuery query -> new UpdateQueried(pile, origin, execution);
            case ChargepileCommand.VersionQuery query -> new VersionQueried(pile, origin, execution);
            case ChargepileCommand.Upgrade upgrade -> upgrade(pile, upgrade, origin, execution);
            case ChargepileCommand.PackageUpgrade upgrade ->
                new PackageUpgradeRequested(
                        pile,
                        upgrade.version(),
                        upgrade.recordId(),
                        upgrade.path(),
                        upgrade.packetBytes(),
                        origin,
                        execution);
            case ChargepileCommand.Unknown unknown ->
                new UnknownChargingCommand(pile, unknown.code(), unknown.data(), origin, execution);
        };
    }

    private static ChargingCommand charge(
            DeviceId pile, ChargepileCommand.Charge charge, CommandOrigin origin, Execution execution) {
        ChargingInitiator initiator = charge.startType() <= 2 ? ChargingInitiator.PLATFORM : ChargingInitiator.APP;
        return switch (charge.startType()) {
            case 1, 3 ->
                new ChargingStartRequested(
                        pile,
                        initiator,
                        charge.gun(),
                        charge.accountId(),
                        charge.balanceFen(),
                        charge.prepaidFen(),
                        charge.freeFen(),
                        charge.orderNumber(),
                        origin,
                        execution);
            case 2, 4 ->
                new ChargingStopRequested(
                        pile,
                        initiator,
                        charge.gun(),
                        charge.accountId(),
                        charge.balanceFen(),
                        charge.prepaidFen(),
                        charge.freeFen(),
                        charge.orderNumber(),
                        origin,
                        execution);
            // Nobody knows whether it starts or stops: it is not made to look like either.
            default ->
                unknown(
                        pile,
                        charge,
                        origin,
                        execution,
                        charge.startType(),
                        charge.dataPile(),
                        charge.gun(),
                        charge.accountId(),
                        charge.balanceFen(),
                        charge.prepaidFen(),
                        charge.freeFen(),
                        charge.orderNumber());
        };
    }

    private static ChargingCommand reserve(
            DeviceId pile, ChargepileCommand.Reserve reserve, CommandOrigin origin, Execution execution) {
        return switch (reserve.type()) {
            case 1 ->
                new ReservationRequested(
                        pile,
                        reserve.gun(),
                        reserve.account(),
                        Instant.ofEpochSecond(reserve.startSeconds()),
                        Instant.ofEpochSecond(reserve.endSeconds()),
                        origin,
                        execution);
            case 2 ->
                new ReservationStopRequested(
                        pile,
                        reserve.gun(),
                        reserve.account(),
                        known(reserve.startSeconds()),
                        known(reserve.endSeconds()),
                        origin,
                        execution);
            default ->
                unknown(
                        pile,
                        reserve,
                        origin,
                        execution,
                        reserve.type(),
                        reserve.account(),
                        reserve.gun(),
                        reserve.startSeconds(),
                        reserve.endSeconds());
        };
    }

    private static @Nullable Instant known(long seconds) {
        return seconds == 0 ? null : Instant.ofEpochSecond(seconds);
    }

    private static UnknownChargingCommand unknown(
            DeviceId pile, ChargepileCommand command, CommandOrigin origin, Execution execution, Object... fields) {
        StringBuilder data = new StringBuilder();
        for (Object field : fields) {
            data.append(data.isEmpty() ? "" : ",").append(field);
        }
        return new UnknownChargingCommand(pile, command.code(), data.toString(), origin, execution);
    }

    private static PileParametersSet parameters(
            DeviceId pile, ChargepileCommand.PileParameters parameters, CommandOrigin origin, Execution execution) {
        return new PileParametersSet(
                pile,
                parameters.phase(),
                parameters.maxCurrent(),
                defined(PileParametersSet.OutputMode.values(), parameters.workMode()),
                allowed(parameters.offline()),
                parameters.offlineRecords(),
                parameters.guns(),
                parameters.gunUses(),
                allowed(parameters.reservation()),
                parameters.screenAccount(),
                parameters.screenPassword(),
                Duration.ofSeconds(parameters.heartbeatSeconds()),
                parameters.serverIp(),
                parameters.serverPort(),
                parameters.qrCodes().stream()
                        .map(code -> new PileParametersSet.GunCode(code.gun(), code.data()))
                        .toList(),
                origin,
                execution);
    }

    private static PileSiteSet site(
            DeviceId pile, ChargepileCommand.SystemSettings system, CommandOrigin origin, Execution execution) {
        return new PileSiteSet(
                pile,
                defined(PileSiteSet.PileKind.values(), system.deviceType()),
                system.longitude(),
                system.latitude(),
                system.lotNumber(),
                system.spaceNumber(),
                system.stationNumber(),
                system.regionNumber(),
                defined(PileSiteSet.Operation.values(), system.operationType()),
                origin,
                execution);
    }

    private static PileUpgradeRequested upgrade(
            DeviceId pile, ChargepileCommand.Upgrade upgrade, CommandOrigin origin, Execution execution) {
        Boolean needed = switch (upgrade.needed()) {
            case "1" -> Boolean.TRUE;
            case "2" -> Boolean.FALSE;
            default -> null;
        };
        return new PileUpgradeRequested(
                pile,
                upgrade.ftpAddress(),
                upgrade.ftpAccount(),
                upgrade.ftpPassword(),
                needed,
                upgrade.currentVersion(),
                upgrade.recordId(),
                origin,
                execution);
    }

    /** The constants are in the order of the document's numbers, from 1; the last one stands for all other numbers. */
    private static <E extends Enum<E>> E defined(E[] constants, int number) {
        return number >= 1 && number < constants.length ? constants[number - 1] : constants[constants.length - 1];
    }

    private static @Nullable Boolean allowed(int value) {
        return switch (value) {
            case 1 -> Boolean.TRUE;
            case 2 -> Boolean.FALSE;
            default -> null;
        };
    }
}
