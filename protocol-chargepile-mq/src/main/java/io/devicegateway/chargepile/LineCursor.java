package io.devicegateway.chargepile;

import io.devicegateway.protocol.DecodeListener;
import io.devicegateway.protocol.DecodeListener.Label;
import io.devicegateway.protocol.MalformedFrame;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One line of text, read field by field, each by its name, so that the decoder is also the explainer (002 section 1). Blanks
 * around fields, a byte order mark, a line end and one comma too many are passed over and counted.
 */
final class LineCursor {
    private static final char MARK = '\uFEFF';
    private static final int SHOWN = 40;
    /** As people write it, or as Java writes a double: {@code 1.0E-4}. */
    private static final Pattern DECIMAL = Pattern.compile("-?\\d{1,12}(\\.\\d{1,20}(E-?\\d{1,2})?)?");
    /** What a program joins into a line where it has no value. */
    private static final String NOTHING = "null";

    private static final String HIDDEN = "***";

    private final byte[] frame;
    private final DecodeListener listener;
    private final boolean explains;
    private final Charset charset;
    private final String text;
    private final int end;
    private int position;
    private int number;
    private int from;
    private int to;
    private boolean more = true;
    private boolean blanks;
    /** What follows a secret may be a part of it, when it has a comma in it. */
    private boolean secret;

    /**
     * @throws MalformedFrame if it is empty, too long, not text, or more than one line
     */
    LineCursor(byte[] frame, DecodeListener listener, ChargepileSettings.Wire settings) throws MalformedFrame {
        this.frame = frame;
        this.listener = listener;
        this.explains = listener.explains();
        this.charset = settings.charset();
        if (frame.length > settings.maxLine()) {
            throw new MalformedFrame(
                    "too-long",
                    "the line has more than the " + settings.maxLine()
                            + " bytes that are allowed; raise the limit if the platform really sends such lines");
        }
        this.text = text(frame, charset);
        int last = text.length();
        while (last > 0 && isLineEnd(text.charAt(last - 1))) {
            last--;
        }
        this.end = last;
        if (last < text.length()) {
            anomaly("line-end", last, new Label("the message ends with a line end", "消息末尾有换行"));
        }
        if (last > 0 && text.charAt(0) == MARK) {
            position = 1;
            anomaly("byte-order-mark", 0, new Label("the message begins with a byte order mark", "消息开头有BOM"));
        }
        if (isBlank(position, end)) {
            throw new MalformedFrame("empty", "the message is empty");
        }
        requireOneLine();
    }

    private static String text(byte[] frame, Charset charset) throws MalformedFrame {
        try {
            return charset.newDecoder().decode(ByteBuffer.wrap(frame)).toString();
        } catch (CharacterCodingException e) {
            throw new MalformedFrame("charset", "the message is no text in " + charset + ": " + e.getMessage());
        }
    }

    private void requireOneLine() throws MalformedFrame {
        for (int i = position; i < end; i++) {
            if (isLineEnd(text.charAt(i))) {
                throw new MalformedFrame(
                        "several-lines",
                        "there is a line end inside the message, at byte " + offset(i) + "; one is allowed");
            }
        }
    }

    private static boolean isLineEnd(char c) {
        return c == '\r' || c == '\n' || c == 0;
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t' || c == '\u00A0' || c == '\u3000';
    }

