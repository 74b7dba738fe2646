package io.devicegateway.app.daemon;

import io.devicegateway.app.config.GatewayConfig;
import io.devicegateway.app.text.Phrase;
import io.devicegateway.budget.Descriptors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How many files this process may open, against what is configured. */
final class OpenFiles {
    private static final Logger LOG = LoggerFactory.getLogger(OpenFiles.class);

    private OpenFiles() {}

    /** Says at the start that there are fewer than all connections that are allowed would need. */
    static void warnIfFew(GatewayConfig config) {
        long most = Descriptors.ofProcess().limit();
        long needed = Descriptors.needed(
                config.sessions().maxConnections(), config.http().maxConnections());
        if (most < needed) {
            LOG.warn("{}", Phrase.of("start.files.few", most, needed));
        }
    }

    /** HTTP connections that are allowed: as configured, or fewer where this process may open few files. */
    static int httpConnections(GatewayConfig config) {
        return httpConnections(config, Descriptors.ofProcess());
    }

    /** @param descriptors files that the process may open */
    static int httpConnections(GatewayConfig config, Descriptors descriptors) {
        return Math.min(config.http().maxConnections(), descriptors.forHttp());
    }
}
