package io.devicegateway.app.daemon;

import io.devicegateway.supervision.Watched;
import java.time.Clock;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says in the log that the process stood still, or that the wall clock was set: without these two lines what follows, as silent
 * devices and odd times of events, has no visible cause.
 */
final class Pulse implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Pulse.class);
    private static final Duration EVERY = Duration.ofSeconds(1);

    /** What a busy machine may be late by. */
    private static final Duration STILL = Duration.ofSeconds(5);

    private static final Duration STEP = Duration.ofSeconds(2);

    private final Clock clock;
    private final LongSupplier ticker;
    private final Watched watched;
    private final Thread thread = Thread.ofPlatform().daemon().name("pulse").unstarted(this::beat);
    private long lastTick;
    private long lastMillis;

    /**
     * @param clock the wall clock
     * @param ticker monotonic time in nanoseconds
     * @param watched watches the loop
     */
    Pulse(Clock clock, LongSupplier ticker, Watched watched) {
        this.clock = clock;
        this.ticker = ticker;
        this.watched = watched;
        lastTick = ticker.getAsLong();
        lastMillis = clock.millis();
    }

    Pulse start() {
        thread.start();
        return this;
    }

    /** Looks at both clocks. Answers what is to be said; empty when there is nothing. */
    String look() {
        Duration passed = Duration.ofNanos(ticker.getAsLong() - lastTick);
        Duration step = Duration.ofMillis(clock.millis() - lastMillis).minus(passed);
        lastTick += passed.toNanos();
        lastMillis = clock.millis();
        if (passed.compareTo(EVERY.plus(STILL)) > 0) {
            return "this process stood still for " + passed.minus(EVERY).toSeconds()
                    + " s: it was stopped, or the machine had no time or memory for it";
        }
        return step.abs().compareTo(STEP) > 0
                ? "the wall clock was set " + (step.isNegative() ? "back" : "forward") + " by "
                        + step.abs().toMillis() + " ms: times of events jump with it"
                : "";
    }

    private void beat() {
        watched.loop(() -> true, () -> {
            Thread.sleep(EVERY);
            String said = look();
            if (!said.isEmpty()) {
                LOG.warn("{}", said);
            }
        });
    }

    @Override
    public void close() {
        thread.interrupt();
        watched.remove();
    }
}
