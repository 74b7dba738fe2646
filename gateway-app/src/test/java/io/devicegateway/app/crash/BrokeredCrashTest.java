package io.devicegateway.app.crash;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.devicegateway.api.ChargingStartRequested;
import io.devicegateway.api.DeviceEvent;
import io.devicegateway.api.Execution;
import io.devicegateway.api.LaneCounters;
import io.devicegateway.app.client.DaemonClient;
import io.devicegateway.app.client.DaemonRefused;
import io.devicegateway.app.client.DaemonUnreachable;
import io.devicegateway.app.crash.DaemonProcess.Ports;
import io.devicegateway.app.http.AccessToken;
import io.devicegateway.brokers.testing.AmqpBroker;
import io.devicegateway.brokers.testing.MqttBroker;
import io.devicegateway.chargepile.BrokerSettings;
import io.devicegateway.chargepile.ChargepilePublisher;
import io.devicegateway.chargepile.ChargepileSettings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.eclipse.paho.client.mqttv3.MqttClient;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * The daemon is killed between a broker's delivery and the acknowledgement, at random moments: each message that the broker
 * confirmed to its publisher becomes one event. Real brokers.
 */
class BrokeredCrashTest {
    private static final int KILLS = Integer.getInteger("crash.brokered.kills", 4);
    private static final String CABINET = "866710036447339";
    private static final Duration WITHIN = Duration.ofSeconds(90);

    @TempDir
    Path directory;

