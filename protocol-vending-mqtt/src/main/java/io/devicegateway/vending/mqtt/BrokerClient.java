package io.devicegateway.vending.mqtt;

import io.devicegateway.protocol.Link.NotWritten;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.paho.client.mqttv3.IMqttDeliveryToken;
import org.eclipse.paho.client.mqttv3.IMqttToken;
import org.eclipse.paho.client.mqttv3.MqttAsyncClient;
import org.eclipse.paho.client.mqttv3.MqttCallback;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.MqttMessage;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection to the broker, with a client of the library of its own: what was handed to an earlier one is never sent by a
 * later one, neither a message nor an acknowledgement.
 */
final class BrokerClient {
    private static final Logger LOG = LoggerFactory.getLogger(BrokerClient.class);
    private static final int REFUSED = 128;
    private static final int MOST_IN_FLIGHT = 1000;
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(2);

    private final MqttSettings settings;
    private final MqttAsyncClient client;
    private final AtomicBoolean over = new AtomicBoolean();
    private volatile boolean full;
    private boolean sessionPresent;

    /**
     * @param receiver is told what comes, on the library's thread; it never blocks
     * @throws BrokerProblem if the library does not accept the settings
     */
    BrokerClient(MqttSettings settings, Receiver receiver) throws BrokerProblem {
        this.settings = settings;
        String address =
                settings.broker().getScheme() + "://" + settings.broker().getHost() + ":" + port(settings);
        try {
            client = new MqttAsyncClient(address, settings.clientId(), new MemoryPersistence());
            client.setManualAcks(true);
            client.setCallback(new Callback(receiver));
        } catch (MqttException e) {
            throw BrokerProblem.of("no client for " + address, e);
        }
    }

    private static int port(MqttSettings settings) {
        int port = settings.broker().getPort();
        return port > 0 ? port : settings.broker().getScheme().equals("ssl") ? 8883 : 1883;
    }

    /** What comes through a connection. */
    interface Receiver {
        void message(BrokerClient from, String topic, MqttMessage message);

        void lost(BrokerClient from, String cause);
    }

    /** Connects; waits for the broker to accept. */
    void connect() throws BrokerProblem {
        try {
            IMqttToken token = client.connect(options());
            token.waitForCompletion(settings.timing().connectWithin().toMillis());
            sessionPresent = token.getSessionPresent();
        } catch (MqttException e) {
            throw BrokerProblem.of("cannot connect to " + settings.broker().getHost() + ":" + port(settings), e);
        } catch (IOException e) {
            throw BrokerProblem.of("cannot connect to " + settings.broker().getHost() + ":" + port(settings), e);
        }
    }

    private MqttConnectOptions options() throws IOException {
        MqttConnectOptions options = new MqttConnectOptions();
        options.setMqttVersion(MqttConnectOptions.MQTT_VERSION_3_1_1);
        options.setCleanSession(settings.cleanSession());
        options.setAutomaticReconnect(false);
        options.setMaxInflight(MOST_IN_FLIGHT);
        options.setKeepAliveInterval((int) settings.timing().keepAlive().toSeconds());
        options.setConnectionTimeout(
                (int) Math.max(1, settings.timing().connectWithin().toSeconds()));
        MqttSettings.Login login = settings.login();
        if (login.user() != null) {
            options.setUserName(login.user());
        }
        String password = login.password();
        if (password != null) {
            options.setPassword(password.toCharArray());
        }
        if (settings.broker().getScheme().equals("ssl")) {
            options.setSocketFactory(TlsFiles.sockets(login));
            options.setHttpsHostnameVerificationEnabled(login.verifyHost());
        }
        return options;
    }

    boolean isConnected() {
        return client.isConnected();
    }

    /** Whether the broker had kept what came while the gateway was away. */
    boolean isSessionPresent() {
        return sessionPresent;
    }

    /** Subscribes; waits until the broker has granted each. */
    void subscribe(List<String> filters) throws BrokerProblem {
        int[] qos = new int[filters.size()];
        Arrays.fill(qos, settings.topics().qos());
        int[] granted;
        try {
            IMqttToken token = client.subscribe(filters.toArray(String[]::new), qos);
            token.waitForCompletion(settings.timing().connectWithin().toMillis());
            granted = token.getGrantedQos();
        } catch (MqttException e) {
            throw BrokerProblem.of("cannot subscribe to " + filters, e);
        }
        for (int i = 0; i < filters.size(); i++) {
            if (i >= granted.length || granted[i] == REFUSED) {
                throw new BrokerProblem("the broker refused the subscription of " + filters.get(i)
                        + ": its access rights have to let user "
                        + settings.login().user() + " read it");
            }
            if (granted[i] != settings.topics().qos()) {
                throw new BrokerProblem("the broker granted QoS " + granted[i] + " instead of "
                        + settings.topics().qos() + " for " + filters.get(i));
            }
        }
    }

    /**
     * Hands a message to the library, never retained.
     *
     * @throws NotWritten if it did not take it, so that not a byte leaves
     */
    void publish(String topic, byte[] payload) throws NotWritten {
        if (over.get()) {
            throw new NotWritten("the connection to the broker has ended");
        }
        try {
            client.publish(topic, payload, settings.topics().qos(), false);
        } catch (MqttException e) {
            throw new NotWritten("the broker cannot be written to: " + BrokerProblem.words(e));
        }
    }

    /** Takes a message off the broker. On a connection that has ended nothing is sent: the broker delivers it again. */
    void acknowledge(MqttMessage message) {
        if (over.get() || message.getQos() == 0) {
            return;
        }
        try {
            client.messageArrivedComplete(message.getId(), message.getQos());
        } catch (MqttException e) {
            LOG.debug("an acknowledgement was not sent; the broker delivers the message again", e);
        }
    }

    /** No message is taken from it any more; those that were taken are still acknowledged. */
    void markFull() {
        full = true;
    }

    boolean isFull() {
        return full;
    }

    /** Nothing is sent or taken from now on. */
    void end() {
        over.set(true);
    }

    /**
     * Ends the connection. The library may block on a broker that does not answer, so it does that by itself.
     *
     * @param politely whether the broker is told
     */
    void close(boolean politely) {
        end();
        Thread closing = Thread.ofVirtual().name("vending-mqtt-close").start(() -> {
            try {
                if (politely && client.isConnected()) {
                    client.disconnect(0).waitForCompletion(CLOSE_WITHIN.toMillis() / 2);
                } else {
                    client.disconnectForcibly(0, 1, false);
                }
            } catch (MqttException e) {
                LOG.debug("the connection had ended already", e);
            } finally {
                closeLibrary();
            }
        });
        try {
            closing.join(CLOSE_WITHIN);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void closeLibrary() {
        try {
            client.close(true);
        } catch (MqttException e) {
            LOG.debug("the client was closed already", e);
        }
    }

    private final class Callback implements MqttCallback {
        private final Receiver receiver;

        Callback(Receiver receiver) {
            this.receiver = receiver;
        }

        @Override
        public void connectionLost(Throwable cause) {
            if (!over.get()) {
                receiver.lost(BrokerClient.this, "the connection to the broker broke: " + BrokerProblem.words(cause));
            }
        }

        @Override
        public void messageArrived(String topic, MqttMessage message) {
            if (!over.get()) {
                receiver.message(BrokerClient.this, topic, message);
            }
        }

        @Override
        public void deliveryComplete(IMqttDeliveryToken token) {}
    }
}
