package io.devicegateway.vending;

import java.time.Duration;

/**
 * Checks values of settings. Apart from {@link VendingSettings}, whose parts have defaults of their own: were these methods
 * there, a part that is used first would have the whole made of parts that are not there yet.
 */
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
