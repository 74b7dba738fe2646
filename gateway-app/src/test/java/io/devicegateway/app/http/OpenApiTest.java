package io.devicegateway.app.http;

import static io.devicegateway.app.http.ApiFixture.DEVICE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.devicegateway.api.BankReleased;
import io.devicegateway.api.CommandResult;
import io.devicegateway.api.CommandResult.NotSentReason;
import io.devicegateway.api.CommandResult.UnknownReason;
import io.devicegateway.api.ConsumerOptions;
import io.devicegateway.api.DecidedBy;
import io.devicegateway.api.DeviceEvent;
import io.devicegateway.api.DeviceId;
import io.devicegateway.api.Presence;
import io.devicegateway.api.RetryPolicy;
import io.devicegateway.api.ReturnVerdict;
import io.devicegateway.api.Safety;
import io.devicegateway.api.SlotContent;
import io.devicegateway.api.Subscription;
import io.devicegateway.app.health.Health;
import io.devicegateway.app.text.Phrase;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Holds the OpenAPI file against the running server, in both directions. */
final class OpenApiTest {
    private static final String DEVICE_PATH = "/api/v1/devices/" + DEVICE;

    private ApiFixture api;
    private OpenApiDescription description;

    /** A call, and the status it must be answered with. */
    private record Sample(String operation, int status, HttpRequest.Builder request) {}

    @BeforeEach
    void start(@TempDir Path data) throws IOException {
        api = ApiFixture.start(data);
        api.registry.put(DEVICE, Map.of("city", "上海"), true, null);
        api.registry.admit(DeviceId.parse("wosi:NOT-LISTED"), "203.0.113.9:5123");
        ApiSamples.events().forEach(event -> api.report(7, event));
        api.router.subscribe("unused", event -> {}, ConsumerOptions.DEFAULT).close();
        Subscription unused = api.router.subscribe(
                "billing",
                event -> {
                    throw new IOException("the billing system is down");
                },
                ConsumerOptions.DEFAULT.retrying(new RetryPolicy(1, Duration.ofMillis(1), Duration.ofMillis(1))));
        await().until(() ->
                api.get("/api/v1/consumers/billing").ok().path("lag").intValue() == 0);
        description = new OpenApiDescription(api.send(api.open("/openapi.yaml")).text());
    }

    @AfterEach
    void stop() {
        api.close();
    }

    @Test
    void listsTheOperationsThereAreAndNoOthers() {
        assertThat(api.api.routes().stream().map(route -> route.method() + " " + route.path()))
                .containsExactlyInAnyOrderElementsOf(description.operations().keySet());
    }

    @Test
    void eachOperationAnswersAsDocumented() throws Exception {
        Set<String> covered = new TreeSet<>();
        for (Sample sample : samples()) {
            JsonNode operation = description.operations().get(sample.operation());
            assertThat(operation).as(sample.operation()).isNotNull();
            check(sample, operation);
            covered.add(sample.operation() + " " + sample.status());
        }
        api.health = new Health(
                List.of(Health.Check.failed("journal", Phrase.text("no space left"), Phrase.text("make room"))));
        Sample notReady = new Sample("GET /health/ready", 503, api.open("/health/ready"));
        check(notReady, description.operations().get(notReady.operation()));
        covered.add("GET /health/ready 503");

        Set<String> documented = new TreeSet<>();
        description
                .operations()
                .forEach((name, operation) -> operation
                        .path("responses")
                        .propertyNames()
                        .forEach(status -> documented.add(name + " " + status)));
        documented.removeIf(response -> response.endsWith(" default"));
        // That needs as many open streams as there may be: EventStreamTest does it.
        documented.remove("GET /api/v1/events/stream 503");
        // That needs a handler that takes longer than anybody waits for an answer.
        documented.removeIf(response -> response.endsWith("/redrive 202"));
        // That needs a stream that stays open: SubscriptionApiTest does it.
        documented.removeIf(response -> response.endsWith("/acknowledge 200") || response.endsWith("/end 204"));
        documented.remove("POST /api/v1/questions/{id}/answer 204");
        // That needs a device that takes its time: CommandApiTest does it.
        documented.remove("POST /api/v1/devices/{id}/commands 202");
        assertThat(covered).containsAll(documented);
    }

    @Test
    void eachOutcomeOfACommandIsAsDocumented() {
        JsonNode schema = resultSchema();
        for (CommandResult<?> result : ApiSamples.results()) {
            api.gateway.answer(result);
            JsonNode answer = api.command("{\"type\":\"QueryVersion\"}").ok();

            assertThat(description.check(schema, answer)).as(answer.toString()).isEmpty();
        }
    }

