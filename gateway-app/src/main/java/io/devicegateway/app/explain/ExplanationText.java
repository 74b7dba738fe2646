package io.devicegateway.app.explain;

import io.devicegateway.app.text.Messages;
import io.devicegateway.app.text.TextTable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/** An explanation as text for people. */
public final class ExplanationText {
    private static final HexFormat SPACED = HexFormat.ofDelimiter(" ").withUpperCase();

    /** Bytes shown of one field; all of them are in the JSON form. */
    private static final int MOST_BYTES = 16;

    /** Characters shown of one value. */
    private static final int MOST_VALUE = 64;

    private static final int NOT_DECODED = 0xFFFD;

    private final Messages messages;
    private final String device;

    public ExplanationText(Messages messages) {
        this(messages, false);
    }

    /** @param platform whether a platform speaks in the place of devices */
    public ExplanationText(Messages messages, boolean platform) {
        this.messages = messages;
        this.device = messages.say(platform ? "decode.from.platform" : "decode.from.device");
    }

    /** The lines for these parts of one piece of input. */
    public List<String> lines(List<Part> parts) {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            if (i > 0) {
                lines.add("");
            }
            lines.addAll(part(parts.get(i)));
        }
        return lines;
    }

    private List<String> part(Part part) {
        int from = part.offset();
        int to = from + part.bytes().length - 1;
        int length = part.bytes().length;
        return switch (part) {
            case Part.Frame frame -> frame(frame, from, to, length);
            case Part.Skipped skipped ->
                List.of(messages.say("decode.skipped", from, to, length, skipped.anomaly()), dump(part.bytes()));
            case Part.Rest rest -> List.of(messages.say("decode.rest", from, to, length), dump(part.bytes()));
            case Part.Broken broken ->
                List.of(messages.say("decode.broken", from, to, length), failure(broken.failure()), dump(part.bytes()));
        };
    }

    private List<String> frame(Part.Frame frame, int from, int to, int length) {
        List<String> lines = new ArrayList<>();
        String name = frame.message() == null ? messages.say("decode.not.understood") : frame.message();
        String sender = frame.direction() == Direction.DEVICE ? device : messages.say("decode.from.server");
        lines.add(messages.say("decode.frame", name, sender, from, to, length));
        lines.addAll(table(frame).lines());
        for (Part.Anomaly anomaly : frame.anomalies()) {
            lines.add(messages.say("decode.anomaly", anomaly.kind(), anomaly.offset(), anomaly.detail()));
        }
        if (frame.failure() != null) {
            lines.add(failure(frame.failure()));
        }
        if (frame.otherDirection()) {
            String other = frame.direction() == Direction.DEVICE ? "server" : "device";
            String words = frame.direction() == Direction.DEVICE ? messages.say("decode.from.server") : device;
            lines.add(messages.say("decode.other", words, other));
        }
        return lines;
    }

    private TextTable table(Part.Frame frame) {
        TextTable table = new TextTable(
                ">" + messages.say("decode.offset"),
                messages.say("decode.bytes"),
                messages.say("decode.field"),
                messages.say("decode.value"),
                messages.say("decode.meaning"));
        for (Part.Field field : frame.fields()) {
            byte[] bytes = Arrays.copyOfRange(frame.bytes(), field.offset(), field.offset() + field.length());
            boolean unread = field.name() == null;
            table.row(
                    Integer.toString(field.offset()),
                    shortened(bytes),
                    field.name() == null ? messages.say(unread(frame, bytes)) : messages.say(field.name()),
                    unread ? "" : shortened(field.value()),
                    field.meaning() == null ? "" : messages.say(field.meaning()));
        }
        return table;
    }

    /** Of a text, the punctuation between fields is nothing that somebody overlooked. */
    private static String unread(Part.Frame frame, byte[] bytes) {
        return isText(frame.bytes()) && isPunctuation(bytes) ? "decode.between" : "decode.unread";
    }

    private static boolean isText(byte[] bytes) {
        for (byte each : bytes) {
            if (each >= 0 && each < ' ' && each != '\r' && each != '\n' && each != '\t') {
                return false;
            }
        }
        return true;
    }

    /** Also what a word processor makes of punctuation, as U+FF0C and U+00A0. */
    private static boolean isPunctuation(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8)
                .codePoints()
                .noneMatch(c -> Character.isLetterOrDigit(c) || c == NOT_DECODED);
    }

    private String failure(Part.Failure failure) {
        return messages.say("decode.failure", failure.kind(), failure.detail());
    }

    private static String dump(byte[] bytes) {
        return "        " + shortened(bytes);
    }

    private static String shortened(byte[] bytes) {
        return bytes.length <= MOST_BYTES
                ? SPACED.formatHex(bytes)
                : SPACED.formatHex(bytes, 0, MOST_BYTES) + " … +" + (bytes.length - MOST_BYTES);
    }

    private static String shortened(String value) {
        StringBuilder shown = new StringBuilder();
        value.codePoints().limit(MOST_VALUE).forEach(c -> {
            if (Character.isISOControl(c)) {
                shown.append(String.format(Locale.ROOT, "\\x%02X", c));
            } else {
                shown.appendCodePoint(c);
            }
        });
        return value.codePointCount(0, value.length()) > MOST_VALUE
                ? shown.append(" …").toString()
                : shown.toString();
    }
}
