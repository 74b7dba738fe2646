package io.devicegateway.remote;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.devicegateway.api.CommandOptions;
import io.devicegateway.api.CommandResult;
import io.devicegateway.api.CommandResult.NotSent;
import io.devicegateway.api.CommandResult.NotSentReason;
import io.devicegateway.api.CommandResult.Unknown;
import io.devicegateway.api.DeviceId;
import io.devicegateway.api.RentBank;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a refusal says of a command, before and after it may have arrived. */
final class CommandSenderTest {
    private static final RentBank RENT = new RentBank(new DeviceId("wosi", "A1"), 3);
    private static final Reply DROPPED = new Reply(0, "");
    private static final Reply UNKNOWN_DEVICE =
            new Reply(404, "{'code':'device-unknown','cause':'there is no wosi:A1','fix':'look at the list'}");
    private static final Reply INVALID = new Reply(
            400,
            "{'code':'invalid-command','cause':'slot is 99, out of range','fix':'correct it',"
                    + "'errors':[{'field':'slot','cause':'is 99','allowed':'1 to 48'}]}");
    private static final Reply NO_GATEWAY = new Reply(404, "<html>not here</html>");

    private final AtomicInteger asked = new AtomicInteger();
    private final Set<String> keys = ConcurrentHashMap.newKeySet();
    private HttpServer server;

    private record Reply(int status, String body) {}

    @AfterEach
    void stop() {
        server.stop(0);
    }

    /** Answers so, one after the other, and in the end as with the last. */
    private CommandResult<?> sendTo(Reply... replies) throws Exception {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            Reply reply = replies[Math.min(asked.getAndIncrement(), replies.length - 1)];
            keys.addAll(exchange.getRequestHeaders().getOrDefault("Idempotency-Key", List.of()));
            exchange.getRequestBody().readAllBytes();
            if (reply.status() == 0) {
                throw new IOException("the connection breaks before an answer");
            }
            byte[] body = reply.body().replace('\'', '"').getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(reply.status(), body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        URI address = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        try (RemoteGateway gateway = RemoteGateway.connect(address, "token")) {
            return gateway.send(RENT, CommandOptions.DEFAULT.within(Duration.ofSeconds(1)))
                    .get(20, TimeUnit.SECONDS);
        }
    }

    @Test
    void aRefusalOfTheFirstRequestSaysThatNothingWasSent() throws Exception {
        assertThat(sendTo(UNKNOWN_DEVICE))
                .isEqualTo(new NotSent<>("", 0, NotSentReason.OFFLINE, "the device is not registered"));
        assertThat(asked).hasValue(1);
    }

    @Test
    void aRefusalKeepsWhatIsAllowed() throws Exception {
        assertThat(sendTo(INVALID))
                .isEqualTo(new NotSent<>(
                        "", 0, NotSentReason.INVALID, "slot is 99, out of range (allowed: slot 1 to 48)"));
    }

    @Test
    void afterItMayHaveArrivedNoRefusalSaysThatNothingWasSent() throws Exception {
        assertThat(sendTo(DROPPED, UNKNOWN_DEVICE, INVALID, UNKNOWN_DEVICE)).isInstanceOf(Unknown.class);
        assertThat(asked.get()).as("it is asked for again").isGreaterThan(2);
        assertThat(keys).as("under one key").hasSize(1);
    }

    @Test
    void afterItMayHaveArrivedItsOutcomeIsTold() throws Exception {
        Reply outcome = new Reply(
                200, "{'commandId':'c','epoch':2,'result':'notSent','reason':'OFFLINE','detail':'not connected'}");
        assertThat(sendTo(DROPPED, UNKNOWN_DEVICE, outcome))
                .isEqualTo(new NotSent<>("c", 2, NotSentReason.OFFLINE, "not connected"));
    }

    @Test
    void whatIsNoGatewaySaysNothingOfACommand() throws Exception {
        assertThat(sendTo(NO_GATEWAY))
                .isInstanceOfSatisfying(
                        Unknown.class,
                        unknown ->
                                assertThat(unknown.detail()).contains("not a device gateway", "correct the address"));
    }
}
