package io.devicegateway.brokers.testing;

import java.util.Queue;
import org.eclipse.paho.client.mqttv3.IMqttDeliveryToken;
import org.eclipse.paho.client.mqttv3.MqttCallback;
import org.eclipse.paho.client.mqttv3.MqttMessage;

/** Collects the texts that arrive. */
record Received(Queue<String> texts) implements MqttCallback {
    @Override
    public void connectionLost(Throwable cause) {
        // the test asks the broker, not the client
    }

    @Override
    public void messageArrived(String topic, MqttMessage message) {
        texts.add(MqttBrokerTest.text(message.getPayload()));
    }

    @Override
    public void deliveryComplete(IMqttDeliveryToken token) {
        // not of interest
    }
}
