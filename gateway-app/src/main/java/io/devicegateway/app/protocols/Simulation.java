package io.devicegateway.app.protocols;

import io.devicegateway.api.DeviceId;
import io.devicegateway.simulation.VirtualDevice;
import java.time.Duration;
import java.util.List;
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
    VirtualDevice device(Wishes wishes, Platform platform);

    /** What the devices that this made went through; called when none of them runs any more. */
    Verdict verdict(List<VirtualDevice> devices);

    /**
     * What a virtual device is to be like.
     *
     * @param idPrefix beginning of its id
     * @param number its number, from 0, which makes its id and its behaviour its own
     * @param seed of everything random; the same seed and number behave the same
     * @param faults chance of each fault, 0 to 1, by name
     * @param customerEvery mean time between two customers; zero for no customers
     */
    record Wishes(String idPrefix, int number, long seed, Map<String, Double> faults, Duration customerEvery) {
        public Wishes {
            faults = Map.copyOf(faults);
        }
    }

    /** Whoever can order what customers at a device want. */
    @FunctionalInterface
    interface Platform {
        /** Nobody: customers go away. */
        Platform NONE = (device, command, fields) -> {};

        /**
         * A customer wants something. Called on the device's thread: does not wait for the outcome.
         *
         * @param command the name of the command that would do it, as {@code RentBank}
         * @param fields its fields
         */
        void wanted(DeviceId device, String command, Map<String, Object> fields);
    }

    /**
     * What devices went through.
     *
     * @param lines in English words
     * @param good whether the gateway did nothing wrong to them
     */
    record Verdict(List<String> lines, boolean good) {
        public Verdict {
            lines = List.copyOf(lines);
        }
    }
}
