package io.devicegateway.metrics;

import java.util.function.DoubleSupplier;

/**
 * Where core leaves its figures. Names are in the form {@code gateway_frames_received}, tags come in pairs of name and
 * value; the same name and tags give the same meter. Meters are fetched once and kept where it is hot.
 */
public interface Metrics {
    /** A count that only grows. */
    Counter counter(String name, String help, String... tags);

    /** A value that is asked for when somebody looks. */
    void gauge(String name, String help, DoubleSupplier value, String... tags);

    /** A distribution of durations. */
    Timer timer(String name, String help, String... tags);

    /** Forgets the meter of that name and those tags, because what it tells of is gone. */
    void remove(String name, String... tags);

    /** A count that only grows. Safe for all threads. */
    interface Counter {
        /** Adds one. */
        default void increment() {
            add(1);
        }

        /** Adds so many, zero or more. */
        void add(long amount);

        /** The count so far. */
        long value();
    }

    /** A distribution of durations. Safe for all threads. */
    interface Timer {
        /** Takes a duration in nanoseconds. */
        void record(long nanos);
    }
}