    @Test
    void eachEventIsAsDocumented() {
        List<DeviceEvent> events = ApiSamples.events();
        assertThat(events.stream().map(event -> event.getClass().getSimpleName()))
                .as("each event there is has an example here")
                .containsAll(CloudEvents.names());
        api.journal.add(7, events.getFirst(), new byte[] {0, 16});
        JsonNode schema = description.root().at("/components/schemas/CloudEvent");

        JsonNode page = api.get("/api/v1/events?limit=1000").ok();

        assertThat(page.path("events").size()).isEqualTo(events.size() + 1);
        for (JsonNode event : page.path("events")) {
            assertThat(description.check(schema, event)).as(event.toString()).isEmpty();
            JsonNode data = schema.path("x-data").path(event.path("type").stringValue());
            assertThat(data.isMissingNode()).as(event.toString()).isFalse();
            assertThat(description.check(data, event.path("data")))
                    .as(event.toString())
                    .isEmpty();
        }
    }

    /** Generators of clients make something of a choice only if a field of each choice says which it is. */
    @Test
    void eachChoiceHasADiscriminatorAndNames() {
        List<JsonNode> parents = new ArrayList<>(description.root().findParents("oneOf"));
        parents.addAll(description.root().findParents("anyOf"));
        assertThat(parents).isNotEmpty().allSatisfy(schema -> {
            assertThat(schema.path("discriminator").path("propertyName").isString())
                    .as(schema.toString())
                    .isTrue();
            assertThat(schema.path("discriminator").path("mapping").size())
                    .isEqualTo(schema.path("oneOf").size());
            assertThat(schema.path("oneOf"))
                    .allSatisfy(choice ->
                            assertThat(choice.has("$ref")).as(choice.toString()).isTrue());
        });
    }

    @Test
    void listsEachConstantThereIs() {
        Map<String, Class<? extends Enum<?>>> constants = new TreeMap<>(Map.of(
                "/PresenceReason", Presence.Reason.class,
                "/SlotContent", SlotContent.class,
                "/Safety", Safety.class,
                "/DecidedBy", DecidedBy.class,
                "/NotSent/properties/reason", NotSentReason.class,
                "/Unknown/properties/reason", UnknownReason.class,
                "/BankReleasedFields/properties/cause", BankReleased.Cause.class,
                "/PresenceEvent/properties/state", Presence.State.class));
        constants.forEach((place, type) -> assertThat(names(place))
                .as(place)
                .containsExactlyElementsOf(
                        Arrays.stream(type.getEnumConstants()).map(Enum::name).toList()));
        assertThat(names("/PresenceState"))
                .containsExactlyElementsOf(Arrays.stream(Presence.State.values())
                        .map(state -> state.name().toLowerCase(Locale.ROOT))
                        .toList());
        assertThat(names("/ReturnRejectedEvent/properties/verdict"))
                .containsExactlyElementsOf(Arrays.stream(ReturnVerdict.values())
                        .filter(verdict -> verdict != ReturnVerdict.ACCEPTED)
                        .map(Enum::name)
                        .toList());
        assertThat(api.get("/api/v1/commands").status()).isEqualTo(200);
    }

    @Test
    void describesEachCommandAsTheServerReadsIt() {
        JsonNode schema = description.root().at("/components/schemas/Command");
        List<String> listed = new ArrayList<>();
        description
                .root()
                .at("/components/schemas/Command/oneOf")
                .forEach(command -> listed.add(description
                        .resolve(command)
                        .at("/properties/type/enum/0")
                        .stringValue()));
        assertThat(listed)
                .isEqualTo(
                        CommandCatalogue.types().stream().map(CommandType::name).toList());

        for (CommandType type : CommandCatalogue.types()) {
            ObjectNode sample = CommandCatalogueTest.sample(type).put("deadline", "10s");
            agree(schema, sample, true);
            agree(schema, sample.deepCopy().put("extra", 1), false);
            for (CommandField field : type.fields()) {
                agree(schema, sample.deepCopy().without(field.name()), false);
                switch (field) {
                    case CommandField.Whole whole -> {
                        agree(schema, sample.deepCopy().put(whole.name(), whole.min()), true);
                        agree(schema, sample.deepCopy().put(whole.name(), whole.max()), true);
                        agree(schema, sample.deepCopy().put(whole.name(), whole.min() - 1), false);
                        agree(schema, sample.deepCopy().put(whole.name(), whole.max() + 1), false);
                        agree(schema, sample.deepCopy().put(whole.name(), "1"), false);
                    }
                    case CommandField.Text text -> {
                        agree(schema, sample.deepCopy().put(text.name(), "x".repeat(text.maxLength())), true);
                        agree(schema, sample.deepCopy().put(text.name(), "x".repeat(text.maxLength() + 1)), false);
                        agree(schema, sample.deepCopy().put(text.name(), ""), text.minLength() == 0);
                        agree(schema, sample.deepCopy().put(text.name(), 1), false);
                    }
                }
            }
        }
    }

