package io.devicegateway.app.protocols;

import io.devicegateway.simulation.VirtualDevice;
import java.time.Duration;
import java.util.Map;

/** Makes the virtual devices of one protocol. */
public interface Simulation {
    /** What a device may be told to do wrong, by name, with what it is, in English words. */
    Map<String, String> faults();

    /** Beginning of the ids of virtual devices unless another is asked for. */
    String idPrefix();

    /**
     * A virtual device.
     *
     * @throws IllegalArgumentException if a wish cannot be fulfilled; the message says which and what is allowed
     */
    VirtualDevice device(Wishes wishes);

    /** How what a device went through is told in one line at the end; empty for nothing. */
    default String summary(VirtualDevice device) {
        return "";
    }

    /**
     * What a virtual device is to be like.
     *
     * @param idPrefix beginning of its id
     * @param number its number, from 0, which makes its id and its behaviour its own
     * @param seed of everything random; the same seed and number behave the same
     * @param faults chance of each fault, 0 to 1, by name
     * @param customerEvery mean time between two customers who bring something back; zero for no customers
     */
    record Wishes(String idPrefix, int number, long seed, Map<String, Double> faults, Duration customerEvery) {
        public Wishes {
            faults = Map.copyOf(faults);
        }
    }
}
