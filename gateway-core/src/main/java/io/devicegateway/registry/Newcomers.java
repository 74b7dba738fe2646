package io.devicegateway.registry;

import io.devicegateway.budget.SourceLines;
import io.devicegateway.metrics.Metrics;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether a device that nobody knows is taken up, and which bound says no. Not for two threads at once. */
final class Newcomers {
    private static final Logger LOG = LoggerFactory.getLogger(Newcomers.class);

    /** A connection carries one device, rarely a few. */
    private static final int AT_ONCE_PER_CONNECTION = 64;

    private final RegistrySettings settings;
    private final NewcomerRate rate;
    private final SourceLines lines;
    private final Metrics.Counter refused;

    /** @param ticker monotonic time in nanoseconds */
    Newcomers(RegistrySettings settings, Metrics metrics, LongSupplier ticker) {
        this.settings = settings;
        rate = new NewcomerRate(ticker, AT_ONCE_PER_CONNECTION, settings.newcomersAtOnce());
        lines = new SourceLines(ticker);
        refused = metrics.counter(
                "gateway_registry_newcomers_refused",
                "New devices refused because too many came at once, or for want of room");
        metrics.gauge("gateway_registry_devices_limit", "Most devices that are registered", settings::maxDevices);
    }

    /**
     * Why one more is not taken up, in English words that name the bound; null when it is taken up, and is counted then.
     *
     * @param remote where it comes from, as in {@link NewcomerRate#refusedBy}
     * @param devices how many are registered
     */
    @Nullable
    String refusal(String remote, int devices) {
        if (settings.admission() != AdmissionMode.OPEN) {
            return "the device is not registered, and only registered ones are admitted";
        }
        NewcomerRate.Bound bound = lacksRoom(devices) ? NewcomerRate.Bound.REGISTRY : rate.refusedBy(remote);
        if (bound == null) {
            return null;
        }
        refused.increment();
        String why = words(bound, remote);
        long times = lines.claim(bound == NewcomerRate.Bound.REGISTRY ? "" : address(remote), bound.name());
        if (times > 0) {
            LOG.warn("A new device is refused ({} such since the last line): {}", times, why);
        }
        return why;
    }

    /** Whether a new device finds no room. */
    boolean lacksRoom(int devices) {
        return settings.admission() == AdmissionMode.OPEN && devices >= settings.maxDevices();
    }

    /** That there is no room, in English words. */
    String full() {
        return "the registry has room for " + settings.maxDevices()
                + " devices and has that many; raise the limit or remove some";
    }

    private String words(NewcomerRate.Bound bound, String remote) {
        return switch (bound) {
            case REGISTRY -> full();
            case CONNECTION ->
                "too many new devices come on the connection of " + remote + ": " + AT_ONCE_PER_CONNECTION
                        + " are taken up at once and one a second after that; it is taken up when it comes again later";
            case ADDRESS ->
                "too many new devices come from " + address(remote) + ": " + settings.newcomersAtOnce()
                        + " are taken up at once and " + settings.newDevicesPerSecond()
                        + " a second after that (registry.newDevicesPerSecond); it is taken up when it comes again later";
        };
    }

    /** The address alone, of an address and port. */
    static String address(String remote) {
        int port = remote.lastIndexOf(':');
        return port < 0 ? remote : remote.substring(0, port);
    }
}
