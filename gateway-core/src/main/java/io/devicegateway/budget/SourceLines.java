package io.devicegateway.budget;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which lines about what strangers do reach the log: of each source and kind the first, from then on one a minute with a count, and
 * of all sources together not more than {@value #MOST_LINES} a minute. What is left out is counted, and the count is told. Safe for
 * all threads.
 */
public final class SourceLines {
    private static final Logger LOG = LoggerFactory.getLogger(SourceLines.class);
    private static final long MINUTE = Duration.ofMinutes(1).toNanos();
    private static final int MOST_LINES = 60;
    private static final int MOST_SOURCES = 1_024;

    private final LongSupplier ticker;
    private final Map<String, Told> sources = new LinkedHashMap<>(16, 0.75f, true);
    private long minuteBegan;
    private int lines;
    private long leftOut;

    private static final class Told {
        private long at;
        private long since;
        private boolean ever;
    }

    /** @param ticker nanoseconds of a monotonic clock */
    public SourceLines(LongSupplier ticker) {
        this.ticker = ticker;
        // Loads the class: where no file can be opened, which a line may tell of, it cannot be loaded.
        sources.put("", new Told());
        minuteBegan = ticker.getAsLong();
    }

    /**
     * Counts something that happened.
     *
     * @param source who did it, as an address without its port, or a topic
     * @param kind what it was, of a set of names that is bounded
     * @return how often it happened since the last line about it, this time included, when there may be one now; 0 when not
     */
    public synchronized long claim(String source, String kind) {
        long now = ticker.getAsLong();
        beginMinute(now);
        Told told = sources.computeIfAbsent(source + ' ' + kind, key -> new Told());
        told.since++;
        if (told.ever && now - told.at < MINUTE) {
            forgetEldest();
            return 0;
        }
        if (lines >= MOST_LINES) {
            leftOut++;
            forgetEldest();
            return 0;
        }
        lines++;
        long times = told.since;
        told.ever = true;
        told.at = now;
        told.since = 0;
        forgetEldest();
        return times;
    }

    private void beginMinute(long now) {
        if (now - minuteBegan >= MINUTE) {
            if (leftOut > 0) {
                LOG.warn(
                        "{} more lines about what strangers do were left out: above {} a minute they are only counted",
                        leftOut,
                        MOST_LINES);
            }
            minuteBegan = now;
            lines = 0;
            leftOut = 0;
        }
    }

    private void forgetEldest() {
        if (sources.size() > MOST_SOURCES) {
            Iterator<Told> eldest = sources.values().iterator();
            eldest.next();
            eldest.remove();
        }
    }
}
