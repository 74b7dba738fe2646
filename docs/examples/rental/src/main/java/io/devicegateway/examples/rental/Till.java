package io.devicegateway.examples.rental;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A stand-in for the payment provider, in memory. Like a real one it takes each instruction under the order's name, and does the
 * same instruction twice only once.
 */
public final class Till {
    /** What an hour costs. */
    public static final long CENTS_AN_HOUR = 300;

    private final Map<String, String> instructions = new LinkedHashMap<>();

    /** Keeps a deposit until {@link #refund} or {@link #charge}. */
    synchronized void hold(String order) {
        instructions.putIfAbsent(order, "held");
    }

    /** Gives the deposit back. */
    synchronized void refund(String order) {
        instructions.put(order, "refunded");
    }

    /** Charges a rental, and gives the rest of the deposit back. */
    synchronized void charge(String order, long cents) {
        instructions.put(order, "charged " + cents);
    }

    /** What became of the deposit of an order; empty when there is none. */
    public synchronized String of(String order) {
        return instructions.getOrDefault(order, "");
    }

    /** The price of that time: each hour that has begun. */
    static long price(Duration time) {
        long hours = Math.max(1, (time.toSeconds() + 3599) / 3600);
        return hours * CENTS_AN_HOUR;
    }
}
