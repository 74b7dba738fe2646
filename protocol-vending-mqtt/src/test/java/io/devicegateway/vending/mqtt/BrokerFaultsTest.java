package io.devicegateway.vending.mqtt;

import static io.devicegateway.vending.mqtt.GatewayOnBroker.CABINET;
import static io.devicegateway.vending.mqtt.GatewayOnBroker.settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.devicegateway.api.CommandResult;
import io.devicegateway.api.CommandResult.NotSentReason;
import io.devicegateway.api.Presence;
import io.devicegateway.api.Temperature;
import io.devicegateway.api.VendItem;
import io.devicegateway.brokers.testing.FaultyProxy;
import io.devicegateway.brokers.testing.MqttBroker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The way through a real broker that dies, freezes, is cut off, or refuses. */
class BrokerFaultsTest {
    private static final String INBOX = "CQAZ/CQAZ01";
    private static final Duration SOON = Duration.ofSeconds(10);
    /** How often the broker is restarted in a row: {@code -Dbroker.restarts=100}. */
    private static final int RESTARTS = Integer.getInteger("broker.restarts", 5);

    @TempDir
    Path folder;

    private static String temperature(String value, int messageId) {
        return "{\"c\":31,\"f\":\"866710036447339\",\"t\":\"CQAZ01\",\"m\":\"" + value + "\",\"mi\":" + messageId + "}";
    }

    private static void publish(String uri, String payload) throws MqttException {
        try (MqttPeer peer = new MqttPeer(uri)) {
            peer.publish(INBOX, payload);
        }
    }

    private static void awaitTemperatures(GatewayOnBroker gateway, String... expected) {
        await().atMost(SOON.multipliedBy(2))
                .untilAsserted(() -> assertThat(gateway.events(Temperature.class))
                        .extracting(Temperature::text)
                        .containsExactly(expected));
    }

    /** The broker dies between delivery and acknowledgement: it delivers again, and that is one event. */
    @Test
    void aBrokerThatDiesBeforeTheAcknowledgementDeliversAgain() throws MqttException {
        try (MqttBroker broker = MqttBroker.owned();
                GatewayOnBroker gateway = new GatewayOnBroker(settings(broker.uri()))) {
            await().until(gateway::isUp);
            publish(broker.uri(), temperature("1", 1));
            awaitTemperatures(gateway, "1");
            gateway.journal.hold();
            publish(broker.uri(), temperature("2", 2));
            await().until(() -> gateway.journal.heldAppends() == 1);
            broker.stop();
            gateway.journal.release();
            awaitTemperatures(gateway, "1", "2");
            broker.start();
            await().atMost(SOON)
                    .until(() -> gateway.metrics.count("gateway_broker_stored", "protocol", "vending") == 1);
            publish(broker.uri(), temperature("3", 3));

            awaitTemperatures(gateway, "1", "2", "3");
        }
    }

    /** After each restart it consumes again within ten seconds, and nothing is lost or doubled. */
    @Test
    void itConsumesAgainAfterEachRestart() throws MqttException {
        try (MqttBroker broker = MqttBroker.owned();
                GatewayOnBroker gateway = new GatewayOnBroker(settings(broker.uri()))) {
            await().until(gateway::isUp);
            List<String> sent = new ArrayList<>();
            for (int i = 1; i <= RESTARTS; i++) {
                if (i % 2 == 0) {
                    broker.kill();
                    broker.start();
                } else {
                    broker.restart();
                }
                long back = System.nanoTime();
                publish(broker.uri(), temperature("" + i, i));
                sent.add("" + i);
                await().atMost(SOON)
                        .until(() -> gateway.events(Temperature.class).size() == sent.size());
                assertThat(Duration.ofNanos(System.nanoTime() - back)).isLessThan(SOON);
            }

            awaitTemperatures(gateway, sent.toArray(String[]::new));
            assertThat(gateway.events(Presence.class))
                    .as("a broker that restarts is no device that goes")
                    .extracting(Presence::state)
                    .doesNotContain(Presence.State.OFFLINE);
        }
    }

    @Test
    void withoutABrokerCommandsAreNotSentAndDevicesStay() throws MqttException {
        try (MqttBroker broker = MqttBroker.owned();
                GatewayOnBroker gateway = new GatewayOnBroker(settings(broker.uri()))) {
            await().until(gateway::isUp);
            publish(broker.uri(), temperature("1", 1));
            awaitTemperatures(gateway, "1");
            broker.kill();
            await().until(() -> gateway.transport.health().state() == BrokerHealth.State.DOWN);

            assertThat(gateway.send(new VendItem(CABINET, 1, "77")).join())
                    .isInstanceOfSatisfying(
                            CommandResult.NotSent.class,
                            notSent -> assertThat(notSent.reason()).isEqualTo(NotSentReason.OFFLINE));
            assertThat(gateway.events(Presence.class)).hasSize(1);
            assertThat(gateway.transport.devices()).isEqualTo(1);
            await().until(() -> gateway.transport.health().words().contains("cannot connect to 127.0.0.1"));

            broker.start();
            await().atMost(SOON).until(gateway::isUp);
            try (MqttPeer peer = new MqttPeer(broker.uri(), "CQAZ/866710036447339")) {
                var again = gateway.send(new VendItem(CABINET, 1, "77"));
                await().until(() -> peer.heard().size() == 1);
                peer.publish(INBOX, "{\"c\":23,\"f\":\"866710036447339\",\"t\":\"CQAZ01\",\"m\":\"1&77&0\",\"mi\":3}");
                assertThat(again.join()).isInstanceOf(CommandResult.Done.class);
            }
        }
    }

