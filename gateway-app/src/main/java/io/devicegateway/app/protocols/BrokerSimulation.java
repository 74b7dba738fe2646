package io.devicegateway.app.protocols;

import io.devicegateway.api.DeviceId;
import io.devicegateway.app.protocols.Simulation.Platform;
import io.devicegateway.app.protocols.Simulation.Verdict;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Plays what stands at the other side of the broker, for a protocol that comes through one. */
public interface BrokerSimulation {
    /** What may be told to go wrong, by name, with what it is, in English words. */
    Map<String, String> faults();

    /** Beginning of the ids of devices unless another is asked for. */
    String idPrefix();

    /** The broker unless another is asked for. */
    URI usualBroker();

    /**
     * Begins, and connects again whenever the broker is lost.
     *
     * @throws IllegalArgumentException if a wish cannot be fulfilled; the message says which and what is allowed
     */
    Running start(Population population, URI broker, Platform platform);

    /**
     * What is to be played.
     *
     * @param idPrefix beginning of the devices' ids
     * @param count how many devices, 1 or more
     * @param seed of everything random
     * @param faults chance of each fault, 0 to 1, by name
     * @param every mean time between two things that happen at a device; zero for nothing but what devices do by themselves
     */
    record Population(String idPrefix, int count, long seed, Map<String, Double> faults, Duration every) {
        public Population {
            faults = Map.copyOf(faults);
        }
    }

    /** A simulation while it runs. */
    interface Running extends AutoCloseable {
        /** The devices that it plays. */
        List<DeviceId> devices();

        /** What happened so far, in a line of English words. */
        String progress();

        /** Ends it and waits until nothing happens any more. */
        @Override
        void close();

        /** How the gateway treated it, as far as this side can tell; after the end. */
        Verdict verdict();
    }
}
