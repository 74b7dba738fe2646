package io.devicegateway.app.cli;

import io.devicegateway.app.explain.Direction;
import io.devicegateway.app.explain.ExplanationJson;
import io.devicegateway.app.explain.ExplanationText;
import io.devicegateway.app.explain.FrameExplainer;
import io.devicegateway.app.explain.FrameInput;
import io.devicegateway.app.explain.FrameInput.BadInput;
import io.devicegateway.app.explain.FrameInput.Notation;
import io.devicegateway.app.explain.Part;
import io.devicegateway.app.protocols.KnownProtocol;
import io.devicegateway.app.protocols.Protocols;
import io.devicegateway.app.text.Phrase;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

@Command(
        name = "decode",
        description = {
            "Explains frames field by field: offset, bytes, name, value, meaning, and what is suspicious. It is the daemon's own"
                    + " decoder that explains.",
            "",
            "Frames of binary protocols are written in hexadecimal, with or without blanks; a leading < marks one that the"
                    + " device sent, > one that the server sent. Frames glued to each other are found."
        },
        footer = {
            "",
            "Examples:",
            "  gateway decode wosi 00 07 61 01 00 11 22 33 44",
            "  gateway decode wosi --from server 0008600101112233440 1",
            "  gateway decode wosi --lang zh -f frames.txt",
            "  tail -f frames.log | gateway decode wosi --json -"
        })
final class DecodeCommand implements Callable<Integer> {
    /** Digits of the shortest argument that counts as more than a piece of a frame that the shell cut at its blanks. */
    private static final int SHORTEST_FRAME = 8;

    private static final int LONGEST_OVER_LINES = 65_536;

    enum Sender {
        device,
        server,
        auto
    }

    private final Terminal terminal;
    private final Protocols protocols;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(
            index = "0",
            paramLabel = "PROTOCOL",
            description = "The protocol, as wosi, powerbank-text, pressure-json, vending-mqtt or chargepile-mq.")
    private String protocol = "";

    @Parameters(
            index = "1..*",
            paramLabel = "FRAME",
            description = "Frames; - reads lines from standard input, each a piece of its own.")
    private List<String> frames = new ArrayList<>();

    @Option(
            names = {"-f", "--file"},
            paramLabel = "FILE",
            description =
                    "Reads lines from a file, each a piece of its own, unless it is a text that goes on in the next line; empty"
                            + " lines and lines with # are passed over.")
    private @Nullable Path file;

    @Option(
            names = "--from",
            paramLabel = "SENDER",
            defaultValue = "device",
            description =
                    "Who sent the frames: ${COMPLETION-CANDIDATES}; auto takes the device, and the server for a frame that"
                            + " makes no sense otherwise. Default: ${DEFAULT-VALUE}.")
    private Sender sender = Sender.device;

    @Option(names = "--joined", description = "Joins all pieces to one stream, as a capture of a connection is.")
    private boolean joined;

    @Option(names = "--text", description = "The frames are written as text with \\r, \\n and \\xNN.")
    private boolean text;

    @Option(names = "--hex", description = "The frames are written in hexadecimal.")
    private boolean hex;

    @Option(names = "--json", description = "Prints JSON, one document a piece.")
    private boolean json;

    DecodeCommand(Terminal terminal, Protocols protocols) {
        this.terminal = terminal;
        this.protocols = protocols;
    }

    @Override
    public Integer call() throws IOException, Complaint {
        KnownProtocol known = protocols.find(protocol).orElseThrow(this::noSuchProtocol);
        Notation notation = text ? Notation.TEXT : hex ? Notation.HEX : known.notation();
        Output output = new Output(
                new FrameExplainer(known.protocol()), known.behindBroker().isPresent());
        if (file != null) {
            try (Reader reader = Files.newBufferedReader(file)) {
                readLines(reader, file.toString(), notation, output);
            }
        } else if (frames.isEmpty() || frames.equals(List.of("-"))) {
            readLines(new InputStreamReader(terminal.in(), StandardCharsets.UTF_8), "-", notation, output);
        } else {
            readArguments(notation, output);
        }
        output.end();
        return output.understood ? ExitCode.OK : ExitCode.PROBLEM;
    }

    private ParameterException noSuchProtocol() {
        String names = String.join(", ", protocols.names());
        String message = terminal.messages().say("decode.no.protocol", protocol, names);
        return new ParameterException(spec.commandLine(), message);
    }

