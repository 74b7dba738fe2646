package io.devicegateway.chargepile;

import io.devicegateway.api.Execution;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which commands may be executed. What cannot be understood never comes here: the reader refuses it. */
final class ExecutionRules {
    private static final String UPGRADE = "1";
    private static final String NO_UPGRADE = "2";

    private ExecutionRules() {}

    /**
     * Decides.
     *
     * @param age of the command, below zero when it is from the future; empty when nobody can tell
     * @param maxAge how old it may be where that matters; zero for any age
     */
    static Execution decide(ChargepileMessage message, Optional<Duration> age, Duration maxAge) {
        String objection = objection(message.command());
        if (objection != null) {
            return Execution.notExecutable(objection);
        }
        if (!ages(message.command()) || maxAge.isZero()) {
            return Execution.executable();
        }
        if (age.isEmpty() || age.get().abs().compareTo(maxAge) > 0) {
            return Execution.stale(age.orElse(null));
        }
        Instant sent = message.header().sentAt().orElseThrow();
        return Execution.executableBefore(sent.plus(maxAge));
    }

    /**
     * What would surprise somebody if it happened late has to be young: to start a charge, to reserve, to restart. To stop a charge
     * late surprises nobody: a stop names its order, so it can end no other charge, and it may be done twice. Not to stop leaves
     * a car charging that somebody pays for.
     */
    private static boolean ages(ChargepileCommand command) {
        return (command instanceof ChargepileCommand.Charge charge && !isStop(charge))
                || command instanceof ChargepileCommand.Reserve
                || command instanceof ChargepileCommand.Restart;
    }

    private static boolean isStop(ChargepileCommand.Charge charge) {
        return charge.startType() == 2 || charge.startType() == 4;
    }

    /** Why nobody can execute it, in English words, whatever its age; null when nothing speaks against it. */
    static @Nullable String objection(ChargepileCommand command) {
        return switch (command) {
            case ChargepileCommand.Charge charge ->
                undefined("start type", charge.startType(), ChargepileFields.START_TYPES);
            case ChargepileCommand.Reserve reserve ->
                undefined("reservation type", reserve.type(), ChargepileFields.RESERVATION_TYPES);
            case ChargepileCommand.RecordQuery query ->
                undefined("kind of records", query.type(), ChargepileFields.RECORD_TYPES);
            case ChargepileCommand.PileParameters parameters -> parameters(parameters);
            case ChargepileCommand.SystemSettings system ->
                first(
                        undefined("type of the pile", system.deviceType(), ChargepileFields.DEVICE_TYPES),
                        undefined("operation type", system.operationType(), ChargepileFields.OPERATION_TYPES));
            case ChargepileCommand.Upgrade upgrade ->
                switch (upgrade.needed()) {
                    case UPGRADE -> null;
                    case NO_UPGRADE -> "the platform says that no upgrade is wanted";
                    default ->
                        "whether the upgrade is wanted, '" + LineCursor.cut(upgrade.needed())
                                + "', is not in the document";
                };
            case ChargepileCommand.Unknown unknown -> "command " + unknown.code() + " is not in the document";
            case ChargepileCommand.Heartbeat heartbeat -> null;
            case ChargepileCommand.ReservationQuery query -> null;
            case ChargepileCommand.DownloadQuery query -> null;
            case ChargepileCommand.HeartbeatSetting setting -> null;
            case ChargepileCommand.Restart restart -> null;
            case ChargepileCommand.Rates rates -> null;
            case ChargepileCommand.UpdateQuery query -> null;
            case ChargepileCommand.VersionQuery query -> null;
            case ChargepileCommand.PackageUpgrade upgrade -> null;
        };
    }

    private static @Nullable String parameters(ChargepileCommand.PileParameters parameters) {
        return first(
                undefined("phases", parameters.phase(), ChargepileFields.PHASES),
                undefined("working mode", parameters.workMode(), ChargepileFields.WORK_MODES),
                undefined("off-grid charging", parameters.offline(), ChargepileFields.PERMISSIONS),
                undefined("reservations", parameters.reservation(), ChargepileFields.PERMISSIONS));
    }

    private static @Nullable String undefined(String what, int value, Map<Integer, ?> meanings) {
        return meanings.containsKey(value) ? null : what + " " + value + " is not in the document";
    }

    private static @Nullable String first(@Nullable String... objections) {
        for (String objection : objections) {
            if (objection != null) {
                return objection;
            }
        }
        return null;
    }
}
