package io.devicegateway.vending.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import org.eclipse.paho.client.mqttv3.IMqttDeliveryToken;
import org.eclipse.paho.client.mqttv3.MqttCallback;
import org.eclipse.paho.client.mqttv3.MqttClient;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.MqttMessage;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;

/** Another client of the broker, which plays a cabinet. */
final class MqttPeer implements AutoCloseable {
    private final MqttClient client;
    private final List<String> heard = new CopyOnWriteArrayList<>();

    MqttPeer(String uri, MqttConnectOptions options, String... filters) throws MqttException {
        client = new MqttClient(uri, "peer-" + ThreadLocalRandom.current().nextInt(1 << 30), new MemoryPersistence());
        client.setTimeToWait(5000);
        client.setCallback(new MqttCallback() {
            @Override
            public void connectionLost(Throwable cause) {}

            @Override
            public void messageArrived(String topic, MqttMessage message) {
                heard.add(topic + " " + (message.isRetained() ? "RETAINED " : "")
                        + new String(message.getPayload(), UTF_8));
            }

            @Override
            public void deliveryComplete(IMqttDeliveryToken token) {}
        });
        client.connect(options);
        for (String filter : filters) {
            client.subscribe(filter, 1);
        }
    }

    MqttPeer(String uri, String... filters) throws MqttException {
        this(uri, new MqttConnectOptions(), filters);
    }

    /** Returns when the broker has it. */
    void publish(String topic, String payload) throws MqttException {
        client.publish(topic, payload.getBytes(UTF_8), 1, false);
    }

    void retain(String topic, String payload) throws MqttException {
        client.publish(topic, payload.getBytes(UTF_8), 1, true);
    }

    /** What came, as topic and payload. */
    List<String> heard() {
        return heard;
    }

    @Override
    public void close() throws MqttException {
        if (client.isConnected()) {
            client.disconnectForcibly(0, 100);
        }
        client.close(true);
    }
}
