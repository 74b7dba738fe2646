package io.devicegateway.brokers;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The command line.
 *
 * @param mqtt where MQTT is served; null for not at all
 * @param amqp where AMQP 0-9-1 is served; null for not at all
 * @param data folder for what is stored and for the log
 */
record Options(@Nullable LoopbackAddress mqtt, @Nullable LoopbackAddress amqp, Path data) {
    private static final String USAGE =
            "usage: EmbeddedBrokers [--mqtt HOST:PORT] [--amqp HOST:PORT] --data DIR, at least one of"
                    + " --mqtt and --amqp";

    static Options parse(List<String> arguments) throws Refused {
        LoopbackAddress mqtt = null;
        LoopbackAddress amqp = null;
        Path data = null;
        for (int index = 0; index + 1 < arguments.size(); index += 2) {
            String option = arguments.get(index);
            String value = arguments.get(index + 1);
            switch (option) {
                case "--mqtt" -> mqtt = LoopbackAddress.parse(option, value);
                case "--amqp" -> amqp = LoopbackAddress.parse(option, value);
                case "--data" -> data = path(value);
                default -> throw usage("unknown option " + option);
            }
        }
        if (arguments.size() % 2 != 0) {
            throw usage("no value after " + arguments.getLast());
        }
        if (data == null || (mqtt == null && amqp == null)) {
            throw usage(data == null ? "--data is missing" : "no broker asked for");
        }
        if (mqtt != null && amqp != null && mqtt.port() == amqp.port()) {
            throw usage("--mqtt and --amqp have the same port");
        }
        return new Options(mqtt, amqp, data.toAbsolutePath());
    }

    private static Path path(String value) throws Refused {
        try {
            return Path.of(value);
        } catch (InvalidPathException e) {
            throw usage("--data " + value + ": " + e.getMessage());
        }
    }

    private static Refused usage(String problem) {
        return new Refused(Refused.WRONG_COMMAND_LINE, problem + "; " + USAGE);
    }
}
