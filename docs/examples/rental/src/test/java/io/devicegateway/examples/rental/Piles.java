package io.devicegateway.examples.rental;

import io.devicegateway.api.ChargingCommand;
import io.devicegateway.api.ChargingStartRequested;
import io.devicegateway.api.ChargingStopRequested;
import io.devicegateway.api.DeviceId;
import io.devicegateway.api.EventHandler;
import io.devicegateway.api.EventRecord;
import java.time.Clock;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Executes a charging platform's commands on the piles. */
final class Piles implements EventHandler {
    /** The wire to the piles, which is the backend's. */
    interface Wire {
        /** Starts a charge. */
        void start(DeviceId pile, int gun, String order);

        /** Stops a charge; one that has ended stays so. */
        void stop(DeviceId pile, int gun, String order);
    }

    private final Wire wire;
    private final Clock clock;
    private final Set<String> started = ConcurrentHashMap.newKeySet(); // in real life: a table

    Piles(Wire wire, Clock clock) {
        this.wire = wire;
        this.clock = clock;
    }

    // snippet: piles
    @Override
    public void handle(EventRecord record) {
        if (record.event() instanceof ChargingCommand command && command.mayExecute(clock.instant())) {
            switch (command) {
                case ChargingStartRequested start -> {
                    if (!started.contains(start.orderNumber())) { // one order is one charge
                        wire.start(start.device(), start.gun(), start.orderNumber());
                        started.add(start.orderNumber());
                    }
                }
                case ChargingStopRequested stop -> wire.stop(stop.device(), stop.gun(), stop.orderNumber());
                default -> {} // reservations, rates, restarts, upgrades
            }
        }
    }
    // end
}
