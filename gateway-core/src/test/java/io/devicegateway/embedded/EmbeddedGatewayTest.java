package io.devicegateway.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.devicegateway.api.BankReturned;
import io.devicegateway.api.CommandOptions;
import io.devicegateway.api.CommandResult;
import io.devicegateway.api.CommandResult.Done;
import io.devicegateway.api.CommandResult.Unknown;
import io.devicegateway.api.Device;
import io.devicegateway.api.DeviceId;
import io.devicegateway.api.EventRecord;
import io.devicegateway.api.Presence;
import io.devicegateway.api.RentBank;
import io.devicegateway.api.Subscription;
import io.devicegateway.tcp.TcpListener;
import io.devicegateway.tcp.TcpSettings;
import io.devicegateway.testing.PlainProtocol;
import io.devicegateway.testing.SmallGateway;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The gateway as a whole over real sockets and real files. */
class EmbeddedGatewayTest {
    private static final DeviceId CABINET = new DeviceId("plain", "A1");

    @TempDir
    Path data;

    private EmbeddedGateway open() throws IOException {
        return SmallGateway.open(data);
    }

    private static LineCabinet connect(EmbeddedGateway gateway) throws IOException {
        TcpListener listener = gateway.listen(
                new PlainProtocol(),
                TcpSettings.builder().bind("127.0.0.1").port(0).build());
        return new LineCabinet(listener.boundPort());
    }

    @Test
    @SuppressWarnings("try")
    void aReturnReachesAHandlerAndTheRegistryAndSurvivesARestart() throws Exception {
        List<EventRecord> handled = new CopyOnWriteArrayList<>();
        try (EmbeddedGateway gateway = open();
                Subscription subscription = gateway.subscribe("billing", handled::add);
                LineCabinet cabinet = connect(gateway)) {
            assertThat(cabinet.ask("login A1")).isEqualTo("welcome");
            assertThat(cabinet.ask("return 1 B1")).isEqualTo("returned 1 ACCEPTED");
            await().until(() -> handled.stream().anyMatch(record -> record.event() instanceof BankReturned));
            await().until(() -> gateway.device(CABINET).orElseThrow().slots().containsKey(1));
            Device device = gateway.device(CABINET).orElseThrow();
            assertThat(device.presence().state()).isEqualTo(Presence.State.ONLINE);
            assertThat(device.slots().get(1).returned()).isTrue();
            assertThat(subscription.consumer()).isEqualTo("billing");
            gateway.close();
        }
        List<EventRecord> again = new CopyOnWriteArrayList<>();
        try (EmbeddedGateway gateway = open();
                LineCabinet cabinet = connect(gateway)) {
            assertThat(gateway.device(CABINET).orElseThrow().presence().state()).isEqualTo(Presence.State.STALE);
            assertThat(cabinet.ask("login A1")).isEqualTo("welcome");
            assertThat(cabinet.ask("return 1 B1")).isEqualTo("returned 1 ACCEPTED");
            gateway.subscribe("audit", again::add);
            await().until(() -> again.stream()
                            .filter(record -> record.event() instanceof Presence)
                            .count()
                    == 2);
            assertThat(again.stream().filter(record -> record.event() instanceof BankReturned))
                    .hasSize(1);
        }
        assertThat(handled.stream().map(EventRecord::id)).doesNotHaveDuplicates();
    }

    @Test
    void aCommandIsCarriedOutAndItsKeyNamesItsOutcomeAfterARestart() throws Exception {
        CommandOptions once = CommandOptions.DEFAULT.once("order-1").within(Duration.ofSeconds(20));
        CommandResult<?> result;
        try (EmbeddedGateway gateway = open();
                LineCabinet cabinet = connect(gateway)) {
            cabinet.ask("login A1");
            await().until(() -> gateway.device(CABINET)
                    .filter(device -> device.presence().state() == Presence.State.ONLINE)
                    .isPresent());
            var future = gateway.send(new RentBank(CABINET, 3), once);
            assertThat(cabinet.read()).isEqualTo("rent 3");
            cabinet.write("rented 3 ok B3");
            result = future.get();
            assertThat(result).isInstanceOf(Done.class);
        }
        try (EmbeddedGateway gateway = open()) {
            assertThat(gateway.send(new RentBank(CABINET, 3), once).get()).isEqualTo(result);
        }
    }

    @Test
    @SuppressWarnings("try")
    void aStopSettlesWhatIsInFlight() throws Exception {
        CommandOptions once = CommandOptions.DEFAULT.once("order-1").within(Duration.ofMinutes(5));
        try (EmbeddedGateway gateway = open();
                LineCabinet cabinet = connect(gateway)) {
            cabinet.ask("login A1");
            await().until(() -> gateway.device(CABINET)
                    .filter(device -> device.presence().state() == Presence.State.ONLINE)
                    .isPresent());
            var future = gateway.send(new RentBank(CABINET, 3), once);
            assertThat(cabinet.read()).isEqualTo("rent 3");
            gateway.close();
            assertThat(future).isCompletedWithValueMatching(result -> result instanceof Unknown);
        }
        try (EmbeddedGateway gateway = open()) {
            assertThat(gateway.send(new RentBank(CABINET, 3), once).get()).isInstanceOf(Unknown.class);
        }
    }
}
