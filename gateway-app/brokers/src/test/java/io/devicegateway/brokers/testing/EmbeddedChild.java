package io.devicegateway.brokers.testing;

import io.devicegateway.brokers.testing.LocalBroker.Recipe;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The brokers that the gateway brings along, in a process of their own as there, one protocol each. */
final class EmbeddedChild {
    private static final String PROGRAM = "io.devicegateway.brokers.EmbeddedBrokers";

    private EmbeddedChild() {}

    static LocalBroker mqtt() throws Unavailable {
        return start("Artemis", ReadyProbe.MQTT, "--mqtt");
    }

    static LocalBroker amqp() throws Unavailable {
        return start("Qpid Broker-J", ReadyProbe.AMQP, "--amqp");
    }

    private static LocalBroker start(String name, ReadyProbe probe, String option) throws Unavailable {
        String classPath = classPath();
        BrokerFolder folder = BrokerFolder.create("embedded-broker-");
        int port = FreePort.next();
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return LocalBroker.start(new Recipe(
                name,
                folder,
                port,
                probe,
                Duration.ofSeconds(90),
                List.of(
                        java,
                        "-Xmx192m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        classPath,
                        PROGRAM,
                        option,
                        "127.0.0.1:" + port,
                        "--data",
                        folder.folder("data").toString()),
                Map.of(),
                List.of(),
                "ready"));
    }

    /** Tests run in the folder of some module; the brokers' build output lies in the folder of this one. */
    static String classPath() throws Unavailable {
        Path module = Stream.iterate(
                        Optional.of(Path.of("").toAbsolutePath()),
                        Optional::isPresent,
                        folder -> folder.map(Path::getParent))
                .flatMap(Optional::stream)
                .map(folder -> folder.resolve("gateway-app/brokers"))
                .filter(Files::isDirectory)
                .findFirst()
                .orElseThrow(() -> new Unavailable("the folder gateway-app/brokers is not above "
                        + Path.of("").toAbsolutePath()));
        Path libraries = module.resolve("target/embedded");
        Path classes = module.resolve("target/classes");
        if (!Files.isDirectory(libraries) || !Files.exists(classes.resolve(PROGRAM.replace('.', '/') + ".class"))) {
            throw new Unavailable("the embedded brokers are not built; mvn process-classes -pl gateway-app/brokers");
        }
        return classes + File.pathSeparator + libraries + File.separator + "*";
    }
}