    @Test
    void itsExamplesFitItsSchemas() {
        int examples = 0;
        List<JsonNode> media = new ArrayList<>();
        description.root().findValues("content").forEach(content -> content.forEach(media::add));
        for (JsonNode type : media) {
            for (JsonNode example : type.path("examples")) {
                JsonNode value = description.resolve(example).path("value");
                assertThat(description.check(type.path("schema"), value))
                        .as(value.toString())
                        .isEmpty();
                examples++;
            }
        }
        assertThat(examples).isGreaterThan(10);
    }

    @Test
    void eachReferenceLeadsSomewhereAndEachComponentIsUsed() {
        Set<String> used = new HashSet<>();
        for (JsonNode ref : description.root().findValues("$ref")) {
            String place = ref.stringValue().substring(1);
            assertThat(description.root().at(place).isMissingNode()).as(place).isFalse();
            used.add(place);
        }
        description.root().path("components").forEachEntry((kind, components) -> {
            if (!kind.equals("securitySchemes")) {
                components
                        .propertyNames()
                        .forEach(name -> assertThat(used).contains("/components/" + kind + "/" + name));
            }
        });
    }

    private void agree(JsonNode schema, ObjectNode body, boolean valid) {
        List<String> errors = description.check(schema, body);
        assertThat(errors.isEmpty()).as("by the file: %s %s", body, errors).isEqualTo(valid);
        assertThat(api.command(body.toString()).status())
                .as("by the server: %s", body)
                .isEqualTo(valid ? 200 : 400);
    }

    private void check(Sample sample, JsonNode operation) throws Exception {
        HttpResponse<InputStream> answer =
                api.client.send(sample.request().build(), HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream body = answer.body()) {
            assertThat(answer.statusCode()).as("%s", answer).isEqualTo(sample.status());
            JsonNode response = operation.path("responses").path(Integer.toString(sample.status()));
            JsonNode content = description
                    .resolve(
                            response.isMissingNode()
                                    ? operation.path("responses").path("default")
                                    : response)
                    .path("content");
            String type = answer.headers().firstValue("Content-Type").orElse("").replaceFirst(";.*", "");
            assertThat(content.isMissingNode() ? List.of("") : content.propertyNames())
                    .as("%s", answer)
                    .containsExactly(type);
            if (type.endsWith("json")) {
                JsonNode document = ApiFixture.JSON.readTree(body);
                assertThat(description.check(content.path(type).path("schema"), document))
                        .as("%s %s", answer, document)
                        .isEmpty();
            }
        }
    }

