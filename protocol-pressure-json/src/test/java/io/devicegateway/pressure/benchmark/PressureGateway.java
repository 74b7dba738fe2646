package io.devicegateway.pressure.benchmark;

import io.devicegateway.benchmark.GatewayServer;
import io.devicegateway.pressure.PressureProtocol;
import io.devicegateway.pressure.PressureSettings;
import java.nio.file.Path;
import java.time.InstantSource;

/** The gateway with modules on its socket. */
public final class PressureGateway {
    private PressureGateway() {}

    /**
     * Runs it.
     *
     * @param args the data directory
     */
    public static void main(String[] args) throws Exception {
        GatewayServer.run(new PressureProtocol(PressureSettings.DEFAULT, InstantSource.system()), Path.of(args[0]));
    }
}