    /** The shell cuts a frame with blanks into arguments: such pieces are joined again. */
    private void readArguments(Notation notation, Output output) throws Complaint {
        boolean cut = notation == Notation.HEX && frames.stream().anyMatch(frame -> frame.length() < SHORTEST_FRAME);
        if (cut) {
            output.take(read(String.join(" ", frames), "", notation));
            return;
        }
        for (int i = 0; i < frames.size(); i++) {
            String place = frames.size() == 1 ? "" : Integer.toString(i + 1);
            output.take(read(frames.get(i), place, notation));
        }
    }

    private void readLines(Reader source, String name, Notation notation, Output output) throws IOException, Complaint {
        BufferedReader reader = new BufferedReader(source);
        int number = 0;
        int begin = 0;
        String begun = "";
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            number++;
            if (!line.isBlank() && !line.stripLeading().startsWith("#")) {
                begin = begun.isEmpty() ? number : begin;
                begun = begun.isEmpty() ? line : begun + "\n" + line;
                if (notation == Notation.HEX || output.isWhole(begun)) {
                    output.take(read(begun, name + ":" + begin, notation));
                    begun = "";
                }
                terminal.out().flush();
            }
        }
        if (!begun.isEmpty()) {
            output.take(read(begun, name + ":" + begin, notation));
        }
    }

    private Piece read(String line, String place, Notation notation) throws Complaint {
        try {
            return new Piece(place, FrameInput.read(line, notation));
        } catch (BadInput e) {
            Phrase where = place.isEmpty() ? e.reason() : Phrase.of("decode.input.place", place, e.reason());
            throw new Complaint(ExitCode.USAGE, where, null);
        }
    }

    private record Piece(String place, FrameInput input) {}

    /** Explains pieces as they come, or all of them at the end when they are to be joined. */
    private final class Output {
        private final FrameExplainer explainer;
        private final boolean platform;
        private final java.io.ByteArrayOutputStream stream = new java.io.ByteArrayOutputStream();
        private int pieces;
        private boolean understood = true;

        /** @param platform whether a platform speaks in the place of devices */
        Output(FrameExplainer explainer, boolean platform) {
            this.explainer = explainer;
            this.platform = platform;
        }

        /** A text may be written over several lines, as a document prints it; then it ends where its frame does. */
        boolean isWhole(String begun) throws Complaint {
            byte[] bytes = read(begun, "", Notation.TEXT).input().bytes();
            List<Part> parts = explainer.explain(bytes, Direction.DEVICE, true);
            return joined
                    || bytes.length > LONGEST_OVER_LINES
                    || parts.isEmpty()
                    || !(parts.getLast() instanceof Part.Rest);
        }

        void take(Piece piece) {
            if (joined) {
                stream.writeBytes(piece.input().bytes());
            } else {
                explain(piece);
            }
        }

        void end() throws Complaint {
            if (joined && stream.size() > 0) {
                explain(new Piece("", new FrameInput(stream.toByteArray(), null)));
            }
            if (pieces == 0) {
                throw new Complaint(ExitCode.USAGE, Phrase.of("decode.input.empty"), null);
            }
        }

        private void explain(Piece piece) {
            Direction marked = piece.input().direction();
            Direction direction =
                    marked != null ? marked : sender == Sender.server ? Direction.SERVER : Direction.DEVICE;
            boolean tryOther = marked == null && sender == Sender.auto;
            List<Part> parts = explainer.explain(piece.input().bytes(), direction, tryOther);
            understood &= parts.stream().allMatch(part -> part instanceof Part.Frame frame && frame.failure() == null);
            print(piece.place(), parts);
            pieces++;
        }

        private void print(String place, List<Part> parts) {
            if (json) {
                ArrayNode array = new ExplanationJson(terminal.messages()).parts(parts);
                terminal.say(JsonText.line(JsonNodeFactory.instance
                        .objectNode()
                        .put("piece", place)
                        .set("parts", array)));
                return;
            }
            if (pieces > 0) {
                terminal.say("");
            }
            if (!place.isEmpty() && (pieces > 0 || frames.size() > 1 || file != null)) {
                terminal.say(Phrase.of("decode.piece", place));
            }
            new ExplanationText(terminal.messages(), platform).lines(parts).forEach(terminal::say);
        }
    }
}
