package io.devicegateway.app.http;

import static io.devicegateway.app.http.ApiFixture.DEVICE;
import static org.assertj.core.api.Assertions.assertThat;

import io.devicegateway.api.BankId;
import io.devicegateway.api.BankReleased;
import io.devicegateway.api.CommandOptions;
import io.devicegateway.api.CommandResult;
import io.devicegateway.api.QueryInventory;
import io.devicegateway.api.RentBank;
import io.devicegateway.api.SetServer;
import io.devicegateway.api.UpgradeSoftware;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

final class CommandApiTest {
    private static final String RENT = "{\"type\":\"RentBank\",\"slot\":3,\"deadline\":\"10s\"}";

    private ApiFixture api;

    @BeforeEach
    void start(@TempDir Path data) throws IOException {
        api = ApiFixture.start(data);
        api.register();
    }

    @AfterEach
    void stop() {
        api.close();
    }

    static Stream<Arguments> outcomes() {
        return Stream.of(
                Arguments.of(
                        new CommandResult.Done<>(
                                "c1",
                                7,
                                new BankReleased(DEVICE, 3, new BankId("RL1A7C000041"), BankReleased.Cause.RENT)),
                        """
                        {"result":"done","commandId":"c1","epoch":7,
                         "reply":{"type":"BankReleased","slot":3,"bank":"RL1A7C000041","cause":"RENT"}}
                        """),
                Arguments.of(new CommandResult.Refused<>("c2", 7, "the slot is empty"), """
                        {"result":"refused","commandId":"c2","epoch":7,"reason":"the slot is empty"}
                        """),
                Arguments.of(
                        new CommandResult.NotSent<>("c3", 0, CommandResult.NotSentReason.OFFLINE, "not connected"),
                        """
                        {"result":"notSent","commandId":"c3","epoch":0,"reason":"OFFLINE","detail":"not connected"}
                        """),
                Arguments.of(
                        new CommandResult.Unknown<>("c4", 7, CommandResult.UnknownReason.NO_REPLY, "silent for 10 s"),
                        """
                        {"result":"unknown","commandId":"c4","epoch":7,"reason":"NO_REPLY","detail":"silent for 10 s"}
                        """));
    }

    @ParameterizedTest
    @MethodSource("outcomes")
    void tellsEachOutcomeWithStatus200(CommandResult<?> result, String expected) {
        api.gateway.answer(result);

        assertThat(api.command(RENT).ok()).isEqualTo(ApiFixture.JSON.readTree(expected));
    }

    @Test
    void sendsWhatWasPosted() {
        api.send(api.request("/api/v1/devices/wosi%3ARL1A031712000015/commands")
                        .header("Idempotency-Key", "rent-1")
                        .POST(HttpRequest.BodyPublishers.ofString(RENT)))
                .ok();

        assertThat(api.gateway.sent)
                .containsExactly(new FakeGateway.Sent(
                        new RentBank(DEVICE, 3), new CommandOptions(Duration.ofSeconds(10), "rent-1")));
    }

    @Test
    void leavesDeadlineAndKeyToTheProtocolWhenTheyAreNotGiven() {
        api.command("{\"type\":\"QueryInventory\"}").ok();
        api.command("{\"type\":\"QueryInventory\",\"deadline\":null}").ok();

        FakeGateway.Sent plain = new FakeGateway.Sent(new QueryInventory(DEVICE), CommandOptions.DEFAULT);
        assertThat(api.gateway.sent).containsExactly(plain, plain);
    }

    @Test
    void readsCommandsWithText() {
        api.command("{\"type\":\"SetServer\",\"host\":\"gw.example.com\",\"port\":51608,\"heartbeatSeconds\":30}")
                .ok();
        api.command("{\"type\":\"UpgradeSoftware\",\"host\":\"192.0.2.4\",\"port\":21,\"file\":\"fw.bin\","
                        + "\"user\":\"up\",\"password\":\"s3cret\"}")
                .ok();

        assertThat(api.gateway.sent)
                .extracting(FakeGateway.Sent::command)
                .containsExactly(
                        new SetServer(DEVICE, "gw.example.com", 51608, 30),
                        new UpgradeSoftware(DEVICE, "192.0.2.4", 21, "fw.bin", "up", "s3cret"));
    }