    @Test
    void whatABrokerConfirmedBecomesOneEvent() throws Exception {
        Path data = directory.resolve("data");
        Random random = new Random(20261120L);
        try (MqttBroker mqtt = MqttBroker.owned()) {
            AmqpBroker amqp = AmqpBroker.shared();
            String queue = amqp.uniqueName("crash");
            String[] settings = {
                "vending.broker=tcp://" + mqtt.host() + ":" + mqtt.port(),
                "chargepile.broker=" + amqp.uri(),
                "chargepile.queue=" + queue,
                "chargepile.exchange=" + queue,
                "chargepile.autoCreate=true",
                "chargepile.deadLetterExchange=" + queue + ".dead",
                "chargepile.deadLetterQueue=" + queue + ".dead"
            };
            DaemonProcess daemon = DaemonProcess.start(data, directory.resolve("run-0.log"), Ports.FREE, settings);
            try (Cabinet cabinet = new Cabinet(mqtt);
                    Platform platform = new Platform(amqp, queue)) {
                cabinet.thread.start();
                platform.thread.start();
                for (int kill = 1; kill <= KILLS; kill++) {
                    awaitProgress(cabinet.confirmed, platform.confirmed);
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(400)));
                    daemon.kill();
                    daemon = DaemonProcess.start(data, directory.resolve("run-" + kill + ".log"), Ports.FREE, settings);
                }
                awaitProgress(cabinet.confirmed, platform.confirmed);
                cabinet.end();
                platform.end();
                DaemonProcess last = daemon;
                int published = cabinet.confirmed.size();
                int ordered = platform.confirmed.size();
                await().atMost(WITHIN)
                        .pollInterval(Duration.ofMillis(500))
                        .until(() -> stored(last, data, "LaneCounters") >= published
                                && stored(last, data, "ChargingStartRequested") >= ordered);
                daemon.stop();
                check(data, cabinet.confirmed, platform.confirmed);
            } finally {
                daemon.close();
            }
        }
    }

    private static void awaitProgress(List<String> some, List<String> others) {
        int before = some.size();
        int beforeOthers = others.size();
        await().atMost(WITHIN)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> some.size() > before + 20 && others.size() > beforeOthers + 20);
    }

    /** How many events of a type the daemon tells of. */
    private static int stored(DaemonProcess daemon, Path data, String type) throws IOException, InterruptedException {
        URI address = URI.create("http://127.0.0.1:" + daemon.httpPort());
        try (DaemonClient client =
                new DaemonClient(address, AccessToken.load(data).value())) {
            int found = 0;
            long after = 0;
            while (true) {
                JsonNode page = client.get("/api/v1/events?limit=1000&type=" + type + "&after=" + after);
                found += page.path("events").size();
                if (page.path("events").isEmpty()) {
                    return found;
                }
                after = page.path("next").asLong();
            }
        } catch (DaemonUnreachable | DaemonRefused e) {
            throw new IOException(e);
        }
    }

    private static void check(Path data, List<String> counts, List<String> orders) throws IOException {
        List<DeviceEvent> events = CrashTest.read(data.resolve("journal")).stream()
                .map(record -> record.event())
                .toList();
        assertThat(events.stream().filter(LaneCounters.class::isInstance).map(event -> marks((LaneCounters) event)))
                .as("what the cabinet published, once and in order")
                .containsExactlyElementsOf(counts);
        assertThat(events.stream()
                        .filter(ChargingStartRequested.class::isInstance)
                        .map(event -> (ChargingStartRequested) event)
                        .map(ChargingStartRequested::orderNumber))
                .as("what the platform published, once and in order")
                .containsExactlyElementsOf(orders);
        assertThat(events.stream()
                        .filter(ChargingStartRequested.class::isInstance)
                        .map(event ->
                                ((ChargingStartRequested) event).execution().verdict()))
                .as("a line that is handed over again after a crash is no duplicate of the platform's")
                .doesNotContain(Execution.Verdict.DUPLICATE);
        System.out.println("brokered crash test: " + KILLS + " kills, " + counts.size() + " publishes and "
                + orders.size() + " lines, each one event");
    }

    private static String marks(LaneCounters counters) {
        return counters.lanes().stream()
                .map(lane -> Integer.toString(lane.vended()))
                .collect(Collectors.joining(","));
    }

    /** Publishes its counters over and over, each time others, and each time with a number of its own. */
    private static final class Cabinet implements AutoCloseable {
        private final MqttClient client;
        private final List<String> confirmed = new CopyOnWriteArrayList<>();
        private volatile boolean ended;
        private final Thread thread = Thread.ofPlatform().daemon().unstarted(this::publish);

        Cabinet(MqttBroker broker) throws MqttException {
            client = new MqttClient("tcp://" + broker.host() + ":" + broker.port(), "cabinet", new MemoryPersistence());
            client.setTimeToWait(10_000);
            client.connect(new MqttConnectOptions());
        }

        private void publish() {
            try {
                for (int i = 1; !ended; i++) {
                    String counts = i / 250 % 250 + "," + i % 250;
                    String message = "{\"c\":27,\"f\":\"" + CABINET + "\",\"t\":\"CQAZ01\",\"m\":\"" + counts
                            + "\",\"mi\":" + i + "}";
                    client.publish("CQAZ/CQAZ01", message.getBytes(UTF_8), 1, false);
                    confirmed.add(counts);
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
                }
            } catch (MqttException e) {
                throw new IllegalStateException(e);
            }
        }

        void end() throws InterruptedException {
            ended = true;
            thread.join();
        }

        @Override
        public void close() throws MqttException {
            ended = true;
            client.disconnectForcibly(0, 100);
            client.close(true);
        }
    }

    /** Orders one charge after the other. */
    private static final class Platform implements AutoCloseable {
        private final ChargepilePublisher publisher;
        private final List<String> confirmed = new CopyOnWriteArrayList<>();
        private volatile boolean ended;
        private final Thread thread = Thread.ofPlatform().daemon().unstarted(this::publish);

        Platform(AmqpBroker broker, String queue) {
            BrokerSettings usual = BrokerSettings.of(broker.uri());
            publisher = new ChargepilePublisher(
                    usual.with(
                            new BrokerSettings.Queue(queue, queue, usual.queue().routingKey(), false, 50)),
                    ChargepileSettings.DEFAULT);
        }

        private void publish() {
            for (int i = 1; !ended; i++) {
                String order = "O" + i;
                String line = "192.168.1.1,API:2.0.2,101," + System.currentTimeMillis()
                        + ",CRASH0001,1,CRASH0001,1,U1,1000,500,0," + order;
                try {
                    publisher.publish(line.getBytes(UTF_8));
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                } catch (InterruptedException e) {
                    return;
                }
                confirmed.add(order);
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
            }
        }

        void end() throws InterruptedException {
            ended = true;
            thread.join();
        }

        @Override
        public void close() {
            ended = true;
            publisher.close();
        }
    }
}
