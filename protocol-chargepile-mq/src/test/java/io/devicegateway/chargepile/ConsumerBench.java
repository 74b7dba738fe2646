package io.devicegateway.chargepile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import io.devicegateway.api.ChargingEvent;
import io.devicegateway.api.ChargingStartRequested;
import io.devicegateway.api.DeviceEvent;
import io.devicegateway.api.EventRecord;
import io.devicegateway.brokers.testing.AmqpBroker;
import io.devicegateway.embedded.EmbeddedGateway;
import io.devicegateway.embedded.GatewayOptions;
import io.devicegateway.journal.LogSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A gateway with a real journal, a consumer, and a publisher, at a real broker, with names that no other test has. */
final class ConsumerBench implements AutoCloseable {
    static final Duration WITHIN = Duration.ofSeconds(10);

    final AmqpBroker broker;
    final BrokerSettings settings;
    final ChargepilePublisher publisher;
    final List<EventRecord> records = new CopyOnWriteArrayList<>();
    EmbeddedGateway gateway;
    ChargepileConsumer consumer;
    private final Path data;
    private int largestEvent = 512 * 1024;

    ConsumerBench(AmqpBroker broker, Path data) {
        this(broker, data, settings(broker));
    }

    ConsumerBench(AmqpBroker broker, Path data, BrokerSettings settings) {
        this.broker = broker;
        this.data = data;
        this.settings = settings;
        this.publisher = new ChargepilePublisher(at(settings, broker.uri()), ChargepileSettings.DEFAULT);
    }

    static BrokerSettings settings(AmqpBroker broker) {
        return settings(broker, broker.uri());
    }

    static BrokerSettings settings(AmqpBroker broker, URI address) {
        return BrokerSettings.of(address)
                .with(new BrokerSettings.Queue(
                        broker.uniqueName("queue"), broker.uniqueName("exchange"), "klc.command.qik", true, 50))
                .with(new BrokerSettings.DeadLetterSettings(
                        broker.uniqueName("dlx"), broker.uniqueName("dlq"), true, 1000));
    }

    static BrokerSettings at(BrokerSettings settings, URI address) {
        return new BrokerSettings(address, settings.tls(), settings.queue(), settings.deadLetters(), settings.timing());
    }

    /** Opens the gateway and begins to consume. */
    ConsumerBench start() {
        open();
        consumer = new ChargepileConsumer(settings, protocol(), gateway.opener(protocol()), Clock.systemUTC());
        consumer.start();
        return this;
    }

    void open() {
        try {
            gateway = EmbeddedGateway.open(options());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        records.clear();
        gateway.subscribe("test", records::add);
    }

    /** From the next start on the journal takes no longer events. */
    ConsumerBench takingEventsOf(int bytes) {
        largestEvent = bytes;
        return this;
    }

    private GatewayOptions options() {
        GatewayOptions usual = GatewayOptions.defaults(data, Clock.systemUTC());
        LogSettings journal = usual.journal();
        return new GatewayOptions(
                usual.data(),
                usual.clock(),
                journal.withSizes(journal.segmentBytes(), journal.batchBytes(), largestEvent),
                usual.registry(),
                usual.sessions(),
                usual.commandsKept(),
                usual.authority(),
                usual.metrics(),
                usual.threads(),
                usual.io());
    }

    static ChargepileProtocol protocol() {
        return new ChargepileProtocol(ChargepileSettings.DEFAULT, Clock.systemUTC());
    }

    void awaitConsuming() {
        await().atMost(WITHIN).until(() -> consumer.health().consuming());
    }

    /** Waits until it consumes again, after this many times. */
    void awaitConsumingAfter(long times) {
        await().atMost(WITHIN)
                .untilAsserted(() -> assertThat(consumer.health())
                        .matches(
                                health -> health.consuming() && health.figures().consumed() > times));
    }

    long timesConsumed() {
        return consumer.health().figures().consumed();
    }

    void awaitEvents(int count) {
        await().atMost(WITHIN)
                .untilAsserted(() -> assertThat(events(ChargingEvent.class)).hasSize(count));
    }

    void awaitOrder(String order) {
        await().atMost(WITHIN).untilAsserted(() -> assertThat(orders()).contains(order));
    }

    /** Nothing is left at the broker: everything was acknowledged. */
    void awaitAllAcknowledged() {
        await().atMost(WITHIN).untilAsserted(() -> {
            assertThat(consumer.health().figures().unacknowledged()).isZero();
            assertThat(waiting(settings.queue().name())).isZero();
        });
    }

    <E extends DeviceEvent> List<E> events(Class<E> type) {
        return records.stream()
                .map(EventRecord::event)
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    /** Order numbers of the starts that may be executed, in the order of their events. */
    List<String> orders() {
        return events(ChargingStartRequested.class).stream()
                .filter(start -> start.execution().verdict() == io.devicegateway.api.Execution.Verdict.EXECUTABLE)
                .map(ChargingStartRequested::orderNumber)
                .toList();
    }

    void publish(String line) {
        try {
            publisher.publish(Lines.bytes(line));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Lines in a queue; none when it was not made yet, as that of dead letters before the first. */
    long waiting(String queue) {
        long[] count = new long[1];
        admin(channel -> {
            try {
                count[0] = channel.messageCount(queue);
            } catch (IOException e) {
                if (BrokerTrouble.replyCode(e) != AMQP.NOT_FOUND) {
                    throw e;
                }
            }
        });
        return count[0];
    }

    /** Does something at the broker, on a connection of its own. */
    void admin(Task task) {
        try {
            ConnectionFactory factory = new ConnectionFactory();
            factory.setUri(broker.uri());
            factory.setAutomaticRecoveryEnabled(false);
            try (Connection connection = factory.newConnection("admin of a test")) {
                task.run(connection.createChannel());
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** The broker forgets the consumer; its channel stays open. */
    void cancelConsumer() {
        try {
            consumer.channel().basicCancel(consumer.consumerTag());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void stop() {
        if (consumer != null) {
            consumer.close();
        }
        gateway.close();
    }

    @Override
    public void close() {
        publisher.close();
        if (gateway != null) {
            stop();
        }
    }

    /** Uses a channel. */
    interface Task {
        void run(Channel channel) throws Exception;
    }
}
