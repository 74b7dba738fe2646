package io.devicegateway.app.brokers;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * Which embedded brokers are started, and how.
 *
 * @param classPath of the brokers' program, as {@code java -cp} takes it
 * @param data folder for what they store and for their logs; made if it is missing
 * @param mqttPort port of 127.0.0.1 for MQTT, 1 to 65535; empty for no MQTT
 * @param amqpPort port of 127.0.0.1 for AMQP 0-9-1, 1 to 65535; empty for no AMQP
 * @param readyWithin how long a start may take
 */
public record EmbeddedBrokerOptions(
        String classPath, Path data, OptionalInt mqttPort, OptionalInt amqpPort, Duration readyWithin) {
    /** Name of the folder of the distribution with the brokers' jars. */
    public static final String FOLDER = "brokers";

    private static final String HOST = "127.0.0.1";
    private static final String PROGRAM = "io.devicegateway.brokers.EmbeddedBrokers";
    private static final Duration READY_WITHIN = Duration.ofSeconds(90);
    private static final int UNSAFE_FLAG_SINCE = 24;

    public EmbeddedBrokerOptions {
        if (mqttPort.isEmpty() && amqpPort.isEmpty()) {
            throw new IllegalArgumentException("no broker asked for");
        }
    }

    /**
     * With the jars in the folder {@code brokers} of the installation.
     *
     * @param home folder of the installation, {@code GATEWAY_HOME}
     * @throws EmbeddedBrokerRefused if that folder is missing or holds no jar: the archive of a production run comes without it
     */
    public static EmbeddedBrokerOptions installed(Path home, Path data, OptionalInt mqttPort, OptionalInt amqpPort)
            throws EmbeddedBrokerRefused {
        Path folder = home.resolve(FOLDER);
        if (!holdsJars(folder)) {
            throw new EmbeddedBrokerRefused(
                    "no broker is configured for " + protocols(mqttPort, amqpPort)
                            + ", and the embedded brokers are not installed (no jar in " + folder + ")",
                    "set vending.broker (MQTT) or chargepile.broker (AMQP) to the address of your broker; or, to try things,"
                            + " unpack device-gateway-brokers-VERSION.tar.gz where the gateway's own archive was unpacked",
                    null);
        }
        return new EmbeddedBrokerOptions(folder + File.separator + "*", data, mqttPort, amqpPort, READY_WITHIN);
    }

    private static boolean holdsJars(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.anyMatch(file -> file.toString().endsWith(".jar"));
        } catch (IOException e) {
            return false;
        }
    }

    private static String protocols(OptionalInt mqttPort, OptionalInt amqpPort) {
        if (mqttPort.isPresent() && amqpPort.isPresent()) {
            return "MQTT and AMQP";
        }
        return mqttPort.isPresent() ? "MQTT" : "AMQP";
    }

    /** Protocols and addresses, as {@code MQTT at 127.0.0.1:1883}. */
    String described() {
        List<String> parts = new ArrayList<>();
        mqttPort.ifPresent(port -> parts.add("MQTT at " + HOST + ":" + port));
        amqpPort.ifPresent(port -> parts.add("AMQP at " + HOST + ":" + port));
        return String.join(", ", parts);
    }

    /** What the child's JVM says that is not in the brokers' own log, such as that its memory is exhausted. */
    Path errors() {
        return data.resolve("brokers.err");
    }

    /** The command line of the child: bounded in heap and in buffers, and dead rather than without memory. */
    List<String> command() {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx192m",
                "-XX:MaxDirectMemorySize=128m",
                "-XX:+UseSerialGC",
                "-XX:+ExitOnOutOfMemoryError",
                "-XX:-UsePerfData",
                "-XX:ErrorFile=" + data.resolve("brokers-crash.log"),
                "-Djava.awt.headless=true",
                "--enable-native-access=ALL-UNNAMED"));
        if (Runtime.version().feature() >= UNSAFE_FLAG_SINCE) {
            command.add("--sun-misc-unsafe-memory-access=allow");
        }
        command.addAll(List.of("-cp", classPath, PROGRAM));
        mqttPort.ifPresent(port -> command.addAll(List.of("--mqtt", HOST + ":" + port)));
        amqpPort.ifPresent(port -> command.addAll(List.of("--amqp", HOST + ":" + port)));
        command.addAll(List.of("--data", data.toString()));
        return command;
    }
}
