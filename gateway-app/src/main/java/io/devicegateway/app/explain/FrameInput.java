package io.devicegateway.app.explain;

import io.devicegateway.app.text.Phrase;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Bytes as people write them.
 *
 * @param bytes the bytes
 * @param direction who sent them, where the writer marked it with {@code <} (the device) or {@code >} (the server); null
 *     where it is not marked
 */
public record FrameInput(byte[] bytes, @Nullable Direction direction) {
    /** How frames of a protocol are written. */
    public enum Notation {
        /** Hexadecimal digits. */
        HEX,
        /** The text itself, with {@code \r}, {@code \n}, {@code \t}, {@code \\} and {@code \xNN} for what cannot be typed. */
        TEXT
    }

    /**
     * Reads a line.
     *
     * @throws BadInput if it is no such bytes
     */
    public static FrameInput read(String line, Notation notation) throws BadInput {
        String text = line.strip();
        Direction direction = null;
        if (text.startsWith("<") || text.startsWith(">")) {
            direction = text.startsWith("<") ? Direction.DEVICE : Direction.SERVER;
            text = text.substring(1).strip();
        }
        byte[] bytes = switch (notation) {
            case HEX -> hex(text);
            case TEXT -> text(text);
        };
        return new FrameInput(bytes, direction);
    }

    /** Pairs of digits; blanks, colons, commas, hyphens and {@code 0x} may stand between pairs. */
    private static byte[] hex(String text) throws BadInput {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < text.length(); ) {
            char c = text.charAt(i);
            if (Character.isWhitespace(c) || c == ':' || c == ',' || c == '-') {
                i++;
            } else if (c == '0' && i + 1 < text.length() && (text.charAt(i + 1) == 'x' || text.charAt(i + 1) == 'X')) {
                i += 2;
            } else {
                bytes.write(pair(text, i, i));
                i += 2;
            }
        }
        return bytes.toByteArray();
    }

    private static byte[] text(String text) throws BadInput {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            if (c != '\\') {
                bytes.writeBytes(Character.toString(c).getBytes(StandardCharsets.UTF_8));
                i += Character.charCount(c);
                continue;
            }
            char escape = i + 1 < text.length() ? text.charAt(i + 1) : ' ';
            switch (escape) {
                case 'r' -> bytes.write('\r');
                case 'n' -> bytes.write('\n');
                case 't' -> bytes.write('\t');
                case '\\' -> bytes.write('\\');
                case 'x' -> bytes.write(pair(text, i + 2, i));
                default -> throw new BadInput(Phrase.of("decode.input.escape", i + 1));
            }
            i += escape == 'x' ? 4 : 2;
        }
        return bytes.toByteArray();
    }

    private static int pair(String text, int at, int start) throws BadInput {
        int high = at < text.length() ? Character.digit(text.charAt(at), 16) : -1;
        int low = at + 1 < text.length() ? Character.digit(text.charAt(at + 1), 16) : -1;
        if (high >= 0 && low >= 0) {
            return high << 4 | low;
        }
        if (high >= 0 && at + 1 == text.length()) {
            throw new BadInput(Phrase.of("decode.input.odd", text.charAt(at)));
        }
        int bad = high < 0 ? at : at + 1;
        String shown = bad < text.length() ? Character.toString(text.codePointAt(bad)) : "";
        throw new BadInput(Phrase.of("decode.input.digit", shown, Math.max(bad, start) + 1));
    }

    /** A text that is no bytes. */
    public static final class BadInput extends Exception {
        private static final long serialVersionUID = 1L;

        /** What is wrong with it. Transient: it never leaves the process. */
        private final transient Phrase reason;

        BadInput(Phrase reason) {
            super(null, null, false, false);
            this.reason = reason;
        }

        /** What is wrong with it. */
        public Phrase reason() {
            return reason;
        }

        @Override
        public String getMessage() {
            return reason.toString();
        }
    }
}
