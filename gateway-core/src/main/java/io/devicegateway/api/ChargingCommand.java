package io.devicegateway.api;

import java.time.Instant;

/**
 * A command of a charging platform for one of its piles. The gateway does not execute it: a handler of the backend does, which
 * gets every command at least once, with the same {@link EventRecord#id()} each time, and those of one pile in their order.
 *
 * <p>A handler asks {@link #mayExecute} first, for each command, each time:
 *
 * <pre>{@code
 * gateway.subscribe("piles", record -> {
 *     if (record.event() instanceof ChargingCommand command && command.mayExecute(Instant.now())) {
 *         switch (command) {
 *             case ChargingStartRequested start -> piles.start(record.id(), start);
 *             case ChargingStopRequested stop -> piles.stop(record.id(), stop);
 *             ...
 *         }
 *     }
 * });
 * }</pre>
 */
public sealed interface ChargingCommand extends ChargingEvent
        permits ChargingStartRequested,
                ChargingStopRequested,
                ReservationRequested,
                ReservationStopRequested,
                ReservationQueried,
                RecordsQueried,
                DownloadQueried,
                PileParametersSet,
                PileHeartbeatSet,
                PileRestartRequested,
                PileSiteSet,
                RatesSet,
                UpdateQueried,
                VersionQueried,
                PileUpgradeRequested,
                PackageUpgradeRequested,
                UnknownChargingCommand {
    /** Where it is from, and when it was issued. */
    CommandOrigin origin();

    /** Whether it may be executed. */
    Execution execution();

    /**
     * Whether it may be executed at this time: it is no duplicate, it was young enough when it was received, and it still is.
     */
    default boolean mayExecute(Instant now) {
        return execution().permits(now);
    }
}
