package io.devicegateway.app.daemon;

import io.devicegateway.app.config.ChargepileConfig;
import io.devicegateway.app.health.Health;
import io.devicegateway.app.text.Phrase;
import io.devicegateway.chargepile.ChargepileConsumer;
import io.devicegateway.chargepile.ChargepileProtocol;
import io.devicegateway.chargepile.ConsumerHealth;
import io.devicegateway.chargepile.ConsumerHealth.Figures;
import io.devicegateway.embedded.EmbeddedGateway;
import io.devicegateway.metrics.Metrics;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.util.function.ToLongFunction;

/** The commands of the charging platform while the daemon runs. */
final class ChargepileIntake implements BrokerIntake {
    private static final String NAME = "broker " + ChargepileProtocol.NAME;

    private final ChargepileConsumer consumer;

    private ChargepileIntake(ChargepileConsumer consumer) {
        this.consumer = consumer;
    }

    /**
     * Begins to connect; that it could not is said by {@link #health()}.
     *
     * @throws IOException if what is configured cannot be used; says why
     */
    static ChargepileIntake start(
            ChargepileConfig config, URI broker, boolean own, EmbeddedGateway gateway, Metrics metrics)
            throws IOException {
        Clock clock = Clock.systemUTC();
        ChargepileProtocol protocol = new ChargepileProtocol(ChargepileOptions.lines(config), clock);
        ChargepileConsumer consumer = new ChargepileConsumer(
                ChargepileOptions.broker(config, broker, own), protocol, gateway.opener(protocol), clock);
        ChargepileIntake intake = new ChargepileIntake(consumer);
        intake.gauges(metrics);
        consumer.start();
        return intake;
    }

    private void gauges(Metrics metrics) {
        metrics.gauge(
                "gateway_broker_up",
                "Whether the broker hands over lines (1) or not (0)",
                () -> consumer.health().consuming() ? 1 : 0,
                "protocol",
                ChargepileProtocol.NAME);
        figure(metrics, "gateway_broker_sessions", "How often consuming began", Figures::consumed);
        figure(metrics, "gateway_broker_troubles", "How often consuming ended or could not begin", Figures::troubles);
        figure(metrics, "gateway_broker_lines_delivered", "Lines that the broker handed over", Figures::delivered);
        figure(metrics, "gateway_broker_lines_redelivered", "Lines handed over again", Figures::redelivered);
        figure(metrics, "gateway_broker_lines_acknowledged", "Lines acknowledged to the broker", Figures::acknowledged);
        figure(metrics, "gateway_broker_lines_malformed", "Lines that cannot be understood", Figures::malformed);
        figure(metrics, "gateway_broker_lines_dead_lettered", "Lines kept as dead letters", Figures::deadLettered);
        figure(metrics, "gateway_broker_unacknowledged", "Lines not acknowledged yet", Figures::unacknowledged);
    }

    private void figure(Metrics metrics, String name, String help, ToLongFunction<Figures> figure) {
        metrics.gauge(
                name, help, () -> figure.applyAsLong(consumer.health().figures()), "protocol", ChargepileProtocol.NAME);
    }

    @Override
    public Health.Check health() {
        ConsumerHealth health = consumer.health();
        return switch (health.state()) {
            case CONSUMING -> Health.Check.ok(NAME);
            case NEW, CONNECTING ->
                Health.Check.degraded(
                        NAME, Phrase.of("health.broker.connecting"), Phrase.of("health.broker.connecting.fix"));
            case IN_TROUBLE ->
                Health.Check.degraded(
                        NAME,
                        Phrase.of("health.broker.down", health.since(), String.valueOf(health.cause())),
                        Phrase.of("health.broker.down.fix"));
            case CLOSED -> Health.Check.degraded(NAME, Phrase.of("health.broker.stopped"), Phrase.text(""));
        };
    }

    @Override
    public void close() {
        consumer.close();
    }
}