    private boolean isBlank(int start, int stop) {
        for (int i = start; i < stop; i++) {
            if (!isBlank(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    /** Whether another field follows, be it an empty one. */
    boolean hasNext() {
        return more;
    }

    /** Whether nothing follows, or nothing but one comma. */
    boolean isComplete() {
        return !more || isBlank(position, end);
    }

    /** What has not been read yet, without what ends the message. */
    String ahead() {
        return text.substring(position, end);
    }

    /** A text, without the blanks around it. */
    String text(Label name) throws MalformedFrame {
        next(name);
        String value = value();
        tell(name, value, null);
        return value;
    }

    /** A text of so many characters, as it stands, whatever they are. */
    String exactly(int length, Label name) throws MalformedFrame {
        require(name);
        int stop = position + length;
        if (stop > end || (stop < end && text.charAt(stop) != ',')) {
            throw failure("qr-length", name, "does not have the " + length + " characters that were announced");
        }
        number++;
        from = position;
        to = stop;
        passComma(stop);
        String value = value();
        tell(name, value, null);
        return value;
    }

    /** A text that is not shown. */
    String secret(Label name) throws MalformedFrame {
        next(name);
        tell(name, from == to ? "" : HIDDEN, null);
        secret = true;
        return value();
    }

    /** A text that has to say something. */
    String required(Label name) throws MalformedFrame {
        String value = text(name);
        if (value.isEmpty() || value.equalsIgnoreCase(NOTHING)) {
            throw failure("missing-value", name, "is '" + value + "'; the command means nothing without it");
        }
        return value;
    }

    /** A whole number from 0 to 2147483647, as all counts, guns and amounts are. */
    int natural(Label name) throws MalformedFrame {
        return (int) within(name, 0, Integer.MAX_VALUE);
    }

    /** A whole number of that range. */
    long within(Label name, long least, long most) throws MalformedFrame {
        next(name);
        long value = parse(name);
        if (most <= Integer.MAX_VALUE && value != (int) value) {
            throw failure("bad-number", name, "is '" + shown() + "', which is more than 32 bits hold");
        }
        if (value < least || value > most) {
            throw failure("out-of-range", name, "is '" + shown() + "', not " + least + " to " + most);
        }
        tell(name, value, null);
        return value;
    }

    /** A whole number of 32 bits and what it means; one that means nothing is counted and kept. */
    int integer(Label name, Map<Integer, Label> meanings) throws MalformedFrame {
        int value = parseInteger(name);
        Label meaning = meanings.get(value);
        tell(name, value, meaning == null ? ChargepileFields.UNDOCUMENTED : meaning);
        if (meaning == null) {
            undefined(name, Integer.toString(value));
        }
        return value;
    }

    private int parseInteger(Label name) throws MalformedFrame {
        next(name);
        long value = parse(name);
        if (value != (int) value) {
            throw failure("bad-number", name, "is '" + shown() + "', which is more than 32 bits hold");
        }
        return (int) value;
    }

    /** A whole number of 64 bits whose meaning is told by {@link #tell} afterwards. */
    long silentNumber(Label name) throws MalformedFrame {
        next(name);
        return parse(name);
    }

    /** A text whose meaning is told by {@link #tell} afterwards. */
    String silentText(Label name) throws MalformedFrame {
        next(name);
        return value();
    }

    /** A decimal number, exactly as it stands; not below {@code -most} and not above {@code most}. */
    BigDecimal decimal(Label name, int most) throws MalformedFrame {
        next(name);
        String value = value();
        if (!DECIMAL.matcher(value).matches()) {
            throw failure("bad-number", name, "is '" + shown() + "', which is no decimal number");
        }
        BigDecimal number = new BigDecimal(value);
        if (number.abs().compareTo(BigDecimal.valueOf(most)) > 0) {
            throw failure("out-of-range", name, "is '" + shown() + "', not -" + most + " to " + most);
        }
        tell(name, value, null);
        return number;
    }

    private long parse(Label name) throws MalformedFrame {
        int at = from;
        boolean negative = at < to && text.charAt(at) == '-';
        if (negative) {
            at++;
        }
        if (at == to || to - at > 18) {
            throw notWhole(name);
        }
        long value = 0;
        for (; at < to; at++) {
            int digit = text.charAt(at) - '0';
            if (digit < 0 || digit > 9) {
                throw notWhole(name);
            }
            value = value * 10 + digit;
        }
        return negative ? -value : value;
    }

    private MalformedFrame notWhole(Label name) {
        return failure(
                "bad-number",
                name,
                from == to
                        ? "is empty; a whole number belongs there"
                        : "is '" + shown() + "', which is no whole number");
    }

    /** Everything that follows, as it stands; empty for nothing. */
    String rest(Label name) {
        from = position;
        to = end;
        position = end;
        more = false;
        String value = value();
        if (!value.isEmpty()) {
            tell(name, secret ? HIDDEN : value, null);
        }
        return value;
    }

    /**
     * The command has been read. One comma too many is passed over: it stands behind the last field and moves none. More fields
     * than the document has are what a later version may have added, or a comma in a text that moved all behind it.
     *
     * @param atStake whether money or something physical follows from the command, so that more fields make it useless
     */
    void finish(boolean atStake) throws MalformedFrame {
        if (!more) {
            return;
        }
        if (isBlank(position, end)) {
            anomaly("trailing-comma", position - 1, new Label("the line ends with a comma", "行末有多余的逗号"));
            more = false;
            return;
        }
        rest(ChargepileFields.EXTRA);
        if (atStake) {
            throw new MalformedFrame(
                    "field-count",
                    "behind field " + number + ", the last of this command, stands '" + shown()
                            + "': a comma in one of the texts may have moved the others");
        }
        anomaly(
                "extra-fields",
                new Label("the command has more fields than the document: '" + shown() + "'", "多于文档的字段：" + shown()));
    }

    private void require(Label name) throws MalformedFrame {
        if (!more) {
            throw new MalformedFrame(
                    "short-line",
                    "the line ends after " + number + " fields; field " + (number + 1) + ", " + name.en()
                            + ", is missing");
        }
    }

    private void next(Label name) throws MalformedFrame {
        require(name);
        number++;
        int comma = text.indexOf(',', position);
        int stop = comma < 0 || comma > end ? end : comma;
        from = position;
        to = stop;
        passComma(stop);
        while (from < to && isBlank(text.charAt(from))) {
            from++;
            noteBlanks();
        }
        while (from < to && isBlank(text.charAt(to - 1))) {
            to--;
            noteBlanks();
        }
    }

    private void passComma(int stop) {
        more = stop < end;
        position = more ? stop + 1 : end;
    }

    private void noteBlanks() {
        if (!blanks) {
            blanks = true;
            anomaly("blanks", from, new Label("there are blanks around fields", "字段两侧有空格"));
        }
    }

    private String value() {
        return text.substring(from, to);
    }

    private String shown() {
        return secret ? HIDDEN : cut(value());
    }

    static String cut(String value) {
        StringBuilder shown = new StringBuilder();
        for (int i = 0; i < Math.min(SHOWN, value.length()); i++) {
            char c = value.charAt(i);
            shown.append(Character.isISOControl(c) || Character.isSurrogate(c) ? '?' : c);
        }
        return value.length() > SHOWN ? shown + "…" : shown.toString();
    }

    /** What the field just read is and means. */
    void tell(Label name, Object value, @Nullable Label meaning) {
        if (explains) {
            int start = offset(from);
            listener.field(start, offset(to) - start, name, value, meaning);
        }
    }

    /** The value just read means nothing in the document, and is kept. */
    void undefined(Label name, String value) {
        String seen = secret ? HIDDEN : cut(value);
        anomaly(
                "undefined-value",
                from,
                new Label(name.en() + " " + seen + " is not in the document", name.zh() + seen + "文档未定义"));
    }

    /** Something about the field just read deviates and is accepted. */
    void anomaly(String kind, Label detail) {
        anomaly(kind, from, detail);
    }

    private void anomaly(String kind, int at, Label detail) {
        listener.anomaly(kind, offset(at), detail);
    }

    /** The field just read makes the line useless. */
    MalformedFrame failure(String kind, Label name, String what) {
        return new MalformedFrame(
                kind, "field " + number + ", " + name.en() + ", at byte " + offset(from) + " " + what);
    }

    /** The byte at which a character begins. */
    private int offset(int character) {
        if (text.length() == frame.length) {
            return character;
        }
        return Math.min(frame.length, text.substring(0, character).getBytes(charset).length);
    }
}
