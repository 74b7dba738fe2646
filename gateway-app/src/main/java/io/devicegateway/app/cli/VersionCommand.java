package io.devicegateway.app.cli;

import io.devicegateway.app.Version;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

@Command(
        name = "version",
        description = "Prints the version of the gateway and of the Java it runs on.",
        footer = {"", "Example:", "  gateway version"})
final class VersionCommand implements Callable<Integer> {
    private final Terminal terminal;

    VersionCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        for (String line : lines()) {
            terminal.say(line);
        }
        return ExitCode.OK;
    }

    private static String[] lines() {
        return new String[] {
            "device-gateway " + Version.current(),
            "Java " + System.getProperty("java.runtime.version") + ", " + System.getProperty("java.vendor") + ", "
                    + System.getProperty("java.home"),
            System.getProperty("os.name") + " " + System.getProperty("os.version") + " " + System.getProperty("os.arch")
        };
    }

    /** The same for {@code gateway --version}. */
    static final class Provider implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return lines();
        }
    }
}
