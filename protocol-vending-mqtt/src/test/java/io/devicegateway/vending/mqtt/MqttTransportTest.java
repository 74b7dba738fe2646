package io.devicegateway.vending.mqtt;

import static io.devicegateway.vending.mqtt.GatewayOnBroker.CABINET;
import static io.devicegateway.vending.mqtt.GatewayOnBroker.settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.devicegateway.api.CommandResult;
import io.devicegateway.api.DeviceEvent;
import io.devicegateway.api.LaneCounters;
import io.devicegateway.api.LaneStates;
import io.devicegateway.api.MalformedMessage;
import io.devicegateway.api.Presence;
import io.devicegateway.api.Temperature;
import io.devicegateway.api.VendItem;
import io.devicegateway.api.VendResult;
import io.devicegateway.brokers.testing.MqttBroker;
import io.devicegateway.journal.JournalUnavailableException;
import io.devicegateway.protocol.Liveness;
import io.devicegateway.testing.LogLines;
import io.devicegateway.vending.VendingSettings;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The way through a real broker, when the broker does what it should. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MqttTransportTest {
    private static final String SALE =
            "{\"c\":22,\"f\":\"CQAZ01\",\"t\":\"866710036447339\",\"m\":\"1&12843893\",\"mi\":2}";
    private static final String RESULT =
            "{\"c\": 23,\"f\":\"866710036447339\",\"t\":\" CQAZ01\",\"m\":\"1&12843893&0&0\",\"mi\":2}";

    private String uri = "";

    @BeforeAll
    void broker() {
        uri = MqttBroker.shared().uri();
    }

    /** Topics of its own: tests share the broker. */
    private MqttSettings own(String vendor) {
        return settings(uri)
                .with(new MqttSettings.Topics(vendor, "CQAZ01", MqttSettings.Direction.RECIPIENT, false, null, 1));
    }

    private static String vendor() {
        return MqttBroker.shared().uniqueName("V");
    }

    private static String temperature(String device, String value, int messageId) {
        return "{\"c\":31,\"f\":\"" + device + "\",\"t\":\"CQAZ01\",\"m\":\"" + value + "\",\"mi\":" + messageId + "}";
    }

    private static String heartbeat(String device) {
        return "{\"c\":35,\"f\":\"" + device + "\",\"t\":\"CQAZ01\",\"m\":\"1\",\"mi\":1}";
    }

    @Test
    void eachSampleOfTheDocumentIsItsEvent() throws MqttException {
        String vendor = vendor();
        try (GatewayOnBroker gateway = new GatewayOnBroker(own(vendor));
                MqttPeer peer = new MqttPeer(uri)) {
            await().until(gateway::isUp);
            peer.publish(vendor + "/CQAZ01", RESULT);
            peer.publish(
                    vendor + "/CQAZ01",
                    "{\"c\": 25,\"f\":\"866710036447339\",\"t\":\" CQAZ01\",\"m\":\"0,0,0,0,0,0,0,0,0\",\"mi\":6}");
            peer.publish(
                    vendor + "/CQAZ01", "{\"c\": 27,\"f\":\"866710036447339\",\"t\":\" CQAZ01\",\"m\":\"0\",\"mi\":7}");
            await().until(() -> gateway.events(LaneCounters.class).size() == 1);

            assertThat(gateway.events(VendResult.class))
                    .containsExactly(
                            new VendResult(CABINET, 1, "12843893", VendResult.Outcome.DISPENSED, "0", List.of("0")));
            assertThat(gateway.events(LaneStates.class).getFirst().lanes()).hasSize(9);
            await().until(() -> gateway.metrics.count("gateway_broker_acknowledged", "protocol", "vending") == 3);
        }
    }

    @Test
    void aSaleIsWrittenAsTheDocumentPrintsItAndSettledByItsResult() throws MqttException {
        String vendor = vendor();
        try (GatewayOnBroker gateway = new GatewayOnBroker(own(vendor));
                MqttPeer peer = new MqttPeer(uri, vendor + "/866710036447339")) {
            await().until(gateway::isUp);
            peer.publish(vendor + "/CQAZ01", heartbeat("866710036447339"));
            await().until(() -> !gateway.events(Presence.class).isEmpty());
            var result = gateway.send(new VendItem(CABINET, 1, "12843893"));
            await().until(() -> !peer.heard().isEmpty());

            assertThat(peer.heard()).containsExactly(vendor + "/866710036447339 " + SALE);
            assertThat(result).isNotDone();
            peer.publish(vendor + "/CQAZ01", RESULT);
            assertThat(result.join()).isInstanceOf(CommandResult.Done.class);
        }
    }

    @Test
    void whatCannotBeReadIsTakenOffTheBrokerAndCounted() throws MqttException {
        String vendor = vendor();
        MqttSettings settings = own(vendor);
        try (GatewayOnBroker gateway = new GatewayOnBroker(settings);
                MqttPeer peer = new MqttPeer(uri)) {
            await().until(gateway::isUp);
            peer.publish(vendor + "/CQAZ01", "hello");
            peer.publish(vendor + "/CQAZ01", "");
            peer.publish(vendor + "/CQAZ01", SALE);
            peer.publish(vendor + "/CQAZ01", "gateway-probe of-somebody-else 7");
            peer.publish(vendor + "/CQAZ01", temperature("A1", "4", 3));
            await().until(() -> gateway.events(Temperature.class).size() == 1);

            assertThat(gateway.metrics.count("gateway_broker_dropped", "protocol", "vending", "kind", "unreadable"))
                    .isEqualTo(3);
            assertThat(gateway.metrics.count("gateway_broker_acknowledged", "protocol", "vending"))
                    .isEqualTo(4);
        }
        try (GatewayOnBroker gateway = new GatewayOnBroker(settings)) {
            await().until(gateway::isUp);
            assertThat(gateway.metrics.count("gateway_broker_received", "protocol", "vending"))
                    .as("nothing was left at the broker")
                    .isZero();
        }
    }

    /** Anybody may publish: who does so all the time fills no log, and is counted. */
    @Test
    void aStrangersMessagesAreOneLineOfLog() throws MqttException {
        String vendor = vendor();
        try (LogLines log = LogLines.of("io.devicegateway.vending");
                GatewayOnBroker gateway = new GatewayOnBroker(own(vendor));
                MqttPeer peer = new MqttPeer(uri)) {
            await().until(gateway::isUp);
            for (int i = 0; i < 50; i++) {
                peer.publish(vendor + "/CQAZ01", "hello " + i);
                peer.publish(vendor + "/CQAZ01", "{\"c\":35,\"f\":\"A1\",\"m\":\"" + "9".repeat(66_000) + "\"}");
            }
            await().until(() -> gateway.metrics.count("gateway_broker_acknowledged", "protocol", "vending") == 100);

            List<String> told = log.warnings().stream()
                    .filter(line -> line.contains(vendor))
                    .toList();
            assertThat(told).hasSize(2);
            assertThat(told.getFirst()).contains(vendor + "/CQAZ01", "unreadable");
            assertThat(told.getLast()).contains(vendor + "/CQAZ01", "too-long");
            assertThat(gateway.metrics.count("gateway_broker_dropped", "protocol", "vending", "kind", "too-long"))
                    .isEqualTo(50);
        }
    }

    @Test
    void aRetainedMessageIsNoWordOfTheCabinet() throws MqttException {
        String vendor = vendor();
        try (MqttPeer peer = new MqttPeer(uri)) {
            peer.retain(vendor + "/CQAZ01", temperature("A1", "4", 3));
            try (GatewayOnBroker gateway = new GatewayOnBroker(own(vendor))) {
                await().until(gateway::isUp);
                await().until(() ->
                        gateway.metrics.count("gateway_broker_dropped", "protocol", "vending", "kind", "retained")
                                == 1);
                assertThat(gateway.journal.events()).isEmpty();
            } finally {
                peer.retain(vendor + "/CQAZ01", "");
            }
        }
    }

    @Test
    void nothingThatTheGatewayWritesIsRetained() throws MqttException {
        String vendor = vendor();
        try (GatewayOnBroker gateway = new GatewayOnBroker(own(vendor));
                MqttPeer peer = new MqttPeer(uri)) {
            await().until(gateway::isUp);
            peer.publish(vendor + "/CQAZ01", heartbeat("866710036447339"));
            await().until(() -> !gateway.events(Presence.class).isEmpty());
            gateway.send(new VendItem(CABINET, 1, "1"));
            await().until(() -> gateway.metrics.count("gateway_broker_published", "protocol", "vending") == 1);
            peer.publish(vendor + "/CQAZ01", temperature("866710036447339", "1", 9));
            await().until(() -> gateway.events(Temperature.class).size() == 1);
            try (MqttPeer late = new MqttPeer(uri, vendor + "/#");
                    MqttPeer after = new MqttPeer(uri)) {
                after.publish(vendor + "/marker", "x");
                await().until(() -> late.heard().contains(vendor + "/marker x"));
                assertThat(late.heard().stream().filter(heard -> heard.contains("\"c\":22")))
                        .isEmpty();
            }
        }
    }

    /** What is delivered and not durable when the process ends is delivered to the next one; what is durable is one event. */
    @Test
    void whatWasNotDurableComesAgain() throws MqttException {
        String vendor = vendor();
        MqttSettings settings = own(vendor);
        GatewayOnBroker first = new GatewayOnBroker(settings);
        try (MqttPeer peer = new MqttPeer(uri)) {
            await().until(first::isUp);
            peer.publish(vendor + "/CQAZ01", temperature("A1", "1", 1));
            await().until(() -> first.metrics.count("gateway_broker_acknowledged", "protocol", "vending") == 1);
            first.journal.hold();
            peer.publish(vendor + "/CQAZ01", temperature("A1", "2", 2));
            await().until(() -> first.journal.heldAppends() == 1);
            first.die();
            // It became durable after all, though nobody could acknowledge it any more.
            first.journal.release();
            try (GatewayOnBroker second = new GatewayOnBroker(settings, GatewayOnBroker.QUIET, first.journal, true)) {
                await().until(() -> second.metrics.count("gateway_broker_acknowledged", "protocol", "vending") == 1);
                assertThat(second.events(Temperature.class))
                        .extracting(Temperature::text)
                        .containsExactly("1", "2");
                assertThat(second.metrics.count("gateway_broker_stored", "protocol", "vending"))
                        .isEqualTo(1);
            }
        }
    }

    /** It became durable when its connection was gone, and the next one comes late: the broker says DUP. */
    @Test
    void aRedeliveredMessageIsOneEventWhateverItsAge() throws MqttException {
        String vendor = vendor();
        try (GatewayOnBroker gateway = new GatewayOnBroker(own(vendor));
                MqttPeer peer = new MqttPeer(uri)) {
            await().until(gateway::isUp);
            gateway.journal.hold();
            peer.publish(vendor + "/CQAZ01", RESULT);
            peer.publish(vendor + "/CQAZ01", temperature("866710036447339", "4", 3));
            await().until(() -> gateway.metrics.count("gateway_broker_received", "protocol", "vending") == 2);
            gateway.transport.pauseReading("as the test wants");
            await().until(() -> gateway.transport.health().cause().contains("as the test wants"));
            gateway.journal.release();
            await().until(() -> gateway.events(Temperature.class).size() == 1);
            gateway.runsOn(Duration.ofMinutes(11));
            gateway.transport.resumeReading();
            await().until(() -> gateway.metrics.count("gateway_broker_acknowledged", "protocol", "vending") == 4);

            assertThat(gateway.metrics.count("gateway_broker_received", "protocol", "vending"))
                    .isEqualTo(4);
            assertThat(gateway.events(VendResult.class)).hasSize(1);
            assertThat(gateway.events(Temperature.class)).hasSize(1);
        }
    }

    /** What can never be journalled, as what is too large, would come again for ever. */
    @Test
    void whatCanNeverBeJournalledIsToldAndTakenOffTheBroker() throws MqttException {
        String vendor = vendor();
        try (GatewayOnBroker gateway = new GatewayOnBroker(own(vendor));
                MqttPeer peer = new MqttPeer(uri)) {
            await().until(gateway::isUp);
            gateway.journal.refuse(draft ->
                    draft.event() instanceof Temperature hot && hot.text().equals("66"));
            peer.publish(vendor + "/CQAZ01", temperature("A1", "66", 1));
            peer.publish(vendor + "/CQAZ01", temperature("A1", "1", 2));
            await().until(() -> gateway.metrics.count("gateway_broker_acknowledged", "protocol", "vending") == 2);

            assertThat(gateway.events(MalformedMessage.class))
                    .extracting(each -> each.device().value() + " " + each.kind())
                    .containsExactly("A1 event-refused");
            assertThat(gateway.events(Temperature.class))
                    .extracting(Temperature::text)
                    .containsExactly("1");
            assertThat(gateway.metrics.count("gateway_broker_dropped", "protocol", "vending", "kind", "event-refused"))
                    .isEqualTo(1);
            assertThat(gateway.metrics.count("gateway_broker_losses", "protocol", "vending"))
                    .isZero();
        }
    }

    @Test
    void objectsGluedInOnePublishAreAMessageEach() throws MqttException {
        String vendor = vendor();
        try (GatewayOnBroker gateway = new GatewayOnBroker(own(vendor));
                MqttPeer peer = new MqttPeer(uri)) {
            await().until(gateway::isUp);
            peer.publish(vendor + "/CQAZ01", "\ufeff" + heartbeat("A1") + temperature("A1", "4", 3) + "\r\n" + RESULT);
            await().until(() -> gateway.metrics.count("gateway_broker_acknowledged", "protocol", "vending") == 1);

            assertThat(gateway.events(Temperature.class))
                    .extracting(Temperature::text)
                    .containsExactly("4");
            assertThat(gateway.events(VendResult.class))
                    .extracting(VendResult::order)
                    .containsExactly("12843893");
        }
    }

    /** One of several cannot be made durable now: all come again, and what is durable already is one event. */
    @Test
    void gluedObjectsAreAcknowledgedTogether() throws MqttException {
        String vendor = vendor();
        try (GatewayOnBroker gateway = new GatewayOnBroker(own(vendor));
                MqttPeer peer = new MqttPeer(uri)) {
            await().until(gateway::isUp);
            peer.publish(vendor + "/CQAZ01", heartbeat("A1") + heartbeat("A2"));
            await().until(() -> gateway.events(Presence.class).size() == 2);
            gateway.journal.failNext(
                    new JournalUnavailableException(JournalUnavailableException.Reason.FULL, "the disk is full"));
            peer.publish(vendor + "/CQAZ01", temperature("A1", "1", 1) + temperature("A2", "2", 1));
            await().until(() -> gateway.metrics.count("gateway_broker_acknowledged", "protocol", "vending") == 2);

            assertThat(gateway.events(Temperature.class))
                    .extracting(each -> each.device().value() + " " + each.text())
                    .containsExactlyInAnyOrder("A1 1", "A2 2");
        }
    }

    /** A message that the journal refused is not acknowledged, and comes again until it is durable. */
    @Test
    void aJournalThatFailsLosesNothing() throws MqttException {
        String vendor = vendor();
        try (GatewayOnBroker gateway = new GatewayOnBroker(own(vendor));
                MqttPeer peer = new MqttPeer(uri)) {
            await().until(gateway::isUp);
            peer.publish(vendor + "/CQAZ01", heartbeat("A1"));
            await().until(() -> gateway.events(Presence.class).size() == 1);
            gateway.journal.failNext(
                    new JournalUnavailableException(JournalUnavailableException.Reason.FULL, "the disk is full"));
            peer.publish(vendor + "/CQAZ01", temperature("A1", "1", 1));
            await().until(() -> gateway.events(Temperature.class).size() == 1);

            assertThat(gateway.metrics.count("gateway_broker_losses", "protocol", "vending"))
                    .isEqualTo(1);
        }
    }

    @Test
    void whatComesWhileNothingCanBeTakenWaitsAtTheBroker() throws MqttException {
        String vendor = vendor();
        try (GatewayOnBroker gateway = new GatewayOnBroker(own(vendor));
                MqttPeer peer = new MqttPeer(uri)) {
            await().until(gateway::isUp);
            gateway.transport.pauseReading("the disk is full");
            await().until(() -> gateway.transport.health().cause().contains("the disk is full"));
            peer.publish(vendor + "/CQAZ01", temperature("A1", "1", 1));
            gateway.transport.resumeReading();
            await().until(() -> gateway.events(Temperature.class).size() == 1);

            assertThat(gateway.events(Presence.class))
                    .as("what had waited is no sign of life")
                    .extracting(Presence::state)
                    .containsExactly(Presence.State.STALE);
            assertThat(gateway.send(new VendItem(
                                    gateway.events(Temperature.class).getFirst().device(), 1, "1"))
                            .join())
                    .isInstanceOf(CommandResult.NotSent.class);
        }
    }

    @Test
    void tooManyUndurableMessagesAreLeftToTheBroker() throws MqttException {
        String vendor = vendor();
        try (GatewayOnBroker gateway = new GatewayOnBroker(own(vendor).with(new MqttSettings.Limits(3, 100_000)));
                MqttPeer peer = new MqttPeer(uri)) {
            await().until(gateway::isUp);
            gateway.journal.hold();
            for (int i = 1; i <= 6; i++) {
                peer.publish(vendor + "/CQAZ01", temperature("A" + i, "1", i));
            }
            await().until(() -> gateway.transport.health().cause().contains("wait to become durable"));
            gateway.journal.release();
            await().until(() -> gateway.events(Temperature.class).size() == 6 && gateway.isUp());
        }
    }

    @Test
    void devicesAreBounded() throws MqttException {
        String vendor = vendor();
        try (GatewayOnBroker gateway = new GatewayOnBroker(own(vendor).with(new MqttSettings.Limits(2000, 2)));
                MqttPeer peer = new MqttPeer(uri)) {
            await().until(gateway::isUp);
            for (String device : List.of("A1", "A2", "A3")) {
                peer.publish(vendor + "/CQAZ01", heartbeat(device));
            }
            await().until(() ->
                    gateway.metrics.count("gateway_broker_dropped", "protocol", "vending", "kind", "too-many-devices")
                            == 1);
            assertThat(gateway.transport.devices()).isEqualTo(2);
        }
    }

    @Test
    void aSilentCabinetIsForgotten() throws MqttException {
        String vendor = vendor();
        VendingSettings impatient = GatewayOnBroker.QUIET.with(
                new VendingSettings.Presence(new Liveness(Duration.ofMillis(500), Duration.ofMillis(500)), null));
        try (GatewayOnBroker gateway = new GatewayOnBroker(own(vendor), impatient);
                MqttPeer peer = new MqttPeer(uri)) {
            await().until(gateway::isUp);
            peer.publish(vendor + "/CQAZ01", heartbeat("A1"));
            await().until(() -> gateway.events(Presence.class).stream()
                    .anyMatch(presence -> presence.reason() == Presence.Reason.SILENT));
            await().until(() -> gateway.transport.devices() == 0);
            peer.publish(vendor + "/CQAZ01", heartbeat("A1"));
            await().until(() -> gateway.events(Presence.class).getLast().state() == Presence.State.ONLINE);
        }
    }

    @Test
    void gatewaysOfAGroupShareWhatCabinetsSend() throws MqttException {
        String vendor = vendor();
        MqttSettings shared = own(vendor)
                .with(new MqttSettings.Topics(
                        vendor, "CQAZ01", MqttSettings.Direction.RECIPIENT, false, "gateways", 1));
        try (GatewayOnBroker one = new GatewayOnBroker(shared.as("one-" + vendor));
                GatewayOnBroker two = new GatewayOnBroker(shared.as("two-" + vendor));
                MqttPeer peer = new MqttPeer(uri)) {
            await().until(() -> one.isUp() && two.isUp());
            for (int i = 1; i <= 40; i++) {
                peer.publish(vendor + "/CQAZ01", temperature("A" + i, "" + i, i));
            }
            await().until(() -> both(one, two).size() >= 40);

            assertThat(both(one, two)).doesNotHaveDuplicates().hasSize(40);
            assertThat(one.events(Temperature.class)).isNotEmpty();
            assertThat(two.events(Temperature.class)).isNotEmpty();
        }
    }

    private static List<String> both(GatewayOnBroker one, GatewayOnBroker two) {
        return java.util.stream.Stream.of(one, two)
                .flatMap(gateway -> gateway.events(Temperature.class).stream())
                .map(Temperature::text)
                .toList();
    }

    @Test
    void theTopicMayBeTheSenders() throws MqttException {
        String vendor = vendor();
        MqttSettings bySender = settings(uri)
                .with(new MqttSettings.Topics(vendor, "CQAZ01", MqttSettings.Direction.SENDER, false, null, 1));
        try (GatewayOnBroker gateway = new GatewayOnBroker(bySender);
                MqttPeer peer = new MqttPeer(uri, vendor + "/CQAZ01")) {
            await().until(gateway::isUp);
            peer.publish(vendor + "/866710036447339", heartbeat("866710036447339"));
            await().until(() -> !gateway.events(Presence.class).isEmpty());
            CompletableFuture<?> result = gateway.send(new VendItem(CABINET, 1, "12843893"));
            await().until(() -> peer.heard().contains(vendor + "/CQAZ01 " + SALE));
            peer.publish(vendor + "/866710036447339", RESULT);
            assertThat(result.join()).isInstanceOf(CommandResult.Done.class);
            List<DeviceEvent> events = gateway.journal.events();
            assertThat(events).allSatisfy(event -> assertThat(event.device()).isEqualTo(CABINET));
        }
    }
}
