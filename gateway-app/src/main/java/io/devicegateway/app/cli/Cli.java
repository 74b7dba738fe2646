package io.devicegateway.app.cli;

import io.devicegateway.app.daemon.DaemonStarter;
import io.devicegateway.app.protocols.Protocols;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;

/** The command line as a whole. */
public final class Cli {
    private Cli() {}

    /**
     * Carries out a command and answers the exit code.
     *
     * @param starter what {@code run} and {@code demo} start
     */
    public static int execute(Terminal terminal, Protocols protocols, DaemonStarter starter, String... arguments) {
        int exitCode = commandLine(terminal, protocols, starter).execute(arguments);
        terminal.out().flush();
        terminal.err().flush();
        return exitCode;
    }

    static CommandLine commandLine(Terminal terminal, Protocols protocols, DaemonStarter starter) {
        GatewayCommand gateway = new GatewayCommand(terminal);
        Failures failures = new Failures(terminal);
        CommandLine devices = new CommandLine(new DevicesCommand.Show(terminal))
                .addSubcommand(new DevicesCommand.Put(terminal))
                .addSubcommand(new DevicesCommand.Remove(terminal))
                .addSubcommand(new DevicesCommand.Unknown(terminal));
        CommandLine consumers = new CommandLine(new ConsumersCommand.Show(terminal))
                .addSubcommand(new ConsumersCommand.DeadLetters(terminal))
                .addSubcommand(new ConsumersCommand.Remove(terminal));
        CommandLine config = new CommandLine(new ConfigCommand.Group())
                .addSubcommand(new ConfigCommand.Check(terminal))
                .addSubcommand(new ConfigCommand.Show(terminal))
                .addSubcommand(new ConfigCommand.Keys(terminal));
        CommandLine journal = new CommandLine(new JournalCommand.Group())
                .addSubcommand(new JournalCommand.Check(terminal))
                .addSubcommand(new JournalCommand.Cat(terminal))
                .addSubcommand(new JournalCommand.Tail(terminal))
                .addSubcommand(new JournalCommand.Repair(terminal));
        return new CommandLine(gateway)
                .addSubcommand(new RunCommand(terminal, starter))
                .addSubcommand(new DemoCommand(terminal, protocols, starter))
                .addSubcommand(new SimulateCommand(terminal, protocols))
                .addSubcommand(new DecodeCommand(terminal, protocols))
                .addSubcommand(devices)
                .addSubcommand(consumers)
                .addSubcommand(new SendCommand(terminal))
                .addSubcommand(new EventsCommand(terminal))
                .addSubcommand(journal)
                .addSubcommand(config)
                .addSubcommand(new DoctorCommand(terminal))
                .addSubcommand(new VersionCommand(terminal))
                .setOut(terminal.out())
                .setErr(terminal.err())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionStrategy(parsed -> run(gateway, parsed))
                .setParameterExceptionHandler(failures)
                .setExecutionExceptionHandler(failures);
    }

    private static int run(GatewayCommand gateway, ParseResult parsed) {
        gateway.speak();
        return new RunLast().execute(parsed);
    }
}