    private List<Sample> samples() {
        List<Sample> samples = new ArrayList<>();
        String plan = "{\"command\":{\"type\":\"QueryVersion\"},\"devices\":[\"" + DEVICE + "\"]}";
        JsonNode started = api.post("/api/v1/campaigns", plan).json();
        String campaign = started.path("id").stringValue();
        samples.add(new Sample("POST /api/v1/campaigns", 201, method(api.request("/api/v1/campaigns"), "POST", plan)));
        samples.add(new Sample(
                "POST /api/v1/campaigns/{campaign}/cancel",
                200,
                method(api.request("/api/v1/campaigns/" + campaign + "/cancel"), "POST", "{\"reason\":\"enough\"}")));
        for (String operation : description.operations().keySet()) {
            String[] parts = operation.split(" ", 2);
            String path = parts[1].replace("{id}", DEVICE.toString())
                    .replace("{name}", "billing")
                    .replace("{consumer}", "remote")
                    .replace("{campaign}", campaign)
                    .replace("{offset}", "1");
            if (parts[1].startsWith("/api/")) {
                samples.add(new Sample(operation, 401, method(api.open(path), parts[0], "{}")));
                samples.add(new Sample(operation, 400, method(api.request(path + "?no-such=1"), parts[0], "{}")));
            }
            if (parts[1].contains("/devices/{id}") && !parts[0].equals("PUT")) {
                String nobody = parts[1].replace("{id}", "wosi:NOBODY");
                samples.add(new Sample(operation, 404, method(api.request(nobody), parts[0], "{}")));
            }
            if (parts[1].contains("{campaign}")) {
                samples.add(new Sample(
                        operation, 404, method(api.request(path.replace(campaign, "nobody")), parts[0], "{}")));
            }
            if (parts[1].contains("{name}")) {
                String nobody = path.replace("billing", "nobody");
                samples.add(new Sample(operation, 404, method(api.request(nobody), parts[0], "{}")));
            }
            if (parts[0].equals("GET")) {
                samples.add(new Sample(operation, 200, api.request(path)));
            }
        }
        String large = "{\"reason\":\"" + "x".repeat(70_000) + "\"}";
        String put = "PUT /api/v1/devices/{id}";
        String post = "POST /api/v1/devices/{id}/commands";
        samples.add(new Sample(put, 200, method(api.request(DEVICE_PATH), "PUT", "{\"labels\":{\"a\":\"b\"}}")));
        samples.add(new Sample(put, 201, method(api.request("/api/v1/devices/wosi:NEW"), "PUT", "{}")));
        samples.add(new Sample(put, 400, method(api.request(DEVICE_PATH), "PUT", "{\"labels\":7}")));
        samples.add(new Sample(put, 413, method(api.request(DEVICE_PATH), "PUT", large)));
        samples.add(new Sample(post, 413, method(api.request(DEVICE_PATH + "/commands"), "POST", large)));
        samples.add(new Sample(
                post, 200, method(api.request(DEVICE_PATH + "/commands"), "POST", "{\"type\":\"QueryVersion\"}")));
        samples.add(new Sample(
                "GET /api/v1/events/stream",
                406,
                api.request("/api/v1/events/stream").header("Accept", "text/plain")));
        samples.add(new Sample("GET /api/v1/events/stream", 409, api.request("/api/v1/events/stream?after=9999")));
        samples.addAll(consumerSamples());
        samples.addAll(remoteSamples());
        samples.add(new Sample(
                "DELETE /api/v1/devices/{id}",
                204,
                api.request("/api/v1/devices/wosi:NEW").DELETE()));
        return samples;
    }

    private List<Sample> remoteSamples() {
        String root = "/api/v1/subscriptions/";
        String stream = "GET " + root + "{consumer}/stream";
        String session = "{\"session\":\"gone\"}";
        return List.of(
                new Sample(stream, 409, api.request(root + "billing/stream")),
                new Sample(stream, 400, api.request(root + "No%20Name/stream")),
                new Sample(
                        "POST " + root + "{consumer}/acknowledge",
                        409,
                        method(api.request(root + "nobody/acknowledge"), "POST", session)),
                new Sample(
                        "POST " + root + "{consumer}/end",
                        409,
                        method(api.request(root + "nobody/end"), "POST", session)),
                new Sample(
                        "POST /api/v1/questions/{id}/answer",
                        404,
                        method(api.request("/api/v1/questions/7/answer"), "POST", "{\"leftToGateway\":true}")));
    }

    /** All events of the consumer are parked, and fail again. */
    private List<Sample> consumerSamples() {
        String root = "/api/v1/consumers/{name}";
        List<Sample> samples = new ArrayList<>();
        samples.add(consumer("POST " + root + "/pause", 200, "{}"));
        samples.add(consumer("POST " + root + "/dead-letters/redrive", 409, "{}"));
        samples.add(consumer("POST " + root + "/dead-letters/{offset}/redrive", 409, "{}"));
        samples.add(consumer("POST " + root + "/resume", 200, "{}"));
        samples.add(consumer("POST " + root + "/dead-letters/{offset}/redrive", 200, "{}"));
        samples.add(consumer("POST " + root + "/dead-letters/{offset}/drop", 204, "{\"reason\":\"test data\"}"));
        samples.add(consumer("POST " + root + "/dead-letters/redrive", 200, "{}"));
        samples.add(consumer("POST " + root + "/rewind", 200, "{\"position\":0}"));
        samples.add(consumer("DELETE " + root, 409, ""));
        samples.add(new Sample(
                "DELETE " + root, 204, api.request("/api/v1/consumers/unused").DELETE()));
        return samples;
    }

    private Sample consumer(String operation, int status, String body) {
        String[] parts = operation.split(" ", 2);
        String path = parts[1].replace("{name}", "billing").replace("{offset}", "1");
        return new Sample(operation, status, method(api.request(path), parts[0], body));
    }

    private static HttpRequest.Builder method(HttpRequest.Builder request, String method, String body) {
        return request.method(
                method,
                method.equals("GET") ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
    }

    private JsonNode resultSchema() {
        return description.root().at("/components/schemas/CommandResult");
    }

    private List<String> names(String place) {
        List<String> names = new ArrayList<>();
        description.root().at("/components/schemas" + place + "/enum").forEach(name -> names.add(name.stringValue()));
        return names;
    }
}
