package io.devicegateway.testing;

import io.devicegateway.embedded.EmbeddedGateway;
import io.devicegateway.embedded.GatewayOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;

/** A small gateway for tests: the defaults with one thread for devices, which takes no notice of how full the disk is. */
public final class SmallGateway {
    private SmallGateway() {}

    /** Opens it in a folder. */
    public static EmbeddedGateway open(Path data) throws IOException {
        GatewayOptions defaults = GatewayOptions.defaults(data, Clock.systemUTC());
        return EmbeddedGateway.open(new GatewayOptions(
                data,
                defaults.clock(),
                defaults.journal().withSpace(0, 1L << 32, 0),
                defaults.registry(),
                defaults.sessions(),
                defaults.commandsKept(),
                defaults.authority(),
                defaults.metrics(),
                1,
                defaults.io()));
    }
}
