package io.devicegateway.app.cli;

import io.devicegateway.app.daemon.DaemonStarter;
import io.devicegateway.app.daemon.StartRefused;
import io.devicegateway.app.explain.FakeProtocol;
import io.devicegateway.app.explain.FrameInput.Notation;
import io.devicegateway.app.protocols.KnownProtocol;
import io.devicegateway.app.protocols.Protocols;
import io.devicegateway.app.text.Phrase;
import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Carries out commands in this process, with what they read and write held in memory. */
final class CliRunner {
    static final Protocols PROTOCOLS = new Protocols(List.of(new KnownProtocol(
            new FakeProtocol(), List.of("fake-binary"), Notation.HEX, 1, Optional.empty(), Optional.empty())));

    private static final DaemonStarter NO_DAEMON = config -> {
        throw StartRefused.forNow(Phrase.text("there is none"), Phrase.text("do without"), null);
    };

    private Map<String, String> environment = Map.of();
    private String input = "";
    private DaemonStarter starter = NO_DAEMON;
    private Protocols protocols = PROTOCOLS;

    CliRunner with(DaemonStarter daemon) {
        starter = daemon;
        return this;
    }

    CliRunner with(Protocols known) {
        protocols = known;
        return this;
    }

    CliRunner environment(Map<String, String> variables) {
        environment = variables;
        return this;
    }

    CliRunner input(String text) {
        input = text;
        return this;
    }

    Outcome run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        Terminal terminal = new Terminal(
                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                new PrintWriter(out),
                new PrintWriter(err),
                environment);
        int exitCode = Cli.execute(terminal, protocols, starter, arguments);
        return new Outcome(exitCode, out.toString(), err.toString());
    }

    record Outcome(int exitCode, String out, String err) {}
}
