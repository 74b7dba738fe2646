package io.devicegateway.faults;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** The wall clock of the simulated machine, which somebody sets at times. */
final class WallClock extends Clock {
    private static final Instant START = Instant.parse("2026-01-02T03:04:05Z");

    private final World world;
    private Duration set = Duration.ZERO;

    WallClock(World world) {
        this.world = world;
    }

    /** Somebody sets it, forward or back. */
    void leap(Duration span) {
        set = set.plus(span);
    }

    @Override
    public Instant instant() {
        return START.plusNanos(world.getAsLong()).plus(set);
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
