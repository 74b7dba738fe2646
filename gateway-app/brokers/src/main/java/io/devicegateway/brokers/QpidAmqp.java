package io.devicegateway.brokers;

import java.net.URL;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.apache.qpid.server.SystemLauncher;
import org.apache.qpid.server.SystemLauncherListener.DefaultSystemLauncherListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * AMQP 0-9-1 by Qpid Broker-J: topic exchanges, confirms, manual acknowledgement and prefetch as with RabbitMQ; no dead-letter
 * exchange, and any channel error closes the connection. It keeps everything in memory: what is queued ends with the process. User and
 * password are RabbitMQ's defaults, {@code guest}; the virtual host is {@code /}.
 */
final class QpidAmqp implements RunningBroker {
    private static final Logger LOG = LoggerFactory.getLogger(QpidAmqp.class);

    private final LoopbackAddress address;
    private final SystemLauncher launcher;

    private QpidAmqp(LoopbackAddress address, SystemLauncher launcher) {
        this.address = address;
        this.launcher = launcher;
    }

    static QpidAmqp start(LoopbackAddress address, Path folder) throws Exception {
        URL configuration =
                Objects.requireNonNull(QpidAmqp.class.getResource("embedded-amqp.json"), "embedded-amqp.json");
        Map<String, String> context = Map.of(
                "qpid.work_dir", folder.toString(),
                "embedded.host", address.host(),
                "embedded.port", Integer.toString(address.port()));
        // It returns when the virtual host is there; the port alone opens earlier.
        SystemLauncher launcher = new SystemLauncher(new DefaultSystemLauncherListener() {
            @Override
            public void errorOnStartup(RuntimeException e) {
                LOG.error("The AMQP broker does not start", e);
            }
        });
        launcher.startup(Map.of(
                "type",
                "Memory",
                "initialConfigurationLocation",
                configuration.toExternalForm(),
                "startupLoggedToSystemOut",
                false,
                "context",
                context));
        return new QpidAmqp(address, launcher);
    }

    @Override
    public String description() {
        return "amqp=" + address;
    }

    @Override
    public void stop() {
        launcher.shutdown();
    }
}
