package io.devicegateway.brokers.testing;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.Ports;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.AbstractWaitStrategy;
import org.testcontainers.images.builder.Transferable;
import org.testcontainers.utility.DockerImageName;

/** A broker in a container. Its port on the host is chosen once, so that it stays over a restart. */
final class BrokerContainer implements BrokerControl {
    private static final Duration LIMIT = Duration.ofSeconds(120);

    private final GenericContainer<?> container;
    private final ReadyProbe probe;
    private final int port;

    private BrokerContainer(GenericContainer<?> container, ReadyProbe probe, int port) {
        this.container = container;
        this.probe = probe;
        this.port = port;
    }

    static BrokerContainer mosquitto(Map<String, String> environment, List<String> configuration) throws Unavailable {
        StringBuilder lines = new StringBuilder("""
                persistence true
                persistence_location /mosquitto/data/
                autosave_on_changes true
                autosave_interval 1
                log_dest stdout
                log_type all
                max_queued_messages 0
                """);
        if (configuration.stream().noneMatch(line -> line.startsWith("allow_anonymous "))) {
            lines.append("allow_anonymous true\n");
        }
        lines.append("listener 1883\n");
        configuration.forEach(line -> lines.append(line).append('\n'));
        return start(
                environment.getOrDefault("GATEWAY_TEST_MQTT_IMAGE", "eclipse-mosquitto:2.0"),
                1883,
                ReadyProbe.MQTT,
                "/mosquitto/config/mosquitto.conf",
                lines.toString());
    }

    static BrokerContainer rabbitMq(Map<String, String> environment, List<String> configuration) throws Unavailable {
        StringBuilder lines = new StringBuilder("""
                loopback_users = none
                log.console = true
                vm_memory_high_watermark.absolute = 256MB
                disk_free_limit.absolute = 50MB
                """);
        configuration.forEach(line -> lines.append(line).append('\n'));
        return start(
                environment.getOrDefault("GATEWAY_TEST_AMQP_IMAGE", "rabbitmq:3.13"),
                5672,
                ReadyProbe.AMQP,
                "/etc/rabbitmq/conf.d/90-gateway-test.conf",
                lines.toString());
    }

    private static BrokerContainer start(String image, int inside, ReadyProbe probe, String file, String configuration)
            throws Unavailable {
        if (!DockerClientFactory.instance().isDockerAvailable()) {
            throw new Unavailable("no container engine answers");
        }
        int port = FreePort.next();
        GenericContainer<?> container = new GenericContainer<>(DockerImageName.parse(image))
                .withExposedPorts(inside)
                .withCopyToContainer(Transferable.of(configuration, 0644), file)
                .withCreateContainerCmdModifier(command -> Objects.requireNonNull(command.getHostConfig())
                        .withPortBindings(new PortBinding(Ports.Binding.bindPort(port), ExposedPort.tcp(inside))))
                .waitingFor(new AskedOutside());
        try {
            container.start();
        } catch (RuntimeException e) {
            throw new Unavailable("image " + image + " does not start: " + e.getMessage(), e);
        }
        BrokerContainer broker = new BrokerContainer(container, probe, port);
        try {
            broker.awaitReady();
            return broker;
        } catch (RuntimeException e) {
            container.stop();
            throw e;
        }
    }

    private void awaitReady() {
        if (!probe.await(host(), port, LIMIT, container::isRunning)) {
            throw new IllegalStateException(name() + " does not answer; its log:\n" + log());
        }
    }

    private static DockerClient docker() {
        return DockerClientFactory.instance().client();
    }

    @Override
    public String name() {
        return container.getDockerImageName();
    }

    @Override
    public String host() {
        return container.getHost();
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public void start() {
        docker().startContainerCmd(container.getContainerId()).exec();
        awaitReady();
    }

    @Override
    public void stop() {
        docker().stopContainerCmd(container.getContainerId()).exec();
    }

    @Override
    public void kill() {
        docker().killContainerCmd(container.getContainerId()).exec();
    }

    @Override
    public void freeze() {
        docker().pauseContainerCmd(container.getContainerId()).exec();
    }

    @Override
    public void thaw() {
        docker().unpauseContainerCmd(container.getContainerId()).exec();
    }

    @Override
    public String log() {
        return container.getLogs();
    }

    @Override
    public void close() {
        container.stop();
    }

    /** We ask the protocol from outside, and need nothing to be run inside the container. */
    private static final class AskedOutside extends AbstractWaitStrategy {
        @Override
        protected void waitUntilReady() {
            // see awaitReady
        }
    }
}
