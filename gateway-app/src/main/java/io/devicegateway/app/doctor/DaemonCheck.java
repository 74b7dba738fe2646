package io.devicegateway.app.doctor;

import io.devicegateway.app.client.DaemonClient;
import io.devicegateway.app.client.DaemonRefused;
import io.devicegateway.app.client.DaemonUnreachable;
import io.devicegateway.app.text.Phrase;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Whether a daemon answers, what it says of its health, and whether it takes our token. */
public final class DaemonCheck implements Check {
    private static final String NAME = "daemon";

    private final DaemonClient client;
    private final String language;

    /** @param language in which the daemon should say how it is, as {@code zh} */
    public DaemonCheck(DaemonClient client, String language) {
        this.client = client;
        this.language = language;
    }

    @Override
    public List<Finding> findings() throws InterruptedException {
        List<Finding> findings = new ArrayList<>();
        try {
            JsonNode health = client.getAnyway("/health/ready", language);
            findings.add(Finding.ok(NAME, Phrase.of("doctor.daemon.ok", client.daemon())));
            for (JsonNode check : health.path("checks")) {
                findings.add(health(check));
            }
            client.get("/api/v1/devices?limit=1");
        } catch (DaemonUnreachable e) {
            findings.add(Finding.warning(
                    NAME,
                    Phrase.of("doctor.daemon.absent", client.daemon(), String.valueOf(e.getMessage())),
                    Phrase.of("daemon.start.fix")));
        } catch (DaemonRefused e) {
            findings.add(Finding.problem(
                    NAME,
                    Phrase.of("doctor.daemon.refuses", String.valueOf(e.getMessage())),
                    Phrase.of("text", e.fix())));
        }
        return findings;
    }

    private static Finding health(JsonNode check) {
        String name = check.path("name").asString("?");
        Phrase cause = Phrase.of("doctor.health", name, check.path("cause").asString(""));
        Phrase fix = Phrase.of("text", check.path("fix").asString(""));
        return switch (check.path("status").asString("")) {
            case "ok" -> Finding.ok("health", Phrase.of("doctor.health.ok", name));
            case "degraded" -> Finding.warning("health", cause, fix);
            default -> Finding.problem("health", cause, fix);
        };
    }
}
