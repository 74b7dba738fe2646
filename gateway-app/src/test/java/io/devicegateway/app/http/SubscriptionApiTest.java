package io.devicegateway.app.http;

import static io.devicegateway.app.http.ApiFixture.DEVICE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.devicegateway.api.Admission;
import io.devicegateway.api.BankId;
import io.devicegateway.api.ConsumerState;
import io.devicegateway.api.DeviceId;
import io.devicegateway.api.Question;
import io.devicegateway.api.ReturnVerdict;
import io.devicegateway.api.SoundVolume;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Events with explicit acknowledgement, and the questions of devices, over plain HTTP. */
final class SubscriptionApiTest {
    private static final DeviceId OTHER = DeviceId.parse("wosi:OTHER");
    private ApiFixture api;

    @BeforeEach
    void start(@TempDir Path data) throws IOException {
        api = ApiFixture.start(data);
    }

    @AfterEach
    void stop() {
        api.close();
    }

    /** A stream, read event by event. */
    private final class Stream implements AutoCloseable {
        private final BufferedReader lines;
        private String session = "";

        Stream(String path) throws Exception {
            HttpResponse<java.io.InputStream> answer =
                    api.client.send(api.request(path).build(), HttpResponse.BodyHandlers.ofInputStream());
            assertThat(answer.statusCode()).isEqualTo(200);
            lines = new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8));
            if (path.contains("standby")) {
                next("standby");
            } else {
                opened();
            }
        }

        void opened() throws IOException {
            String name = nextName();
            while (name.equals("standby")) {
                name = nextName();
            }
            assertThat(name).isEqualTo("opened");
            session = ApiFixture.JSON
                    .readTree(lines.readLine().substring("data:".length()))
                    .path("session")
                    .asString("");
        }

        JsonNode next(String name) throws IOException {
            String seen = "";
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("event:")) {
                    seen = line.substring("event:".length()).strip();
                } else if (line.startsWith("data:")) {
                    assertThat(seen).as(line).isEqualTo(name);
                    return ApiFixture.JSON.readTree(line.substring("data:".length()));
                }
            }
            throw new AssertionError("the stream ended before '" + name + "'");
        }

        String nextName() throws IOException {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("event:")) {
                    return line.substring("event:".length()).strip();
                }
            }
            throw new AssertionError("the stream ended");
        }

        @Override
        public void close() throws IOException {
            lines.close();
        }
    }

    private ApiFixture.Answer acknowledge(String session, String rest) {
        return api.post("/api/v1/subscriptions/billing/acknowledge", "{\"session\":\"" + session + "\"" + rest + "}");
    }

    @Test
    void thePositionMovesByAcknowledgementOnlyAndIsStoredThen() throws Exception {
        api.report(1, new SoundVolume(DEVICE, 1));
        api.report(1, new SoundVolume(DEVICE, 2));
        api.report(1, new SoundVolume(OTHER, 3));
        try (Stream stream = new Stream("/api/v1/subscriptions/billing/stream")) {
            assertThat(stream.next("event").path("offset").asLong()).isEqualTo(1);
            assertThat(stream.next("event").path("offset").asLong())
                    .as("the next of the same device waits for the first")
                    .isEqualTo(3);
            assertThat(acknowledge(stream.session, ",\"handled\":[3]")
                            .ok()
                            .path("position")
                            .asLong())
                    .isZero();
            assertThat(acknowledge(stream.session, ",\"handled\":[1]")
                            .ok()
                            .path("position")
                            .asLong())
                    .isEqualTo(1);
            assertThat(stream.next("event").path("offset").asLong()).isEqualTo(2);
        }
        try (Stream again = new Stream("/api/v1/subscriptions/billing/stream")) {
            assertThat(again.next("event").path("offset").asLong())
                    .as("3 was stored, 2 was not")
                    .isEqualTo(2);
            assertThat(acknowledge(again.session, ",\"handled\":[2]")
                            .ok()
                            .path("position")
                            .asLong())
                    .isEqualTo(3);
            assertThat(api.post("/api/v1/subscriptions/billing/end", "{\"session\":\"" + again.session + "\"}")
                            .status())
                    .isEqualTo(204);
            again.next("ended");
        }
        assertThat(api.router.consumer("billing").orElseThrow().state()).isEqualTo(ConsumerState.STOPPED);
    }

    @Test
    void whatFailedComesAgainAndIsParkedInTheEnd() throws Exception {
        api.report(1, new SoundVolume(DEVICE, 1));
        try (Stream stream = new Stream("/api/v1/subscriptions/billing/stream?maxAttempts=2&firstDelay=1&maxDelay=1")) {
            for (int attempt = 0; attempt < 2; attempt++) {
                assertThat(stream.next("event").path("offset").asLong()).isEqualTo(1);
                acknowledge(stream.session, ",\"failed\":[{\"offset\":1,\"cause\":\"no such order\"}]")
                        .ok();
            }
            await().until(() -> api.router.consumer("billing").orElseThrow().parked() == 1);
            assertThat(api.router.deadLetters("billing", 0, 1).getFirst().cause())
                    .isEqualTo("no such order");
            CompletableFuture<ApiFixture.Answer> redriven = CompletableFuture.supplyAsync(
                    () -> api.post("/api/v1/consumers/billing/dead-letters/1/redrive", "{}"));
            assertThat(stream.next("event").path("offset").asLong()).isEqualTo(1);
            acknowledge(stream.session, ",\"handled\":[1]").ok();
            assertThat(redriven.get(20, TimeUnit.SECONDS).ok().path("handled").asInt())
                    .isEqualTo(1);
        }
    }

    @Test
    void theNewestClientTakesOver() throws Exception {
        api.report(1, new SoundVolume(DEVICE, 1));
        try (Stream first = new Stream("/api/v1/subscriptions/billing/stream")) {
            first.next("event");
            try (Stream second = new Stream("/api/v1/subscriptions/billing/stream")) {
                assertThat(first.next("ended").path("reason").asString("")).isEqualTo("taken-over");
                assertThat(second.next("event").path("offset").asLong()).isEqualTo(1);
                acknowledge(first.session, ",\"handled\":[1]").problem(409, "session-gone");
            }
        }
        assertThat(api.router.consumer("billing").orElseThrow().parked()).isZero();
    }

    @Test
    void anotherInstanceWaitsAndTakesOverWhenTheFirstEnds() throws Exception {
        api.report(1, new SoundVolume(DEVICE, 1));
        try (Stream standby = waitsFor("/api/v1/subscriptions/billing/stream?instance=")) {
            standby.opened();
            assertThat(standby.next("event").path("offset").asLong()).isEqualTo(1);
            acknowledge(standby.session, ",\"handled\":[1]").ok();
        }
    }

    /** A first instance that has the turn, and the one that waited when it is gone. */
    private Stream waitsFor(String path) throws Exception {
        try (Stream first = new Stream(path + "a")) {
            assertThat(first.session).isNotNull();
            return new Stream(path + "standby");
        }
    }

    @Test
    void theSameInstanceTakesOverFromItselfAtOnceAndNotFromOthers() throws Exception {
        String path = "/api/v1/subscriptions/billing/stream?instance=";
        try (Stream first = new Stream(path + "a");
                Stream standby = new Stream(path + "standby");
                Stream again = new Stream(path + "a")) {
            assertThat(first.next("ended").path("reason").asString("")).isEqualTo("taken-over");
            assertThat(api.post("/api/v1/subscriptions/billing/end", "{\"session\":\"" + again.session + "\"}")
                            .status())
                    .isEqualTo(204);
            standby.opened();
        }
    }

    @Test
    void anInstanceThatIsSilentForItsLeaseLosesItsTurn() throws Exception {
        String path = "/api/v1/subscriptions/billing/stream?instance=";
        try (Stream silent = new Stream(path + "a&lease=1000");
                Stream standby = new Stream(path + "standby")) {
            standby.opened();
            for (String name = silent.nextName(); !name.equals("ended"); name = silent.nextName()) {
                assertThat(name).isEqualTo("position");
            }
            acknowledge(silent.session, "").problem(409, "session-gone");
        }
    }

    @Test
    void whoWaitsForAConsumerThatIsRemovedIsToldSo() throws Exception {
        String path = "/api/v1/subscriptions/billing/stream?instance=";
        try (Stream first = new Stream(path + "a");
                Stream standby = new Stream(path + "standby")) {
            api.send(api.request("/api/v1/consumers/billing").DELETE());
            assertThat(first.next("ended").path("reason").asString("")).isEqualTo("removed");
            assertThat(standby.next("ended").path("reason").asString("")).isEqualTo("removed");
            assertThat(api.router.consumer("billing")).isEmpty();
        }
    }

    @Test
    void anotherInstanceWaitsToAnswerQuestions() throws Exception {
        Question.Return question = new Question.Return(DEVICE, 3, new BankId("B1"), null, false);
        try (Stream standby = waitsFor("/api/v1/questions/stream?instance=")) {
            standby.opened();
            CompletableFuture<ReturnVerdict> verdict = asked(() -> api.gateway.authority.judgeReturn(question));
            String answer =
                    "/api/v1/questions/" + standby.next("question").path("id").asString("") + "/answer";
            api.post(answer, "{\"answer\":{\"verdict\":\"ACCEPTED\"}}");
            assertThat(verdict.get(20, TimeUnit.SECONDS)).isEqualTo(ReturnVerdict.ACCEPTED);
        }
    }

    @Test
    void anInstanceThatAnswersNothingForItsLeaseIsAskedNoMore() throws Exception {
        Question.Return question = new Question.Return(DEVICE, 3, new BankId("B1"), null, false);
        String path = "/api/v1/questions/stream?instance=";
        try (Stream silent = new Stream(path + "a&lease=1000");
                Stream standby = new Stream(path + "standby")) {
            CompletableFuture<ReturnVerdict> unused = asked(() -> api.gateway.authority.judgeReturn(question));
            silent.next("question");
            standby.opened();
            assertThat(silent.next("ended").path("reason").asString("")).isEqualTo("silent");
        }
    }

    @Test
    void aConsumerIsRemovedWhileItsClientHangs() throws Exception {
        api.report(1, new SoundVolume(DEVICE, 1));
        try (Stream hung = new Stream("/api/v1/subscriptions/billing/stream")) {
            hung.next("event");

            assertThat(api.send(api.request("/api/v1/consumers/billing").DELETE())
                            .status())
                    .isEqualTo(204);

            assertThat(hung.next("ended").path("reason").asString("")).isEqualTo("removed");
            assertThat(api.router.consumer("billing")).isEmpty();
        }
    }

    @Test
    void theFutureCannotBeAcknowledged() throws Exception {
        api.report(1, new SoundVolume(DEVICE, 1));
        try (Stream stream = new Stream("/api/v1/subscriptions/billing/stream")) {
            stream.next("event");

            acknowledge(stream.session, ",\"handled\":[1,2]").problem(400, "invalid-acknowledgement");
            acknowledge(stream.session, ",\"failed\":[{\"offset\":9,\"cause\":\"no\"}]")
                    .problem(400, "invalid-acknowledgement");
            acknowledge(stream.session, ",\"handled\":[1]").ok();
        }
    }

    @Test
    void acknowledgementsThatMakeNoSenseAreRefused() {
        acknowledge("x", ",\"handled\":7").problem(400, "invalid-acknowledgement");
        acknowledge("x", ",\"handled\":[\"a\"]").problem(400, "invalid-acknowledgement");
        acknowledge("x", ",\"extra\":1").problem(400, "invalid-acknowledgement");
        api.send(api.request("/api/v1/subscriptions/billing/stream?start=later"))
                .problem(400, "invalid-parameter");
    }

    @Test
    void aClientAnswersTheQuestionsOfDevices() throws Exception {
        Question.Return question = new Question.Return(DEVICE, 3, new BankId("B1"), null, false);
        try (Stream stream = new Stream("/api/v1/questions/stream")) {
            CompletableFuture<ReturnVerdict> verdict = asked(() -> api.gateway.authority.judgeReturn(question));
            JsonNode asked = stream.next("question");
            assertThat(asked.path("type").asString("")).isEqualTo("Return");
            assertThat(asked.path("bank").asString("")).isEqualTo("B1");
            String answer = "/api/v1/questions/" + asked.path("id").asString("") + "/answer";
            api.post(answer, "{\"answer\":{\"verdict\":\"PERHAPS\"}}").problem(400, "invalid-answer");
            assertThat(api.post(answer, "{\"answer\":{\"verdict\":\"DUPLICATE\"}}")
                            .status())
                    .isEqualTo(204);
            assertThat(verdict.get(20, TimeUnit.SECONDS)).isEqualTo(ReturnVerdict.DUPLICATE);
            api.post(answer, "{\"answer\":{\"verdict\":\"DUPLICATE\"}}").problem(404, "question-gone");

            CompletableFuture<Admission> admission =
                    asked(() -> api.gateway.authority.admit(new Question.Login(DEVICE, "198.51.100.1:1")));
            api.post(
                    "/api/v1/questions/" + stream.next("question").path("id").asString("") + "/answer",
                    "{\"answer\":{\"admitted\":false,\"reason\":\"stolen\"}}");
            assertThat(admission.get(20, TimeUnit.SECONDS)).isEqualTo(new Admission.Denied("stolen"));

            CompletableFuture<ReturnVerdict> late = asked(() -> api.gateway.authority.judgeReturn(question));
            stream.next("question");
            assertThat(late)
                    .failsWithin(20, TimeUnit.SECONDS)
                    .withThrowableThat()
                    .withCauseInstanceOf(TimeoutException.class);
        }
    }

    private interface Asking<A> {
        A ask() throws Exception;
    }

    private static <A> CompletableFuture<A> asked(Asking<A> asking) {
        CompletableFuture<A> answer = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                answer.complete(asking.ask());
            } catch (Exception e) {
                answer.completeExceptionally(e);
            }
        });
        return answer;
    }
}
