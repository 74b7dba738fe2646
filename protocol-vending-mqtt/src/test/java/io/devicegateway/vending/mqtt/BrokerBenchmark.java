package io.devicegateway.vending.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.devicegateway.brokers.testing.MqttBroker;
import io.devicegateway.embedded.EmbeddedGateway;
import io.devicegateway.embedded.GatewayOptions;
import io.devicegateway.metrics.MemoryMetrics;
import io.devicegateway.vending.VendingCodec;
import io.devicegateway.vending.VendingProtocol;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.paho.client.mqttv3.MqttAsyncClient;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.MqttMessage;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;

/**
 * Messages in a second through a real mosquitto: what becomes durable in the gateway, beside what a bare client receives that
 * acknowledges at once, in the same run. Both get temperatures of a hundred cabinets at QoS 1, from one publisher.
 *
 * <pre>
 * mvn -q test-compile -pl protocol-vending-mqtt -am
 * java -cp … io.devicegateway.vending.mqtt.BrokerBenchmark [messages]
 * </pre>
 */
final class BrokerBenchmark {
    private static final int DEVICES = 100;

    private BrokerBenchmark() {}

    public static void main(String[] arguments) throws Exception {
        int messages = arguments.length == 0 ? 20_000 : Integer.parseInt(arguments[0]);
        // Window of messages that a client has not acknowledged: as wide as brokers that carry this load are set.
        try (MqttBroker broker = MqttBroker.configured(java.util.List.of(
                "max_inflight_messages 1000", "autosave_on_changes false", "autosave_interval 1800"))) {
            for (int round = 1; round <= 3; round++) {
                double bare = bare(broker.uri(), messages);
                double gateway = gateway(broker.uri(), messages);
                System.out.printf(
                        "round %d: bare client %,.0f/s, gateway %,.0f/s durable, ratio %.2f%n",
                        round, bare, gateway, gateway / bare);
            }
        }
        System.exit(0);
    }

    private static double bare(String uri, int messages) throws MqttException, InterruptedException {
        CountDownLatch all = new CountDownLatch(messages);
        MqttAsyncClient client = client(uri, "bare");
        client.subscribe("BARE/CQAZ01", 1, (topic, message) -> all.countDown()).waitForCompletion();
        long nanos = timed(uri, "BARE/CQAZ01", messages, all);
        client.disconnect().waitForCompletion();
        client.close();
        return messages * 1e9 / nanos;
    }

    private static double gateway(String uri, int messages) throws IOException, MqttException, InterruptedException {
        Path data = Files.createTempDirectory("benchmark");
        CountDownLatch all = new CountDownLatch(messages);
        AtomicLong acknowledged = new AtomicLong();
        try (EmbeddedGateway gateway = EmbeddedGateway.open(GatewayOptions.defaults(data, Clock.systemUTC()))) {
            MemoryMetrics metrics = new MemoryMetrics();
            MqttTransport transport = gateway.connect(
                    new VendingProtocol(GatewayOnBroker.QUIET, Clock.systemUTC()),
                    MqttTransport.with(
                            GatewayOnBroker.settings(uri),
                            new VendingCodec(GatewayOnBroker.QUIET),
                            metrics,
                            System::nanoTime,
                            Clock.systemUTC()));
            while (transport.health().state() != BrokerHealth.State.UP) {
                TimeUnit.MILLISECONDS.sleep(10);
            }
            Thread watch = Thread.ofPlatform().daemon().start(() -> {
                while (all.getCount() > 0) {
                    long now = metrics.count("gateway_broker_acknowledged", "protocol", "vending");
                    for (long i = acknowledged.getAndSet(now); i < now; i++) {
                        all.countDown();
                    }
                    java.util.concurrent.locks.LockSupport.parkNanos(200_000);
                }
            });
            long nanos = timed(uri, "CQAZ/CQAZ01", messages, all);
            watch.join();
            return messages * 1e9 / nanos;
        }
    }

    private static MqttAsyncClient client(String uri, String name) throws MqttException {
        MqttAsyncClient client = new MqttAsyncClient(uri, name + "-" + System.nanoTime(), new MemoryPersistence());
        MqttConnectOptions options = new MqttConnectOptions();
        options.setMaxInflight(20_000);
        client.connect(options).waitForCompletion();
        return client;
    }

    /** Nanoseconds from the first publish to the last message that counts. */
    private static long timed(String uri, String topic, int messages, CountDownLatch all)
            throws MqttException, InterruptedException {
        MqttAsyncClient publisher = client(uri, "publisher");
        long from = System.nanoTime();
        for (int i = 1; i <= messages; i++) {
            String payload = "{\"c\":31,\"f\":\"8667100364" + (10_000 + i % DEVICES)
                    + "\",\"t\":\"CQAZ01\",\"m\":\"4.5\",\"mi\":" + i + "}";
            MqttMessage message = new MqttMessage(payload.getBytes(UTF_8));
            message.setQos(1);
            while (publisher.getInFlightMessageCount() > 900) {
                java.util.concurrent.locks.LockSupport.parkNanos(50_000);
            }
            publisher.publish(topic, message);
        }
        if (!all.await(2, TimeUnit.MINUTES)) {
            throw new IllegalStateException(all.getCount() + " messages are missing");
        }
        long nanos = System.nanoTime() - from;
        publisher.disconnect().waitForCompletion();
        publisher.close();
        return nanos;
    }
}
