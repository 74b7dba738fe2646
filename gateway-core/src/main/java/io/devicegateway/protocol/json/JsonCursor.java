package io.devicegateway.protocol.json;

import io.devicegateway.protocol.DecodeListener;
import io.devicegateway.protocol.DecodeListener.Label;
import io.devicegateway.protocol.MalformedFrame;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Walks once over the members of a JSON object, in its bytes, and forgives what devices and their documents get wrong: a byte order
 * mark, full-width commas, commas too many or too few, a name without a value, no-break and ideographic blanks, NUL, numbers with
 * leading zeros. Nothing is made of a value before it is asked for, and a number is never more than its text. All protocols that
 * speak JSON read with it, so that none is less tolerant than another.
 */
public final class JsonCursor {
    private static final Label WIDE_COMMA =
            new Label("a full-width comma U+FF0C stands for a comma", "全角逗号（U+FF0C）代替了逗号");
    private static final Label STRAY_COMMA = new Label("a comma too many", "多余的逗号");
    private static final Label NO_COMMA = new Label("no comma between two members", "两个成员之间缺少逗号");
    private static final Label WIDE_BLANK = new Label(
            "a no-break or ideographic blank (U+00A0, U+3000) stands for a blank", "不间断空格或全角空格（U+00A0、U+3000）代替了空格");
    private static final Label LEADING_ZERO = new Label("a number with a leading zero", "数字带前导零");
    private static final Label NO_VALUE = new Label("a name without a value", "关键字没有数值");
    private static final Label MARK = new Label("the message begins with a byte order mark", "消息开头有BOM");
    private static final Label TRAILING = new Label("bytes behind the object", "对象之后有多余字节");

    private final byte[] in;
    private final DecodeListener listener;
    private int at;
    private boolean begun;
    private boolean wideBlankTold;

    private int nameFrom;
    private int nameTo;
    private int from;
    private int to;
    private Shape shape = Shape.NOTHING;

    /** What a value is. */
    public enum Shape {
        /** A string. */
        TEXT,
        /** A number, true, false, null, or any other word without quotes. */
        BARE,
        /** A list. */
        LIST,
        /** An object. */
        OBJECT,
        /** There is none. */
        NOTHING
    }

    /**
     * Stands before the first member.
     *
     * @param listener is told of what is forgiven
     * @throws MalformedFrame if it is no object
     */
    public JsonCursor(byte[] in, DecodeListener listener) throws MalformedFrame {
        this.in = in;
        this.listener = listener;
        if (JsonBytes.startsWithMark(in)) {
            at = JsonBytes.MARK;
            listener.anomaly("byte-order-mark", 0, MARK);
        }
        skipBlanks();
        if (at >= in.length || in[at] != '{') {
            throw new MalformedFrame("no-object", "the message does not begin with a brace " + shown());
        }
        at++;
    }

    /** Goes to the next member's value; false when there is none. */
    public boolean next() throws MalformedFrame {
        int commas = separators();
        if (at >= in.length) {
            throw new MalformedFrame("short-frame", "the object is not closed at its end, offset " + at);
        }
        boolean end = in[at] == '}';
        if (commas > (begun && !end ? 1 : 0)) {
            listener.anomaly("stray-comma", at, STRAY_COMMA);
        } else if (commas == 0 && begun && !end) {
            listener.anomaly("missing-comma", at, NO_COMMA);
        }
        begun = true;
        if (end) {
            at++;
            skipBlanks();
            if (at < in.length) {
                listener.anomaly("trailing", at, TRAILING);
            }
            return false;
        }
        name();
        return true;
    }

    private void name() throws MalformedFrame {
        if (in[at] != '"') {
            throw new MalformedFrame("bad-syntax", "a name in quotes is expected " + shown());
        }
        nameFrom = at + 1;
        nameTo = JsonBytes.closingQuote(in, nameFrom);
        if (nameTo < 0) {
            throw new MalformedFrame("short-frame", "the name at offset " + nameFrom + " is not closed");
        }
        at = nameTo + 1;
        skipBlanks();
        if (at >= in.length || in[at] != ':') {
            throw new MalformedFrame("bad-syntax", "a colon is expected " + shown());
        }
        at++;
        skipBlanks();
        shape = Shape.NOTHING;
        from = at;
        to = at;
    }

    /** Reads over the value, which is then at {@link #from} to {@link #to}. */
    public void value() throws MalformedFrame {
        switch (at < in.length ? in[at] : '}') {
            case '"' -> {
                int close = JsonBytes.closingQuote(in, at + 1);
                if (close < 0) {
                    throw new MalformedFrame("short-frame", "the string at offset " + at + " is not closed");
                }
                text(at + 1, close);
            }
            case '[' -> nested(Shape.LIST);
            case '{' -> nested(Shape.OBJECT);
            case ',', '}' -> {
                shape = Shape.NOTHING;
                listener.anomaly("missing-value", at, NO_VALUE);
            }
            default -> bare();
        }
    }

    /** A value in quotes was read: its first character and its closing quote. */
    public void text(int first, int close) {
        shape = Shape.TEXT;
        from = first;
        to = close;
        at = close + 1;
    }

