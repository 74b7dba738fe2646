package io.devicegateway.vending;

import io.devicegateway.protocol.DecodeListener;
import io.devicegateway.protocol.DecodeListener.Label;
import io.devicegateway.protocol.MalformedFrame;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The members of a JSON object with the places where they stand. Nothing is made of a value before it is asked for. Blanks,
 * line ends and NUL around the object are passed over, for publishers that write C strings.
 */
final class FlatObject {
    private static final int MOST_MEMBERS = 64;
    private static final Label PADDING = new Label("NUL or other bytes around the object", "对象前后有NUL或其他字节");
    private static final Label STRAY = new Label("a comma too many or too few", "多余或缺少逗号");

    private final byte[] in;
    private final DecodeListener listener;
    private final List<Member> members = new ArrayList<>(5);
    private int at;

    /** What a value is. */
    enum Shape {
        /** A string. */
        TEXT,
        /** A number or another word without quotes. */
        BARE,
        /** A list or an object. */
        NESTED
    }

    /**
     * A member.
     *
     * @param offset where its name begins, with the quote
     * @param end behind its value
     * @param from where the value begins, without quote
     * @param to behind the value, without quote
     * @param plain whether its bytes are its characters: nothing is escaped
     */
    record Member(String name, Shape shape, int offset, int end, int from, int to, boolean plain) {}

    private FlatObject(byte[] in, DecodeListener listener) {
        this.in = in;
        this.listener = listener;
    }

    /** The members in their order. */
    static List<Member> read(byte[] in, DecodeListener listener) throws MalformedFrame {
        return new FlatObject(in, listener).members();
    }

    /** The text of a member's value. */
    static String text(byte[] in, Member member) {
        String raw = new String(in, member.from(), member.to() - member.from(), StandardCharsets.UTF_8);
        return member.plain() ? raw : unescaped(raw);
    }

    private List<Member> members() throws MalformedFrame {
        skip();
        if (at > 0 && in[at - 1] == 0) {
            listener.anomaly("padding", 0, PADDING);
        }
        if (at >= in.length || in[at] != '{') {
            throw new MalformedFrame("no-object", "the message does not begin with a brace " + shown());
        }
        at++;
        while (separated()) {
            if (members.size() == MOST_MEMBERS) {
                throw new MalformedFrame("too-many-members", "the object has more than " + MOST_MEMBERS + " members");
            }
            member();
        }
        at++;
        int behind = at;
        while (behind < in.length && isBlank(in[behind])) {
            behind++;
        }
        if (behind < in.length) {
            listener.anomaly("padding", behind, PADDING);
        }
        return members;
    }

    /** Passes over what stands between two members; false at the end of the object. */
    private boolean separated() throws MalformedFrame {
        int commas = 0;
        skip();
        while (at < in.length && in[at] == ',') {
            commas++;
            at++;
            skip();
        }
        if (at >= in.length) {
            throw new MalformedFrame("short-frame", "the object is not closed at its end, offset " + at);
        }
        boolean more = in[at] != '}';
        if (commas != (more && !members.isEmpty() ? 1 : 0)) {
            listener.anomaly("stray-comma", at, STRAY);
        }
        return more;
    }

    private void member() throws MalformedFrame {
        int offset = at;
        if (in[at] != '"') {
            throw new MalformedFrame("bad-syntax", "a name in quotes is expected " + shown());
        }
        int close = closingQuote(at + 1);
        String name = new String(in, at + 1, close - at - 1, StandardCharsets.UTF_8);
        at = close + 1;
        skip();
        if (at >= in.length || in[at] != ':') {
            throw new MalformedFrame("bad-syntax", "a colon is expected " + shown());
        }
        at++;
        skip();
        if (at >= in.length) {
            throw new MalformedFrame("short-frame", "the value of " + name + " is missing at the end, offset " + at);
        }
        switch (in[at]) {
            case '"' -> text(name, offset);
            case '{', '[' -> nested(name, offset);
            default -> bare(name, offset);
        }
    }

    private void text(String name, int offset) throws MalformedFrame {
        int from = at + 1;
        int to = closingQuote(from);
        boolean plain = true;
        for (int i = from; i < to; i++) {
            plain &= in[i] != '\\';
        }
        at = to + 1;
        members.add(new Member(name, Shape.TEXT, offset, at, from, to, plain));
    }

    private void bare(String name, int offset) throws MalformedFrame {
        int from = at;
        while (at < in.length && in[at] != ',' && in[at] != '}' && in[at] != '"' && !isBlank(in[at])) {
            at++;
        }
        if (at == from) {
            throw new MalformedFrame("bad-syntax", "a value is expected " + shown());
        }
        members.add(new Member(name, Shape.BARE, offset, at, from, at, true));
    }

    private void nested(String name, int offset) throws MalformedFrame {
        int from = at;
        int depth = 0;
        do {
            if (at >= in.length) {
                throw new MalformedFrame("short-frame", "what opens at offset " + from + " is not closed");
            }
            byte value = in[at];
            if (value == '"') {
                at = closingQuote(at + 1);
            }
            depth += value == '[' || value == '{' ? 1 : value == ']' || value == '}' ? -1 : 0;
            at++;
        } while (depth > 0);
        members.add(new Member(name, Shape.NESTED, offset, at, from, at, true));
    }

    private int closingQuote(int from) throws MalformedFrame {
        int i = from;
        while (i < in.length) {
            if (in[i] == '"') {
                return i;
            }
            i += in[i] == '\\' ? 2 : 1;
        }
        throw new MalformedFrame("short-frame", "the text at offset " + from + " is not closed");
    }

    private void skip() {
        while (at < in.length && isBlank(in[at])) {
            at++;
        }
    }

    private static boolean isBlank(byte value) {
        return value == ' ' || value == '\t' || value == '\r' || value == '\n' || value == 0;
    }

    private static String unescaped(String raw) {
        StringBuilder text = new StringBuilder(raw.length());
        int at = 0;
        while (at < raw.length()) {
            char c = raw.charAt(at);
            at++;
            if (c != '\\' || at == raw.length()) {
                text.append(c);
                continue;
            }
            char escaped = raw.charAt(at);
            at++;
            int unit = escaped == 'u' ? unit(raw, at) : -1;
            if (unit >= 0) {
                text.append((char) unit);
                at += 4;
            } else {
                text.append(
                        switch (escaped) {
                            case 'n' -> '\n';
                            case 'r' -> '\r';
                            case 't' -> '\t';
                            case 'b' -> '\b';
                            case 'f' -> '\f';
                            default -> escaped;
                        });
            }
        }
        return text.toString();
    }

    /** The UTF-16 unit of four hexadecimal digits; -1 when they are none. */
    private static int unit(String raw, int from) {
        int unit = 0;
        for (int i = from; i < from + 4; i++) {
            int digit = i < raw.length() ? Character.digit(raw.charAt(i), 16) : -1;
            if (digit < 0) {
                return -1;
            }
            unit = unit << 4 | digit;
        }
        return unit;
    }

    private String shown() {
        int end = Math.min(in.length, at + 8);
        return at >= in.length
                ? "at offset " + at + ", where the message ends"
                : "at offset " + at + ", where " + new String(in, at, end - at, StandardCharsets.UTF_8) + " stands";
    }
}
