package io.devicegateway.app;

import io.devicegateway.app.cli.Cli;
import io.devicegateway.app.cli.Terminal;
import io.devicegateway.app.daemon.GatewayDaemon;
import io.devicegateway.app.protocols.Protocols;
import java.io.PrintWriter;

/** Where the process begins. */
public final class Main {
    private Main() {}

    /** Carries out one command of {@code gateway}. */
    public static void main(String[] arguments) {
        Terminal terminal = new Terminal(
                System.in,
                new PrintWriter(System.out, false, System.out.charset()),
                new PrintWriter(System.err, true, System.err.charset()),
                System.getenv());
        System.exit(Cli.execute(terminal, Protocols.builtIn(), GatewayDaemon::start, arguments));
    }
}
