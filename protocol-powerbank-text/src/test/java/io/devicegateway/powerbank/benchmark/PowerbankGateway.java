package io.devicegateway.powerbank.benchmark;

import io.devicegateway.benchmark.GatewayServer;
import io.devicegateway.powerbank.PowerbankProtocol;
import io.devicegateway.powerbank.PowerbankSettings;
import io.devicegateway.powerbank.PowerbankSettings.Presence;
import java.nio.file.Path;
import java.time.Duration;

/** The gateway with lockers on its socket, whose inventories it does not ask while they are measured. */
public final class PowerbankGateway {
    private PowerbankGateway() {}

    /**
     * Runs it.
     *
     * @param args the data directory
     */
    public static void main(String[] args) throws Exception {
        Presence usual = Presence.DEFAULT;
        Presence quiet = new Presence(
                usual.identifyWithin(), usual.liveness(), usual.leastOffline(), Duration.ofDays(1), Duration.ZERO);
        GatewayServer.run(new PowerbankProtocol(PowerbankSettings.DEFAULT.with(quiet)), Path.of(args[0]));
    }
}
