package io.devicegateway.app.cli;

import io.devicegateway.app.client.DaemonRefused;
import io.devicegateway.app.client.DaemonUnreachable;
import io.devicegateway.app.config.ConfigRefused;
import io.devicegateway.app.daemon.StartRefused;
import io.devicegateway.app.text.Phrase;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says what went wrong, and what to do, in the language of the user; answers the exit code. */
final class Failures implements IExecutionExceptionHandler, IParameterExceptionHandler {
    private final Terminal terminal;

    Failures(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public int handleExecutionException(Exception problem, CommandLine command, ParseResult parsed) {
        terminal.out().flush();
        return switch (problem) {
            case ParameterException e -> handleParseException(e, new String[0]);
            case ConfigRefused e -> refused(e);
            case Complaint e -> complaint(e);
            case DaemonUnreachable e -> unreachable(e);
            case DaemonRefused e -> refused(e);
            case StartRefused e -> {
                say(Phrase.of("start.refused", e.problem()), e.fix());
                yield e.forHands() ? ExitCode.SETUP : ExitCode.PROBLEM;
            }
            case NoSuchFileException e -> {
                say(Phrase.of("file.absent", message(e)), null);
                yield ExitCode.USAGE;
            }
            case IOException e -> {
                say(Phrase.of("text", e.toString()), null);
                yield ExitCode.PROBLEM;
            }
            case InterruptedException e -> ExitCode.PROBLEM;
            default -> defect(problem);
        };
    }

    @Override
    public int handleParseException(ParameterException problem, String[] arguments) {
        CommandLine command = problem.getCommandLine();
        if (arguments.length == 0 && !command.getSubcommands().isEmpty()) {
            command.usage(terminal.err());
            return ExitCode.USAGE;
        }
        message(problem).lines().forEach(terminal::note);
        UnmatchedArgumentException.printSuggestions(problem, terminal.err());
        terminal.note(Phrase.of("usage.help", command.getCommandSpec().qualifiedName(" ")));
        return ExitCode.USAGE;
    }

    private int refused(ConfigRefused refused) {
        terminal.note(Phrase.of("config.refused", refused.problems().size()));
        refused.problems().forEach(problem -> terminal.note("  " + problem.shown(terminal.messages())));
        return ExitCode.USAGE;
    }

    private int complaint(Complaint complaint) {
        say(complaint.problem(), complaint.fix());
        return complaint.exitCode();
    }

    private int unreachable(DaemonUnreachable problem) {
        say(Phrase.of("daemon.unreachable", problem.daemon(), message(problem)), Phrase.of("daemon.start.fix"));
        return ExitCode.UNREACHABLE;
    }

    private int refused(DaemonRefused problem) {
        Phrase fix = problem.fix().isEmpty() ? null : Phrase.of("text", problem.fix());
        say(Phrase.of("daemon.refused", message(problem), problem.code()), fix);
        problem.errors().forEach(error -> terminal.note("    " + error));
        return ExitCode.PROBLEM;
    }

    private int defect(Exception problem) {
        terminal.note(Phrase.of("defect", problem.toString()));
        terminal.noteTrace(problem);
        return ExitCode.DEFECT;
    }

    private void say(Phrase problem, @Nullable Phrase fix) {
        terminal.note(Phrase.of("problem", problem));
        if (fix != null) {
            terminal.note(Phrase.of("problem.fix", fix));
        }
    }

    private static String message(Exception e) {
        return e.getMessage() == null ? e.toString() : e.getMessage();
    }
}