    private void bare() throws MalformedFrame {
        from = at;
        while (at < in.length && isWord(at)) {
            at++;
        }
        to = at;
        if (from == to) {
            throw new MalformedFrame("bad-syntax", "a value is expected " + shown());
        }
        shape = Shape.BARE;
        checkZero(from, to);
    }

    private void nested(Shape kind) throws MalformedFrame {
        int open = at;
        int depth = 0;
        do {
            if (at >= in.length) {
                throw new MalformedFrame("short-frame", "what opens at offset " + open + " is not closed");
            }
            byte value = in[at];
            if (value == '"') {
                int close = JsonBytes.closingQuote(in, at + 1);
                at = close < 0 ? in.length : close + 1;
                continue;
            }
            depth += value == '[' || value == '{' ? 1 : value == ']' || value == '}' ? -1 : 0;
            at++;
        } while (depth > 0);
        shape = kind;
        from = open + 1;
        to = at - 1;
    }

    /** The elements of a list as their texts stand, without quotes. */
    public List<String> elements() {
        List<String> elements = new ArrayList<>(1);
        int end = at;
        at = from;
        while (at < to) {
            separators();
            if (at >= to) {
                break;
            }
            int first = at;
            if (in[at] == '"') {
                int close = JsonBytes.closingQuote(in, at + 1);
                elements.add(latin(at + 1, close));
                at = close + 1;
            } else if (isWord(at)) {
                while (at < to && isWord(at)) {
                    at++;
                }
                checkZero(first, at);
                elements.add(latin(first, at));
            } else {
                at++;
            }
        }
        at = end;
        return elements;
    }

    private void checkZero(int first, int end) {
        int digit = in[first] == '-' ? first + 1 : first;
        if (end - digit >= 2 && in[digit] == '0' && in[digit + 1] >= '0' && in[digit + 1] <= '9') {
            listener.anomaly("leading-zero", first, LEADING_ZERO);
        }
    }

    private boolean isWord(int place) {
        byte value = in[place];
        return switch (value) {
            case ',', '}', ']', '[', '{', '"', ':' -> false;
            default -> !JsonBytes.isBlank(value) && (value >= 0 || wideBlank(place) + wideComma(place) == 0);
        };
    }

    /** Passes over blanks and commas, and counts the commas. */
    private int separators() {
        int commas = 0;
        while (at < in.length) {
            if (in[at] == ',') {
                commas++;
                at++;
            } else if (wideComma(at) > 0) {
                listener.anomaly("full-width-comma", at, WIDE_COMMA);
                commas++;
                at += 3;
            } else {
                int before = at;
                skipBlanks();
                if (at == before) {
                    return commas;
                }
            }
        }
        return commas;
    }

    private void skipBlanks() {
        while (at < in.length) {
            if (JsonBytes.isBlank(in[at])) {
                at++;
                continue;
            }
            int wide = wideBlank(at);
            if (wide == 0) {
                return;
            }
            if (!wideBlankTold) {
                wideBlankTold = true;
                listener.anomaly("wide-blank", at, WIDE_BLANK);
            }
            at += wide;
        }
    }

    /** Bytes of the no-break or ideographic blank that stands there; 0 for none. */
    public int wideBlank(int place) {
        if (in[place] >= 0) {
            return 0;
        }
        if (is(place, 0xc2, 0xa0)) {
            return 2;
        }
        return is(place, 0xe3, 0x80) && place + 2 < in.length && in[place + 2] == (byte) 0x80 ? 3 : 0;
    }

    /** Bytes of the full-width comma that stands there; 0 for none. */
    public int wideComma(int place) {
        return in[place] < 0 && is(place, 0xef, 0xbc) && place + 2 < in.length && in[place + 2] == (byte) 0x8c ? 3 : 0;
    }

    private boolean is(int place, int first, int second) {
        return place + 1 < in.length && in[place] == (byte) first && in[place + 1] == (byte) second;
    }

    /** The bytes that are read. */
    public byte[] in() {
        return in;
    }

    /** First character of the name, without quote. */
    public int nameFrom() {
        return nameFrom;
    }

    /** The closing quote of the name. */
    public int nameTo() {
        return nameTo;
    }

    /** Where the cursor is: before {@link #value} the first byte of the value, afterwards the first behind it. */
    public int at() {
        return at;
    }

    /** First character of the value, without quote or bracket. */
    public int from() {
        return from;
    }

    /** Behind the last character of the value, without quote or bracket. */
    public int to() {
        return to;
    }

    /** What the value is, once it was read. */
    public Shape shape() {
        return shape;
    }

    /** Bytes as they stand, each a character. */
    public String latin(int first, int end) {
        return new String(in, first, end - first, StandardCharsets.ISO_8859_1);
    }

    private String shown() {
        int end = Math.min(in.length, at + 8);
        return at >= in.length
                ? "at offset " + at + ", where the message ends"
                : "at offset " + at + ", where " + new String(in, at, end - at, StandardCharsets.UTF_8) + " stands";
    }
}
