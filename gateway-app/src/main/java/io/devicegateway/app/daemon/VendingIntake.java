package io.devicegateway.app.daemon;

import io.devicegateway.app.config.VendingConfig;
import io.devicegateway.app.health.Health;
import io.devicegateway.app.text.Phrase;
import io.devicegateway.embedded.EmbeddedGateway;
import io.devicegateway.metrics.Metrics;
import io.devicegateway.vending.VendingCodec;
import io.devicegateway.vending.VendingProtocol;
import io.devicegateway.vending.VendingSettings;
import io.devicegateway.vending.mqtt.BrokerHealth;
import io.devicegateway.vending.mqtt.MqttTransport;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;

/** The vending cabinets behind their broker while the daemon runs. The gateway ends their transport as it closes. */
final class VendingIntake implements BrokerIntake {
    private static final String NAME = "broker " + VendingProtocol.NAME;

    private final MqttTransport transport;

    private VendingIntake(MqttTransport transport) {
        this.transport = transport;
    }

    /**
     * Begins to connect; that it could not is said by {@link #health()}.
     *
     * @throws IOException if what is configured cannot be used; says why
     */
    static VendingIntake start(VendingConfig config, URI broker, EmbeddedGateway gateway, Metrics metrics)
            throws IOException {
        VendingSettings settings = VendingOptions.of(config);
        VendingProtocol protocol = new VendingProtocol(settings, Clock.systemUTC());
        return new VendingIntake(gateway.connect(
                protocol,
                MqttTransport.with(
                        VendingOptions.broker(config, broker),
                        new VendingCodec(settings),
                        metrics,
                        System::nanoTime,
                        Clock.systemUTC())));
    }

    @Override
    public Health.Check health() {
        BrokerHealth broker = transport.health();
        return switch (broker.state()) {
            case UP -> Health.Check.ok(NAME);
            case DEGRADED ->
                Health.Check.degraded(
                        NAME,
                        Phrase.of("health.broker.but", broker.since(), broker.cause()),
                        Phrase.of("health.broker.but.fix"));
            case DOWN ->
                Health.Check.degraded(
                        NAME,
                        Phrase.of("health.broker.down", broker.since(), broker.cause()),
                        Phrase.of("health.broker.down.fix"));
        };
    }

    /** Takes in nothing more; answers and acknowledgements under way still leave. */
    @Override
    public void close() {
        transport.stopReading();
    }
}
