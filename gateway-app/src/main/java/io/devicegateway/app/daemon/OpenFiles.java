package io.devicegateway.app.daemon;

import com.sun.management.UnixOperatingSystemMXBean;
import io.devicegateway.app.config.GatewayConfig;
import io.devicegateway.app.text.Phrase;
import java.lang.management.ManagementFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How many files this process may open, against what its connections need. */
final class OpenFiles {
    private static final Logger LOG = LoggerFactory.getLogger(OpenFiles.class);

    /** Descriptors beside those of connections: journal, databases, libraries. */
    private static final int BESIDE = 200;

    /** The part of all descriptors that HTTP may take where there are fewer than are needed. */
    private static final int HTTP_PART = 8;

    private static final int LEAST_HTTP = 16;

    private OpenFiles() {}

    /** Says at the start that there are fewer than all connections that are allowed would need. */
    static void warnIfFew(GatewayConfig config) {
        long needed = needed(config);
        if (most() < needed) {
            LOG.warn("{}", Phrase.of("start.files.few", most(), needed));
        }
    }

    /** HTTP connections that are allowed: as configured, or fewer where this process may open few files. */
    static int httpConnections(GatewayConfig config) {
        return httpConnections(config, most());
    }

    /** @param most files that this process may open */
    static int httpConnections(GatewayConfig config, long most) {
        int configured = config.http().maxConnections();
        return most >= needed(config) ? configured : (int) Math.min(configured, Math.max(LEAST_HTTP, most / HTTP_PART));
    }

    private static long needed(GatewayConfig config) {
        return (long) config.sessions().maxConnections() + config.http().maxConnections() + BESIDE;
    }

    private static long most() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
                ? system.getMaxFileDescriptorCount()
                : Long.MAX_VALUE;
    }
}
