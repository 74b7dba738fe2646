package io.devicegateway.transcript;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringTokenizer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A transcript as written.
 *
 * <pre>
 * # comment
 * &lt; 00 07 61 01 …   two blanks, then a comment      the device sends these bytes
 * &lt; "text"                                           … or this text; \r \n \" \\ are understood
 * &lt; {text}                                           … or this text as it stands, to the end of the line
 * &gt; 00 07 61 01 …                                    the device gets exactly this frame
 * &gt; closed                                           the gateway closes the connection
 * ! BankReturned slot=1 bank=RL1A7C000052             this event is journalled next
 * ? RentBank slot=3 deadline=10s key=order-1          this command is given
 * = Done BankReleased slot=3                          … and ends so: Done, Refused, NotSent REASON, Unknown REASON
 * + 1s                                                so much time passes
 * &#64; judgeReturn DUPLICATE                            the authority answers so from now on; also: silent, fails
 * &#64; option strict=true                               an option of the protocol, before anything else
 * &#64; reconnect                                        the device opens a new connection; the old one stays open
 * &#64; hangup                                           the device closes its newest connection
 * &#64; stored {text}                                    this message of the device had waited on its way
 * &#64; down                                             nothing can be written to the device, until: up
 * </pre>
 *
 * <p>Events of presence and of a command's life are only looked at where a line names them; every other event must be
 * named.
 */
public record Transcript(String name, List<Step> steps) {
    private static final Pattern PAIR = Pattern.compile("(\\w+)=(\"[^\"]*\"|\\S+)");
    private static final Pattern SPAN = Pattern.compile("(\\d+)(ms|s|m|h)");

    /** Reads a file. */
    public static Transcript read(Path file) {
        try {
            List<Step> steps = new ArrayList<>();
            int number = 0;
            for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
                number++;
                if (!line.isBlank() && !line.startsWith("#")) {
                    steps.add(step(number, line.strip()));
                }
            }
            return new Transcript(String.valueOf(file.getFileName()), List.copyOf(steps));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Step step(int number, String line) {
        String rest = line.substring(1).strip();
        return switch (line.charAt(0)) {
            case '<' -> new Step.FromDevice(number, bytes(rest));
            case '>' ->
                rest.equals("closed") || rest.startsWith("closed ")
                        ? new Step.Closed(number)
                        : new Step.ToDevice(number, bytes(rest));
            case '!' -> new Step.Event(number, word(rest), pairs(rest));
            case '?' -> new Step.Command(number, word(rest), pairs(rest));
            case '=' -> new Step.Result(number, words(rest), pairs(rest));
            case '+' -> new Step.Wait(number, span(rest));
            case '@' -> new Step.Directive(number, rest, words(rest), pairs(rest));
            default -> throw new IllegalArgumentException("line " + number + ": unknown mark in: " + line);
        };
    }

    /** The bytes that a line stands for. */
    static byte[] bytesOf(String rest) {
        return bytes(rest);
    }

    private static byte[] bytes(String rest) {
        if (rest.startsWith("\"")) {
            return text(rest).getBytes(StandardCharsets.UTF_8);
        }
        if (rest.startsWith("{")) {
            return rest.getBytes(StandardCharsets.UTF_8);
        }
        int comment = rest.indexOf("  ");
        String hex = comment < 0 ? rest : rest.substring(0, comment);
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }

    private static String text(String quoted) {
        StringBuilder text = new StringBuilder();
        for (int i = 1; i < quoted.length() && quoted.charAt(i) != '"'; i++) {
            char c = quoted.charAt(i);
            if (c == '\\') {
                i++;
                char escaped = quoted.charAt(i);
                text.append(escaped == 'r' ? '\r' : escaped == 'n' ? '\n' : escaped);
            } else {
                text.append(c);
            }
        }
        return text.toString();
    }

    private static String word(String rest) {
        return new StringTokenizer(rest).nextToken();
    }

    private static List<String> words(String rest) {
        List<String> words = new ArrayList<>();
        StringTokenizer tokens =
                new StringTokenizer(PAIR.matcher(withoutComment(rest)).replaceAll(""));
        while (tokens.hasMoreTokens()) {
            words.add(tokens.nextToken());
        }
        return words;
    }

    private static Map<String, String> pairs(String rest) {
        Map<String, String> pairs = new LinkedHashMap<>();
        Matcher matcher = PAIR.matcher(withoutComment(rest));
        while (matcher.find()) {
            String value = matcher.group(2);
            pairs.put(matcher.group(1), value.startsWith("\"") ? value.substring(1, value.length() - 1) : value);
        }
        return pairs;
    }

    private static String withoutComment(String rest) {
        int comment = rest.indexOf("  ");
        return comment < 0 ? rest : rest.substring(0, comment);
    }

    /** Reads a span of time such as {@code 500ms}, {@code 10s}, {@code 2m}, {@code 1h}. */
    static Duration span(String text) {
        Matcher matcher = SPAN.matcher(word(text));
        if (!matcher.matches()) {
            throw new IllegalArgumentException("not a span of time: " + text);
        }
        long amount = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            default -> Duration.ofHours(amount);
        };
    }

    /** One line. */
    public sealed interface Step {
        /** Its number in the file, from 1. */
        int line();

        record FromDevice(int line, byte[] bytes) implements Step {}

        record ToDevice(int line, byte[] frame) implements Step {}

        record Closed(int line) implements Step {}

        record Event(int line, String name, Map<String, String> components) implements Step {}

        record Command(int line, String name, Map<String, String> components) implements Step {}

        record Result(int line, List<String> words, Map<String, String> components) implements Step {}

        record Wait(int line, Duration span) implements Step {}

        record Directive(int line, String text, List<String> words, Map<String, String> components) implements Step {
            /** What stands behind the first word. */
            String rest() {
                int blank = text.indexOf(' ');
                return blank < 0 ? "" : text.substring(blank).strip();
            }
        }
    }
}
