package io.devicegateway.pressure;

import java.time.Duration;

/** Refuses settings that are out of bounds. On its own, so that the settings can be initialised in any order. */
final class Bounds {
    private Bounds() {}

    static void positive(String name, Duration value) {
        if (value.isZero() || value.isNegative()) {
            throw new IllegalArgumentException(name + " " + value + " is not above zero");
        }
    }

    static void inRange(String name, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(name + " " + value + " is not " + least + " to " + most);
        }
    }
}
