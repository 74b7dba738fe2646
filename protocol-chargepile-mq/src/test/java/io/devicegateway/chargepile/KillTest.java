package io.devicegateway.chargepile;

import static org.assertj.core.api.Assertions.assertThat;

import io.devicegateway.api.ChargingStartRequested;
import io.devicegateway.api.EventRecord;
import io.devicegateway.api.Execution;
import io.devicegateway.brokers.testing.AmqpBroker;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The process is killed between the event and its acknowledgement: the line comes again, the event does not. */
@Timeout(120)
final class KillTest {
    private final AmqpBroker broker = AmqpBroker.shared();

    @TempDir
    private Path data;

    @Test
    void aLineWhoseEventWasStoredIsOneEvent() throws Exception {
        try (ConsumerBench bench = new ConsumerBench(broker, data)) {
            BrokerSettings.Queue queue = bench.settings.queue();
            bench.admin(channel -> {
                channel.exchangeDeclare(queue.exchange(), "topic", true);
                channel.queueDeclare(queue.name(), true, false, false, Map.of());
                channel.queueBind(queue.name(), queue.exchange(), queue.routingKey());
            });
            bench.publish(Lines.start(Instant.now(), Lines.PILE, "O1"));

            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "--enable-native-access=ALL-UNNAMED",
                            "-cp",
                            System.getProperty("java.class.path"),
                            KilledConsumer.class.getName(),
                            data.toString(),
                            broker.uri().toString(),
                            queue.name(),
                            queue.exchange())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try {
                assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
                assertThat(process.exitValue()).isEqualTo(137);
            } finally {
                process.destroyForcibly();
            }

            bench.start();
            bench.awaitAllAcknowledged();
            bench.awaitOrder("O1");
            assertThat(bench.consumer.health().figures().redelivered()).isOne();
            List<EventRecord> starts = bench.records.stream()
                    .filter(record -> record.event() instanceof ChargingStartRequested)
                    .toList();
            assertThat(starts).hasSize(1);
            assertThat(((ChargingStartRequested) starts.get(0).event())
                            .execution()
                            .verdict())
                    .isEqualTo(Execution.Verdict.EXECUTABLE);
        }
    }
}
