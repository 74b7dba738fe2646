package io.devicegateway.app.http;

import static io.devicegateway.app.http.ApiFixture.DEVICE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.devicegateway.api.Acknowledged;
import io.devicegateway.api.CommandOptions;
import io.devicegateway.api.CommandResult;
import io.devicegateway.api.SetVolume;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** One command to many devices, over HTTP. */
final class CampaignApiTest {
    private static final String ROOT = "/api/v1/campaigns";
    private ApiFixture api;

    @BeforeEach
    void start(@TempDir Path data) throws IOException {
        api = ApiFixture.start(data);
    }

    @AfterEach
    void stop() {
        api.close();
    }

    private static String plan(String rest) {
        return "{\"command\":{\"type\":\"SetVolume\",\"level\":3},\"devices\":[\"" + DEVICE
                + "\",\"wosi:B\",\"wosi:C\"]" + rest + "}";
    }

    private JsonNode progress(String id) {
        return api.get(ROOT + "/" + id).ok();
    }

    @Test
    void itSendsAndTellsHowFarItIs() {
        api.gateway.answer(new CommandResult.Done<>("c1", 7, new Acknowledged(DEVICE)));

        ApiFixture.Answer started = api.send(api.request(ROOT)
                .header("Idempotency-Key", "quiet-1")
                .POST(HttpRequest.BodyPublishers.ofString(plan(",\"perSecond\":1000"))));

        assertThat(started.status()).isEqualTo(201);
        String id = started.json().path("id").stringValue();
        await().until(() -> progress(id).path("state").stringValue().equals("COMPLETED"));
        assertThat(progress(id).path("done").asInt()).isEqualTo(3);
        assertThat(api.gateway.sent).hasSize(3);
        assertThat(api.gateway.sent.getFirst().command()).isEqualTo(new SetVolume(DEVICE, 3));
        assertThat(api.gateway.sent.getFirst().options()).isEqualTo(CommandOptions.DEFAULT.once("quiet-1"));
        assertThat(api.get(ROOT + "/" + id + "/results")
                        .ok()
                        .at("/results/wosi:B/result")
                        .stringValue())
                .isEqualTo("done");
        assertThat(api.get(ROOT).ok().path("campaigns").size()).isEqualTo(1);
    }

    @Test
    void itIsCancelled() {
        api.gateway.answer(command -> new CompletableFuture<>());
        String id =
                api.post(ROOT, plan(",\"perSecond\":0.001")).json().path("id").stringValue();

        api.post(ROOT + "/" + id + "/cancel", "{}").problem(400, "invalid-reason");
        JsonNode cancelled = api.post(ROOT + "/" + id + "/cancel", "{\"reason\":\"wrong level\"}")
                .ok();

        assertThat(cancelled.path("state").stringValue()).isEqualTo("CANCELLED");
        assertThat(cancelled.path("stopReason").stringValue()).isEqualTo("wrong level");
        assertThat(cancelled.path("sent").asInt()).isEqualTo(1);
    }

    @Test
    void plansThatMakeNoSenseAreRefused() {
        api.post(ROOT, plan(",\"perSecond\":0")).problem(400, "invalid-campaign");
        api.post(ROOT, plan(",\"errorLimit\":{\"share\":2,\"outOf\":1}")).problem(400, "invalid-campaign");
        api.post(ROOT, plan(",\"extra\":1")).problem(400, "invalid-campaign");
        api.post(ROOT, "{\"command\":{\"type\":\"SetVolume\",\"level\":99},\"devices\":[\"wosi:A\"]}")
                .problem(400, "invalid-command");
        api.post(ROOT, "{\"command\":{\"type\":\"QueryVersion\"},\"devices\":[\"nonsense\"]}")
                .problem(400, "invalid-device-id");
        api.post(ROOT, "{\"command\":{\"type\":\"QueryVersion\"},\"devices\":[]}")
                .problem(400, "invalid-campaign");
        assertThat(api.gateway.sent).isEmpty();
    }
}