    /** A broker that keeps its connections and answers nothing is found out by the probe. */
    @Test
    void aFrozenBrokerIsFoundOut() throws MqttException {
        try (MqttBroker broker = MqttBroker.owned();
                GatewayOnBroker gateway = new GatewayOnBroker(settings(broker.uri()))) {
            await().until(gateway::isUp);
            publish(broker.uri(), temperature("1", 1));
            awaitTemperatures(gateway, "1");
            broker.freeze();
            await().atMost(SOON).until(() -> gateway.transport.health().state() == BrokerHealth.State.DOWN);
            assertThat(gateway.transport.health().cause()).contains("did not come back");
            broker.thaw();
            await().atMost(SOON.multipliedBy(2)).until(gateway::isUp);
            publish(broker.uri(), temperature("2", 2));

            awaitTemperatures(gateway, "1", "2");
        }
    }

    @Test
    void aConnectionThatIsCutOrStallsIsMadeAgain() throws MqttException {
        try (MqttBroker broker = MqttBroker.owned();
                FaultyProxy proxy = FaultyProxy.to(broker);
                GatewayOnBroker gateway = new GatewayOnBroker(settings("tcp://" + proxy.host() + ":" + proxy.port()))) {
            await().until(gateway::isUp);
            for (int i = 1; i <= 3; i++) {
                proxy.cut();
                publish(broker.uri(), temperature("" + i, i));
                int expected = i;
                await().atMost(SOON)
                        .until(() -> gateway.events(Temperature.class).size() == expected);
            }
            proxy.stall();
            await().atMost(SOON).until(() -> gateway.transport.health().state() == BrokerHealth.State.DOWN);
            proxy.refuse();
            proxy.resume();
            publish(broker.uri(), temperature("4", 4));
            proxy.accept();

            awaitTemperatures(gateway, "1", "2", "3", "4");
        }
    }

    /** mosquitto grants every subscription and delivers nothing that its access rights do not allow: only a proof shows that. */
    @Test
    void accessRightsThatForbidShow() throws IOException {
        Path rights = folder.resolve("acl");
        Files.writeString(rights, "topic write CQAZ/#\n");
        try (MqttBroker broker = MqttBroker.configured(List.of("acl_file " + rights));
                GatewayOnBroker gateway = new GatewayOnBroker(settings(broker.uri()))) {
            await().until(() -> gateway.transport.health().cause().contains("access rights"));

            assertThat(gateway.transport.health().state()).isEqualTo(BrokerHealth.State.DOWN);
            assertThat(gateway.transport.health().words()).startsWith("not consuming since ");
            assertThat(gateway.metrics.values()).containsEntry("gateway_broker_up[protocol, vending]", 0.0);
        }
    }

    /** Where the gateway may not write to its own inbox, what cabinets say proves that it consumes. */
    @Test
    void accessRightsThatForbidOnlyTheProbeAreSaid() throws IOException, MqttException {
        Path rights = folder.resolve("acl");
        Files.writeString(rights, "topic readwrite CQAZ/#\nuser gateway\ntopic read CQAZ/CQAZ01\n");
        Path users = folder.resolve("users");
        Files.writeString(users, "gateway:secret\n");
        hash(users);
        try (MqttBroker broker = MqttBroker.configured(
                        List.of("acl_file " + rights, "password_file " + users, "allow_anonymous true"));
                GatewayOnBroker gateway = new GatewayOnBroker(
                        settings(broker.uri()).with(MqttSettings.Login.NONE.with("gateway", "secret")))) {
            await().atMost(SOON).until(() -> !gateway.transport.health().cause().equals("not connected yet"));
            for (int i = 1; gateway.events(Temperature.class).size() < 3; i++) {
                publish(broker.uri(), temperature("" + i, i));
            }
            await().atMost(SOON)
                    .until(() -> gateway.transport
                            .health()
                            .cause()
                            .contains("access rights let user gateway write that topic"));
        }
    }

    @Test
    void aWrongPasswordShows() throws IOException {
        Path users = folder.resolve("users");
        Files.writeString(users, "gateway:secret\n");
        hash(users);
        try (MqttBroker broker = MqttBroker.configured(List.of("password_file " + users, "allow_anonymous false"));
                GatewayOnBroker wrong = new GatewayOnBroker(
                        settings(broker.uri()).with(MqttSettings.Login.NONE.with("gateway", "guess")));
                GatewayOnBroker right = new GatewayOnBroker(
                        settings(broker.uri()).with(MqttSettings.Login.NONE.with("gateway", "secret")))) {
            await().until(right::isUp);
            await().until(() -> wrong.transport.health().cause().contains("does not"));
            assertThat(wrong.transport.health().words()).doesNotContain("guess");
        }
    }

    /** mosquitto's own tool turns the passwords of a file into hashes. */
    private static void hash(Path users) throws IOException {
        try {
            assertThat(new ProcessBuilder("mosquitto_passwd", "-U", users.toString())
                            .inheritIO()
                            .start()
                            .waitFor())
                    .isZero();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void twoClientsOfOneNameAreSaid() {
        try (MqttBroker broker = MqttBroker.owned()) {
            MqttSettings same = settings(broker.uri());
            try (GatewayOnBroker one = new GatewayOnBroker(same);
                    GatewayOnBroker two = new GatewayOnBroker(same)) {
                await().atMost(Duration.ofSeconds(30))
                        .until(() -> (one.transport.health().cause()
                                        + two.transport.health().cause())
                                .contains("does another client use the name " + same.clientId()));
            }
        }
    }
}
