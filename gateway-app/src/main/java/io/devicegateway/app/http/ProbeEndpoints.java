package io.devicegateway.app.http;

import io.devicegateway.app.health.Health;
import io.devicegateway.app.http.Route.Access;
import io.devicegateway.app.metrics.MicrometerMetrics;
import io.devicegateway.app.text.Messages;
import io.devicegateway.app.text.Phrase;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Health, metrics and the description of the interface itself: what machines ask that watch the gateway. */
final class ProbeEndpoints {
    private static final Logger LOG = LoggerFactory.getLogger(ProbeEndpoints.class);

    private final Supplier<Health> health;
    private final MicrometerMetrics metrics;
    private final byte[] description;

    ProbeEndpoints(Supplier<Health> health, MicrometerMetrics metrics) {
        this.health = health;
        this.metrics = metrics;
        this.description = description();
    }

    List<Route> routes() {
        return List.of(
                Route.get("/health/live", this::live).access(Access.PROBE),
                Route.get("/health/ready", this::ready).access(Access.PROBE),
                Route.get("/metrics", this::scrape).access(Access.PROBE),
                Route.get("/openapi.yaml", call -> new Reply.Document(200, "application/yaml", description))
                        .access(Access.OPEN));
    }

    /** That this answers is the proof. */
    private Reply live(Call call) {
        return Reply.json(200, ApiJson.object().put("status", "live"));
    }

    private Reply ready(Call call) {
        Health now = health();
        Messages messages = call.asksForChinese() ? Messages.chinese() : Messages.english();
        ObjectNode node = ApiJson.object().put("status", now.ready() ? "ready" : "not-ready");
        ArrayNode checks = node.putArray("checks");
        for (Health.Check check : now.checks()) {
            checks.addObject()
                    .put("name", check.name())
                    .put("status", check.status().name().toLowerCase(Locale.ROOT))
                    .put("cause", messages.say(check.cause()))
                    .put("fix", messages.say(check.fix()));
        }
        return Reply.json(now.ready() ? 200 : 503, node);
    }

    private Health health() {
        try {
            return Objects.requireNonNull(health.get());
        } catch (RuntimeException e) {
            LOG.error("The health of the gateway cannot be told", e);
            return new Health(List.of(
                    Health.Check.failed("health", Phrase.of("health.unknown"), Phrase.of("health.unknown.fix"))));
        }
    }

    private Reply scrape(Call call) {
        return new Reply.Document(
                200,
                "text/plain; version=0.0.4; charset=utf-8",
                metrics.scrape().getBytes(StandardCharsets.UTF_8));
    }

    private static byte[] description() {
        try (InputStream in = ProbeEndpoints.class.getResourceAsStream("/openapi.yaml")) {
            if (in == null) {
                throw new IllegalStateException("openapi.yaml is not part of this build");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
