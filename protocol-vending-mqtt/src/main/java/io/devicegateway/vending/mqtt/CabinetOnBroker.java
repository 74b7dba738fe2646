package io.devicegateway.vending.mqtt;

import io.devicegateway.simulation.VirtualDevice.Act;
import io.devicegateway.vending.VendingCabinet;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.eclipse.paho.client.mqttv3.IMqttDeliveryToken;
import org.eclipse.paho.client.mqttv3.MqttAsyncClient;
import org.eclipse.paho.client.mqttv3.MqttCallback;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.MqttMessage;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;
import org.jspecify.annotations.Nullable;

/** A virtual cabinet on a real broker, with a connection of its own. It runs until its thread is interrupted. */
public final class CabinetOnBroker implements Runnable {
    private static final int MOST_WAITING = 1000;
    private static final long PATIENCE_MILLIS = 10_000;
    private static final long LONGEST_WAIT_MILLIS = 1000;
    private static final Heard LOST = new Heard(new byte[0], true);

    private final VendingCabinet cabinet;
    private final URI broker;
    private final String vendor;
    private final String serverId;
    private final LongSupplier nowMillis;
    private final Traffic traffic;
    private final Duration startDelay;
    private final Duration longestPause;
    private final BlockingQueue<Heard> inbox = new LinkedBlockingQueue<>(MOST_WAITING);
    private boolean silent;

    /**
     * @param broker {@code tcp://host:port}
     * @param topics whose topics; only the vendor and the server's id are looked at
     * @param nowMillis a clock that never goes back
     * @param startDelay how long after the start it connects first
     * @param longestPause the longest pause before it connects again
     */
    public CabinetOnBroker(
            VendingCabinet cabinet,
            URI broker,
            MqttSettings.Topics topics,
            LongSupplier nowMillis,
            Traffic traffic,
            Duration startDelay,
            Duration longestPause) {
        this.cabinet = cabinet;
        this.broker = broker;
        this.vendor = topics.vendor();
        this.serverId = topics.serverId();
        this.nowMillis = nowMillis;
        this.traffic = traffic;
        this.startDelay = startDelay;
        this.longestPause = longestPause;
    }

    /** Is told what goes over the connection. */
    public interface Traffic {
        /** Tells nobody. */
        Traffic UNTOLD = new Traffic() {};

        /** A connection stands. */
        default void connected() {}

        /** A connection could not be made. */
        default void connectFailed() {}

        /**
         * A connection ended.
         *
         * @param byPeer whether the other side, or something between, ended it
         */
        default void disconnected(boolean byPeer) {}

        /** So many bytes were sent. */
        default void wrote(int bytes) {}

        /** So many bytes came. */
        default void read(int bytes) {}
    }

    @Override
    public void run() {
        try {
            Thread.sleep(startDelay);
            while (!Thread.currentThread().isInterrupted()) {
                connection();
                long most = Math.max(2, longestPause.toMillis());
                Thread.sleep(most / 2 + ThreadLocalRandom.current().nextLong(most / 2));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void connection() throws InterruptedException {
        MqttAsyncClient client = null;
        try {
            client = new MqttAsyncClient(
                    broker.toString(), "cabinet-" + cabinet.id().value(), new MemoryPersistence());
            client.setCallback(new Inbox());
            MqttConnectOptions options = new MqttConnectOptions();
            options.setMqttVersion(MqttConnectOptions.MQTT_VERSION_3_1_1);
            client.connect(options).waitForCompletion(PATIENCE_MILLIS);
            client.subscribe(vendor + "/" + cabinet.id().value(), 1).waitForCompletion(PATIENCE_MILLIS);
        } catch (MqttException e) {
            traffic.connectFailed();
            close(client);
            return;
        }
        traffic.connected();
        boolean byPeer = true;
        try {
            byPeer = talk(client);
        } catch (MqttException e) {
            byPeer = true;
        } catch (InterruptedException e) {
            byPeer = false;
            throw e;
        } finally {
            traffic.disconnected(byPeer);
            cabinet.onDisconnect(nowMillis.getAsLong());
            close(client);
        }
    }

    /** Answers, when the connection is over, whether the broker ended it. */
    private boolean talk(MqttAsyncClient client) throws MqttException, InterruptedException {
        inbox.clear();
        silent = false;
        boolean again = perform(client, cabinet.onConnect(nowMillis.getAsLong()));
        while (!again) {
            long wait = Math.min(cabinet.nextTick() - nowMillis.getAsLong(), LONGEST_WAIT_MILLIS);
            Heard heard = inbox.poll(Math.max(0, wait), TimeUnit.MILLISECONDS);
            if (heard != null && heard.isLost()) {
                return true;
            }
            if (heard != null) {
                traffic.read(heard.payload().length);
                again = perform(client, cabinet.onBytes(heard.payload(), nowMillis.getAsLong()));
            }
            again |= perform(client, cabinet.onTick(nowMillis.getAsLong()));
        }
        return false;
    }

    /** Answers whether the cabinet wants another connection. */
    private boolean perform(MqttAsyncClient client, List<Act> acts) throws MqttException {
        for (Act act : acts) {
            switch (act) {
                case Act.Transmit transmit -> {
                    boolean retained = cabinet.isRetained(transmit.bytes());
                    if (!silent) {
                        client.publish(vendor + "/" + serverId, transmit.bytes(), 1, retained);
                        traffic.wrote(transmit.bytes().length);
                    }
                }
                case Act.Reconnect reconnect -> {
                    return true;
                }
                case Act.FallSilent fallSilent -> silent = true;
            }
        }
        return false;
    }

    private static void close(@Nullable MqttAsyncClient client) {
        if (client == null) {
            return;
        }
        try {
            client.disconnectForcibly(0, 200);
            client.close(true);
        } catch (MqttException e) {
            // It was closed already.
        }
    }

    private final class Inbox implements MqttCallback {
        @Override
        public void connectionLost(Throwable cause) {
            inbox.clear();
            var unused = inbox.offer(LOST);
        }

        @Override
        public void messageArrived(String topic, MqttMessage message) {
            // A cabinet that does not look after its messages loses some.
            var unused = inbox.offer(new Heard(message.getPayload(), false));
        }

        @Override
        public void deliveryComplete(IMqttDeliveryToken token) {}
    }

    private record Heard(byte[] payload, boolean isLost) {}
}
