package io.devicegateway.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.devicegateway.app.daemon.StartRefused;
import io.devicegateway.app.protocols.Protocols;
import io.devicegateway.app.text.Phrase;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** Every command line that a document, the configuration or the help of a command prints is one that the program takes. */
final class DocumentedCommandsTest {
    private static final Path ROOT = Path.of("..");
    private static final String COMMANDS =
            "run|demo|simulate|decode|devices|consumers|send|events|journal|config|doctor|version";

    /** In a code span, or as a line of a code block or of a comment, perhaps behind a path, a pipe or a user. */
    private static final Pattern LINE = Pattern.compile(
            "(?:`|^[ #]*|/bin/|&& |\\| )gateway ((?:" + COMMANDS + ")(?: [^`\\n]*)?)(?:`|$)", Pattern.MULTILINE);

    private static final Pattern WORD = Pattern.compile("'([^']*)'|\"((?:[^\"\\\\]|\\\\.)*)\"|(\\S+)");

    private static final Pattern NAME = Pattern.compile("[a-z][a-z-]*");

    @Test
    void areTaken() throws IOException {
        List<String> found = new ArrayList<>();
        for (Path file : documents()) {
            Matcher line = LINE.matcher(Files.readString(file));
            while (line.find()) {
                found.add(line.group(1));
            }
        }
        help(commandLine(), found);

        assertThat(found)
                .contains("config check --config /etc/device-gateway/gateway.yaml", "journal check --repair")
                .hasSizeGreaterThan(30);
        for (String line : new TreeSet<>(found)) {
            String[] arguments = words(line);
            assertThatCode(() -> commandLine().parseArgs(arguments))
                    .as("gateway " + line)
                    .doesNotThrowAnyException();
        }
    }

    private static List<Path> documents() throws IOException {
        try (Stream<Path> docs = Files.walk(ROOT.resolve("docs"));
                Stream<Path> distribution = Files.walk(Path.of("src/main/dist"))) {
            List<Path> files = new ArrayList<>(
                    docs.filter(file -> file.toString().endsWith(".md")).toList());
            distribution
                    .filter(Files::isRegularFile)
                    .filter(file -> !file.toString().contains("/bin/"))
                    .forEach(files::add);
            files.add(ROOT.resolve("README.md"));
            return files;
        }
    }

    private static void help(CommandLine command, List<String> found) {
        for (String line : command.getCommandSpec().usageMessage().footer()) {
            String text = line.strip();
            if (text.startsWith("gateway ")) {
                found.add(text.substring("gateway ".length()));
            }
        }
        command.getSubcommands().values().forEach(sub -> help(sub, found));
    }

    /** As a shell splits them: without a comment, a redirection, or what is only meant by an ellipsis. */
    private static String[] words(String line) {
        String command = line.replaceFirst("\\s+[#(].*$", "")
                .replaceFirst("\\s*[>|].*$", "")
                .replaceFirst("…$", "");
        List<String> words = new ArrayList<>();
        Matcher word = WORD.matcher(command);
        while (word.find()) {
            words.add(word.group(1) != null ? word.group(1) : word.group(2) != null ? word.group(2) : word.group(3));
        }
        if (words.stream().allMatch(each -> NAME.matcher(each).matches())) {
            // Only its name is said; that it is known is all that can be held.
            words.add("--help");
        }
        return words.toArray(String[]::new);
    }

    private static CommandLine commandLine() {
        Terminal terminal = new Terminal(
                new ByteArrayInputStream(new byte[0]),
                new PrintWriter(new StringWriter()),
                new PrintWriter(new StringWriter()),
                Map.of());
        return Cli.commandLine(terminal, Protocols.builtIn(), config -> {
            throw StartRefused.forNow(Phrase.text("not here"), Phrase.text(""), null);
        });
    }
}
