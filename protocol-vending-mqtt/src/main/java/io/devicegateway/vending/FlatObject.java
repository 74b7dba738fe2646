package io.devicegateway.vending;

import io.devicegateway.protocol.DecodeListener;
import io.devicegateway.protocol.MalformedFrame;
import io.devicegateway.protocol.json.JsonCursor;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The members of a JSON object with the places where they stand. Nothing is made of a value before it is asked for. */
final class FlatObject {
    private static final int MOST_MEMBERS = 64;

    private FlatObject() {}

    /** What a value is. */
    enum Shape {
        /** A string. */
        TEXT,
        /** A number or another word without quotes. */
        BARE,
        /** A list or an object. */
        NESTED,
        /** There is none. */
        NOTHING
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

    /** The members in their order. */
    static List<Member> read(byte[] in, DecodeListener listener) throws MalformedFrame {
        List<Member> members = new ArrayList<>(5);
        JsonCursor cursor = new JsonCursor(in, listener);
        while (cursor.next()) {
            if (members.size() == MOST_MEMBERS) {
                throw new MalformedFrame("too-many-members", "the object has more than " + MOST_MEMBERS + " members");
            }
            cursor.value();
            members.add(member(in, cursor));
        }
        return members;
    }

    private static Member member(byte[] in, JsonCursor cursor) {
        String name = new String(in, cursor.nameFrom(), cursor.nameTo() - cursor.nameFrom(), StandardCharsets.UTF_8);
        Shape shape = switch (cursor.shape()) {
            case TEXT -> Shape.TEXT;
            case BARE -> Shape.BARE;
            case LIST, OBJECT -> Shape.NESTED;
            case NOTHING -> Shape.NOTHING;
        };
        boolean plain = true;
        for (int i = cursor.from(); i < cursor.to(); i++) {
            plain &= in[i] != '\\';
        }
        return new Member(name, shape, cursor.nameFrom() - 1, cursor.at(), cursor.from(), cursor.to(), plain);
    }

    /** The text of a member's value. */
    static String text(byte[] in, Member member) {
        String raw = new String(in, member.from(), member.to() - member.from(), StandardCharsets.UTF_8);
        return member.plain() ? raw : unescaped(raw);
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
}
