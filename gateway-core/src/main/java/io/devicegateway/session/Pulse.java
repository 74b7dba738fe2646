package io.devicegateway.session;

import io.devicegateway.protocol.Liveness;
import java.time.Duration;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** When a device was last heard on one connection, and how long it may be silent. Read by all threads. */
final class Pulse {
    private final LongSupplier ticker;
    private final long openedAt;
    private @Nullable Rhythm rhythm;
    private volatile long lastHeard;
    private volatile Liveness liveness;
    private volatile String absence = "";
    private volatile boolean heardLive;
    private volatile boolean stale;

    /** @param liveness how long it may be silent as long as nothing else is known */
    Pulse(LongSupplier ticker, Liveness liveness) {
        this.ticker = ticker;
        this.liveness = liveness;
        this.openedAt = ticker.getAsLong();
        this.lastHeard = openedAt;
    }

    /** Something came straight from the device. Answers whether it was said to be stale until now. */
    boolean heard() {
        lastHeard = ticker.getAsLong();
        heardLive = true;
        boolean was = stale;
        stale = false;
        return was;
    }

    /** Bytes came, but no frame; and the silence so far was not the device's where nothing was read. */
    void forgive() {
        lastHeard = ticker.getAsLong();
    }

    /** Another device is heard from now on. */
    void begin(Liveness limits) {
        expect(limits, "");
        rhythm = null;
    }

    void expect(Liveness limits, String because) {
        liveness = limits;
        absence = because;
    }

    void beat(Duration least) {
        Rhythm known = rhythm == null ? new Rhythm() : rhythm;
        rhythm = known;
        liveness = Objects.requireNonNullElse(known.beat(ticker.getAsLong(), least), liveness);
    }

    void markStale() {
        stale = true;
    }

    boolean isStale() {
        return stale;
    }

    /** Whether something came straight from the device, and not only what had waited on its way. */
    boolean isHeardLive() {
        return heardLive;
    }

    /** Whether nothing was heard straight from the device for longer than expected. */
    boolean isSilent(long now) {
        return !heardLive || silence(now) > liveness.staleAfter().toNanos();
    }

    /** Nanoseconds since something was heard. */
    long silence(long now) {
        return now - lastHeard;
    }

    long lastHeard() {
        return lastHeard;
    }

    /** Nanoseconds since the connection began. */
    long age(long now) {
        return now - openedAt;
    }

    Liveness liveness() {
        return liveness;
    }

    /** Why the device is silent or gone for a while, as it said before; empty when it said nothing. */
    String absence() {
        return absence;
    }
}
