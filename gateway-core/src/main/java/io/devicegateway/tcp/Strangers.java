package io.devicegateway.tcp;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one listener that have not said who they are, the eldest first. Where there is no room for another connection
 * the eldest of them goes, once it had the time that an honest device needs to log in. Safe for all threads.
 */
final class Strangers {
    private static final long TIME_TO_LOG_IN = Duration.ofSeconds(2).toNanos();

    private final LinkedHashMap<Channel, Long> since = new LinkedHashMap<>();

    /** A connection was accepted. */
    synchronized void add(Channel channel, long now) {
        since.put(channel, now);
    }

    /** It is known now, or gone. */
    synchronized void remove(Channel channel) {
        since.remove(channel);
    }

    /** Ends the eldest, if it has been there long enough; false if there is none. */
    boolean sendEldestAway(long now) {
        Channel eldest = takeEldest(now);
        if (eldest == null) {
            return false;
        }
        eldest.eventLoop().execute(() -> {
            if (eldest.isActive()) {
                eldest.config().setOption(ChannelOption.SO_LINGER, 0);
            }
            var unused = eldest.close();
        });
        return true;
    }

    private synchronized @Nullable Channel takeEldest(long now) {
        Map.Entry<Channel, Long> first = since.firstEntry();
        if (first == null || now - first.getValue() < TIME_TO_LOG_IN) {
            return null;
        }
        since.remove(first.getKey());
        return first.getKey();
    }
}
