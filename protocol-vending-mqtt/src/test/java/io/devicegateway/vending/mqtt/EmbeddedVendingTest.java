package io.devicegateway.vending.mqtt;

import static io.devicegateway.vending.mqtt.GatewayOnBroker.CABINET;
import static io.devicegateway.vending.mqtt.GatewayOnBroker.settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.devicegateway.api.CommandEvent.CommandResolved;
import io.devicegateway.api.CommandResult;
import io.devicegateway.api.DeviceEvent;
import io.devicegateway.api.EventRecord;
import io.devicegateway.api.QueryCounters;
import io.devicegateway.api.VendItem;
import io.devicegateway.brokers.testing.MqttBroker;
import io.devicegateway.embedded.EmbeddedGateway;
import io.devicegateway.metrics.MemoryMetrics;
import io.devicegateway.testing.SmallGateway;
import io.devicegateway.vending.VendingCodec;
import io.devicegateway.vending.VendingProtocol;
import io.devicegateway.vending.VendingSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole gateway, with its files, on a real broker, over a restart. */
class EmbeddedVendingTest {
    private static final String SENDER = "\"f\":\"866710036447339\",\"t\":\"CQAZ01\"";

    @TempDir
    Path data;

    private final String vendor = MqttBroker.shared().uniqueName("V");
    private final MqttSettings settings = settings(MqttBroker.shared().uri())
            .with(new MqttSettings.Topics(vendor, "CQAZ01", MqttSettings.Direction.RECIPIENT, false, null, 1));

    private EmbeddedGateway open() throws IOException {
        return SmallGateway.open(data);
    }

    private MqttTransport connect(EmbeddedGateway gateway, int firstMessageId) {
        VendingSettings protocol = GatewayOnBroker.QUIET.with(VendingSettings.Wire.DEFAULT.startingAt(firstMessageId));
        MqttTransport transport = gateway.connect(
                new VendingProtocol(protocol, Clock.systemUTC()),
                MqttTransport.with(
                        settings,
                        new VendingCodec(protocol),
                        new MemoryMetrics(),
                        System::nanoTime,
                        Clock.systemUTC()));
        await().until(() -> transport.health().state() == BrokerHealth.State.UP);
        return transport;
    }

    private void beat(MqttPeer peer, EmbeddedGateway gateway) throws MqttException {
        peer.publish(vendor + "/CQAZ01", "{\"c\":35," + SENDER + ",\"m\":\"1\",\"mi\":900}");
        await().until(() -> gateway.device(CABINET)
                .filter(device -> device.remote() != null)
                .isPresent());
    }

    /** A sale whose outcome the first run never learned: its number stays used, and the counters tell the second run. */
    @Test
    void aSaleSurvivesARestart() throws IOException, MqttException {
        try (MqttPeer peer = new MqttPeer(MqttBroker.shared().uri(), vendor + "/866710036447339")) {
            String commandId;
            try (EmbeddedGateway gateway = open()) {
                connect(gateway, 1);
                beat(peer, gateway);
                var counters = gateway.send(new QueryCounters(CABINET));
                await().until(() -> peer.heard().size() == 1);
                peer.publish(vendor + "/CQAZ01", "{\"c\":27," + SENDER + ",\"m\":\"7,0\",\"mi\":1}");
                assertThat(counters.join()).isInstanceOf(CommandResult.Done.class);
                var sale = gateway.send(new VendItem(CABINET, 1, "77"));
                await().until(() -> peer.heard().size() == 2);
                gateway.close();
                assertThat(sale.join()).isInstanceOf(CommandResult.Unknown.class);
                commandId = sale.join().commandId();
            }
            List<DeviceEvent> told = new CopyOnWriteArrayList<>();
            try (EmbeddedGateway gateway = open()) {
                gateway.subscribe("test", (EventRecord record) -> told.add(record.event()));
                assertThat(gateway.device(CABINET).orElseThrow().lanes().get(1).lastOrder())
                        .isEqualTo("77");
                connect(gateway, 100);
                beat(peer, gateway);

                assertThat(gateway.send(new VendItem(CABINET, 2, "77")).join())
                        .isInstanceOfSatisfying(
                                CommandResult.Unknown.class,
                                unknown -> assertThat(unknown.detail()).contains(commandId));
                await().until(() -> peer.heard().size() == 3); // the gateway itself asks for the counters
                peer.publish(vendor + "/CQAZ01", "{\"c\":27," + SENDER + ",\"m\":\"8,0\",\"mi\":100}");
                await().until(() -> told.stream()
                        .anyMatch(event -> event instanceof CommandResolved resolved
                                && resolved.commandId().equals(commandId)
                                && resolved.happened()));
            }
        }
    }
}
