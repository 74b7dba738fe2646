package io.devicegateway.app.protocols;

import io.devicegateway.api.DeviceId;
import io.devicegateway.app.protocols.Simulation.Platform;
import io.devicegateway.app.protocols.Simulation.Verdict;
import io.devicegateway.chargepile.BrokerSettings;
import io.devicegateway.chargepile.ChargepileProtocol;
import io.devicegateway.chargepile.ChargepilePublisher;
import io.devicegateway.chargepile.ChargepileSettings;
import io.devicegateway.chargepile.PlatformFault;
import io.devicegateway.chargepile.VirtualPlatform;
import io.devicegateway.chargepile.VirtualPlatform.Line;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** A virtual charging platform that publishes commands for its piles; who consumes them is nothing that it can see. */
final class ChargepileSimulation implements BrokerSimulation {
    private static final URI USUAL = URI.create("amqp://guest:guest@127.0.0.1:5672/%2F");
    private static final Duration USUAL_PAUSE = Duration.ofSeconds(1);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

    @Override
    public Map<String, String> faults() {
        return FaultNames.words(PlatformFault.class);
    }

    @Override
    public String idPrefix() {
        return "CDZ";
    }

    @Override
    public URI usualBroker() {
        return USUAL;
    }

    @Override
    public Running start(Population population, URI broker, Platform platform) {
        VirtualPlatform virtual = new VirtualPlatform(new VirtualPlatform.Settings(
                population.idPrefix(),
                population.count(),
                population.seed(),
                FaultNames.chances(PlatformFault.class, population.faults())));
        ChargepilePublisher publisher = new ChargepilePublisher(BrokerSettings.of(broker), ChargepileSettings.DEFAULT);
        Publishing publishing = new Publishing(virtual, publisher, population);
        publishing.thread.start();
        return publishing;
    }

    private static final class Publishing implements Running {
        private final VirtualPlatform platform;
        private final ChargepilePublisher publisher;
        private final Population population;
        private final AtomicLong published = new AtomicLong();
        private final AtomicLong failed = new AtomicLong();
        private volatile String lastFailure = "";
        private final Thread thread =
                Thread.ofVirtual().name("charging-platform").unstarted(this::publish);

        Publishing(VirtualPlatform platform, ChargepilePublisher publisher, Population population) {
            this.platform = platform;
            this.publisher = publisher;
            this.population = population;
        }

        private void publish() {
            Duration pause = population.every().isZero() ? USUAL_PAUSE : population.every();
            try {
                while (!Thread.currentThread().isInterrupted()) {
                    for (Line line : platform.next(Instant.now())) {
                        publish(line);
                    }
                    Thread.sleep(pause);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        /** Until the broker has it: then it may be there twice, as in the field. */
        private void publish(Line line) throws InterruptedException {
            while (true) {
                try {
                    publisher.publish(line.bytes());
                    published.incrementAndGet();
                    return;
                } catch (IOException e) {
                    failed.incrementAndGet();
                    lastFailure = String.valueOf(e.getMessage());
                    Thread.sleep(AFTER_FAILURE);
                }
            }
        }

        @Override
        public List<DeviceId> devices() {
            return List.of(ChargepileProtocol.PLATFORM);
        }

        @Override
        public String progress() {
            String line = published + " lines published, " + failed + " failures";
            return lastFailure.isEmpty() ? line : line + ", the last: " + lastFailure;
        }

        @Override
        public void close() {
            thread.interrupt();
            try {
                thread.join(Duration.ofSeconds(10));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            publisher.close();
        }

        @Override
        public Verdict verdict() {
            List<String> lines = new ArrayList<>();
            lines.add(progress());
            platform.published()
                    .forEach((expectation, count) -> lines.add(count + " of them thought of as "
                            + expectation.name().toLowerCase(Locale.ROOT)));
            return new Verdict(lines, published.get() > 0);
        }
    }
}
