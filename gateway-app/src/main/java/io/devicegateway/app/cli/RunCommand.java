package io.devicegateway.app.cli;

import io.devicegateway.app.config.ConfigRefused;
import io.devicegateway.app.config.LoadedConfig;
import io.devicegateway.app.daemon.DaemonStarter;
import io.devicegateway.app.daemon.StartRefused;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "run",
        description = {
            "Runs the gateway in the foreground until it is told to stop (SIGTERM or Ctrl-C).",
            "",
            "Standard output gets some lines that say where it listens, standard error gets the log."
        },
        footer = {
            "",
            "Examples:",
            "  gateway run",
            "  gateway run --config /etc/device-gateway/gateway.yaml",
            "  gateway run --data /tmp/gw --set http.port=0 --set wosi.port=0"
        })
final class RunCommand implements Callable<Integer> {
    private final Terminal terminal;
    private final DaemonStarter starter;

    @Mixin
    private ConfigOptions config = new ConfigOptions();

    RunCommand(Terminal terminal, DaemonStarter starter) {
        this.terminal = terminal;
        this.starter = starter;
    }

    @Override
    public Integer call() throws ConfigRefused, StartRefused, InterruptedException {
        LoadedConfig loaded = config.load(terminal);
        try (DaemonRun run = DaemonRun.start(terminal, starter, loaded)) {
            run.sayReady();
            run.awaitStopped();
        }
        return ExitCode.OK;
    }
}