    @Test
    void takesAnEmptyAccountAndTheNullsOfGeneratedClients() {
        api.command("{\"type\":\"UpgradeSoftware\",\"host\":\"192.0.2.4\",\"port\":21,\"file\":\"fw.bin\","
                        + "\"user\":\"\",\"password\":\"\",\"slot\":null,\"lane\":null,\"level\":null}")
                .ok();

        assertThat(api.gateway.sent.getFirst().command())
                .isEqualTo(new UpgradeSoftware(DEVICE, "192.0.2.4", 21, "fw.bin", "", ""));
        api.command("{\"type\":\"QueryVersion\",\"nonsense\":null}").problem(400, "invalid-command");
        api.command("{\"type\":\"QueryVersion\",\"slot\":3}").problem(400, "invalid-command");
    }

    @ParameterizedTest
    @CsvSource({"500ms, PT0.5S", "10s, PT10S", "2m, PT2M", "PT1M30S, PT1M30S", "10m, PT10M"})
    void readsDeadlines(String text, Duration expected) {
        api.command("{\"type\":\"QueryVersion\",\"deadline\":\"" + text + "\"}").ok();

        assertThat(api.gateway.sent.getFirst().options().deadline()).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"\"\"", "\"10\"", "\"soon\"", "10", "\"-10s\"", "\"0s\"", "\"11m\"", "\"PT\"", "\"1h\"", "{}"})
    void refusesDeadlinesThatAreNone(String deadline) {
        ApiFixture.Answer answer = api.command("{\"type\":\"QueryVersion\",\"deadline\":" + deadline + "}");

        answer.problem(400, "invalid-command");
        assertThat(answer.fields()).containsOnlyKeys("deadline");
        assertThat(api.gateway.sent).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'type':'RentBank'} | slot | a whole number from 1 to 255",
                "{'type':'RentBank','slot':'3'} | slot | a whole number from 1 to 255",
                "{'type':'RentBank','slot':3.5} | slot | a whole number from 1 to 255",
                "{'type':'RentBank','slot':3.0} | slot | a whole number from 1 to 255",
                "{'type':'RentBank','slot':0} | slot | a whole number from 1 to 255",
                "{'type':'RentBank','slot':256} | slot | a whole number from 1 to 255",
                "{'type':'RentBank','slot':99999999999999999999} | slot | a whole number from 1 to 255",
                "{'type':'RentBank','slot':null} | slot | a whole number from 1 to 255",
                "{'type':'RentBank','slot':[3]} | slot | a whole number from 1 to 255",
                "{'type':'RentBank','slot':3,'Slot':4} | Slot | only the fields type, deadline, whenOffline, idempotencyKey, slot",
                "{'type':'QueryVersion','device':'wosi:X'} | device | only the fields type, deadline, whenOffline, idempotencyKey",
                "{'type':'SetVolume','level':16} | level | a whole number from 0 to 15",
                "{'type':'SetServer','host':'','port':1,'heartbeatSeconds':1} | host | 1 to 255 printable ASCII characters",
                "{'type':'SetServer','host':7,'port':1,'heartbeatSeconds':1} | host | 1 to 255 printable ASCII characters",
                "{'type':'SetServer','host':'ä','port':1,'heartbeatSeconds':1} | host | 1 to 255 printable ASCII characters"
            })
    void refusesAFieldThatIsNotValidAndSaysWhatIsAllowed(String body, String field, String allowed) {
        ApiFixture.Answer answer = api.command(body.replace('\'', '"'));

        answer.problem(400, "invalid-command");
        assertThat(answer.fields()).containsOnlyKeys(field).containsEntry(field, allowed);
        assertThat(api.gateway.sent).isEmpty();
    }

    @Test
    void namesEverythingThatIsWrongAtOnce() {
        ApiFixture.Answer answer = api.command("{\"type\":\"SetServer\",\"port\":0,\"deadline\":\"x\",\"extra\":1}");

        JsonNode problem = answer.problem(400, "invalid-command");
        assertThat(answer.fields()).containsOnlyKeys("host", "port", "heartbeatSeconds", "deadline", "extra");
        assertThat(problem.path("cause").stringValue()).contains("host is missing", "port is out of range");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"type\":\"rentBank\",\"slot\":3}", "{\"type\":7}", "{\"type\":null}"})
    void namesTheCommandsThereAreWhenTheTypeIsNone(String body) {
        ApiFixture.Answer answer = api.command(body);

        answer.problem(400, "invalid-command");
        assertThat(answer.fields()).containsOnlyKeys("type");
        assertThat(answer.fields().get("type")).contains("RentBank", "QueryNetwork");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "3",
                "null",
                "{\"type\":\"QueryVersion\"} x",
                "{'type':'QueryVersion'}",
                "{\"type\":\"QueryVersion\",\"type\":\"RentBank\"}"
            })
    void refusesWhatIsNotOneJsonObject(String body) {
        JsonNode problem = api.command(body).problem(400, "malformed-json");

        assertThat(problem.path("fix").stringValue()).contains("JSON object");
        assertThat(api.gateway.sent).isEmpty();
    }

    @Test
    void refusesJsonThatNestsEndlessly() {
        api.command("[".repeat(20_000)).problem(400, "malformed-json");
    }

    @Test
    void refusesAKeyThatIsNone() {
        HttpRequest.Builder request = api.request("/api/v1/devices/" + DEVICE + "/commands")
                .header("Idempotency-Key", "k".repeat(129))
                .POST(HttpRequest.BodyPublishers.ofString(RENT));

        api.send(request).problem(400, "invalid-idempotency-key");
        assertThat(api.gateway.sent).isEmpty();
    }

    @Test
    void saysThatADeviceIsUnknown() {
        api.post("/api/v1/devices/wosi:NOBODY/commands", RENT).problem(404, "device-unknown");
        assertThat(api.gateway.sent).isEmpty();
    }

    @Test
    void neverGuessesWhenTheGatewayItselfFails() {
        api.gateway.answer(command -> CompletableFuture.failedFuture(new IllegalStateException("broken inside")));

        JsonNode problem = api.command(RENT).problem(500, "command-unsettled");

        assertThat(problem.path("cause").stringValue()).contains("may have been carried out");
        assertThat(problem.toString()).doesNotContain("broken inside");
    }

    @Test
    void describesEachCommand() {
        JsonNode commands = api.get("/api/v1/commands").ok().path("commands");

        assertThat(commands.size()).isEqualTo(CommandCatalogue.types().size());
        assertThat(commands.get(0)).isEqualTo(ApiFixture.JSON.readTree("""
                                {"type": "RentBank",
                                 "description": "Lets a customer take the bank in a slot",
                                 "safety": "ONCE",
                                 "reply": "BankReleased",
                                 "fields": [
                                   {"name": "slot", "type": "integer", "required": true,
                                    "description": "The slot, as the device numbers them",
                                    "minimum": 1, "maximum": 255}
                                 ]}
                                """));
    }

    @Test
    void anOutcomeThatTakesItsTimeIsAskedForAgainByItsKey() {
        CompletableFuture<CommandResult<?>> outcome = new CompletableFuture<>();
        api.gateway.answer(command -> outcome);
        String path = "/api/v1/devices/" + DEVICE + "/commands?wait=10ms";
        String body = "{\"type\":\"QueryVersion\",\"deadline\":\"2h\",\"whenOffline\":\"WAIT\"}";

        ApiFixture.Answer pending = api.send(
                api.request(path).header("Idempotency-Key", "k1").POST(HttpRequest.BodyPublishers.ofString(body)));

        assertThat(pending.status()).isEqualTo(202);
        assertThat(pending.json().path("result").asString("")).isEqualTo("pending");
        assertThat(api.gateway.sent.getLast().options())
                .isEqualTo(CommandOptions.DEFAULT.once("k1").waitingUpTo(Duration.ofHours(2)));
        api.post(path, body).problem(400, "invalid-parameter");
        api.command("{\"type\":\"QueryVersion\",\"whenOffline\":\"WAIT\"}").problem(400, "invalid-command");
        api.command("{\"type\":\"QueryVersion\",\"deadline\":\"2h\"}").problem(400, "invalid-command");
        api.command("{\"type\":\"QueryVersion\",\"whenOffline\":\"LATER\"}").problem(400, "invalid-command");
    }
}
