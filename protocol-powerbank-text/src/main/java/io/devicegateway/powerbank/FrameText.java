package io.devicegateway.powerbank;

import io.devicegateway.protocol.DecodeListener;
import io.devicegateway.protocol.DecodeListener.Label;
import io.devicegateway.protocol.MalformedFrame;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The text of one frame (003 section 1): packet header, IMEI, command word, data, check, packet end. It is read field by
 * field, each by its name, so that the decoder is also the explainer.
 *
 * <p>What makes a frame useless is kept until {@link #finish}, so that all of a frame is explained and all of its defects
 * are named. Blanks around fields are passed over; letters are compared in upper case.
 */
final class FrameText {
    private static final int LEAST_IMEI = 14;
    private static final int MOST_IMEI = 17;
    private static final int IMEI = 15;
    private static final int SHOWN = 40;

    private final byte[] frame;
    private final DecodeListener listener;
    private final boolean explains;
    private final FrameParts parts;
    private final int maxSlot;
    private int position;
    private int separator;
    private int from;
    private int to;
    private boolean blanks;
    private @Nullable MalformedFrame failure;

    /**
     * @param maxSlot the highest slot that is not worth a remark
     * @throws MalformedFrame if it has no header, no end, or no command
     */
    FrameText(byte[] frame, DecodeListener listener, int maxSlot) throws MalformedFrame {
        this.frame = frame;
        this.listener = listener;
        this.explains = listener.explains();
        this.maxSlot = maxSlot;
        this.parts = new FrameParts(frame);
        this.position = parts.body();
        if (explains) {
            listener.field(parts.head(), PowerbankFraming.HEAD, PowerbankFields.HEADER, "{\"", null);
        }
    }

    FrameParts parts() {
        return parts;
    }

    /** The IMEI. */
    String imei() {
        token(false);
        String imei = text();
        tell(PowerbankFields.IMEI, imei, null);
        boolean digits = true;
        boolean zeros = true;
        for (int i = from; i < to; i++) {
            digits &= frame[i] >= '0' && frame[i] <= '9';
            zeros &= frame[i] == '0';
        }
        int length = to - from;
        if (!digits || zeros || length < LEAST_IMEI || length > MOST_IMEI) {
            fail(
                    "bad-imei",
                    new Label("IMEI '" + shown(imei) + "' is not 15 digits", "设备号'" + shown(imei) + "'不是15位数字"));
        } else if (length != IMEI) {
            anomaly(
                    "imei-length",
                    new Label("the IMEI has " + length + " digits, not 15", "IMEI有" + length + "位，不是15位"));
        }
        return imei;
    }

    /** The command word; null when the document has none such. */
    @Nullable
    CommandWord command() {
        position = parts.command();
        token(false);
        CommandWord word = to - from == 2 ? CommandWord.of(upper(from), upper(from + 1)) : null;
        String text = word == null ? text() : word.name();
        if (explains) {
            tell(PowerbankFields.COMMAND, text(), word == null ? PowerbankFields.UNDOCUMENTED : word.meaning());
        }
        noteCase(text);
        return word;
    }

    /** The command word as it stands, fit to be shown. */
    String commandText() {
        return shown(new String(frame, from, to - from, StandardCharsets.ISO_8859_1));
    }

    /** Data that names what the command is about; in upper case. */
    String code() {
        token(true);
        String text = text();
        String code = text.toUpperCase(Locale.ROOT);
        noteCase(code);
        return code;
    }

    /** What the code just read means. */
    void tellCode(String code, Supplier<Label> meaning) {
        if (explains) {
            tell(PowerbankFields.DATA, code, meaning.get());
        }
    }

    /** A slot, 1 to 99; the frame is useless without. */
    int slot() {
        token(true);
        int slot = SlotAndBank.slot(frame, from, to);
        tellSlot(slot);
        if (slot == 0) {
            fail("bad-slot", SlotAndBank.notASlot(text()));
        } else {
            noteSlot(slot);
        }
        return slot;
    }

    /** The number of a bank, as it stands; the frame is useless without. */
    String bank() {
        token(true);
        String bank = text();
        tellBank(bank);
        if (to == from || !SlotAndBank.isBank(frame, from, to)) {
            fail("bad-devid", SlotAndBank.notABank(text()));
            return "";
        }
        return bank;
    }

    /** The number of a bank, as it stands; empty where there is none, which is a remark. */
    String bankIfAny() {
        token(true);
        if (to == from) {
            anomaly("missing-devid", new Label("the bank's number is missing", "缺少充电宝设备编号"));
            return "";
        }
        String bank = text();
        tellBank(bank);
        if (!SlotAndBank.isBank(frame, from, to)) {
            fail("bad-devid", SlotAndBank.notABank(text()));
            return "";
        }
        return bank;
    }

    /** The slot of an entry of a list; 0 when it is none, which costs that entry. */
    int listedSlot() {
        int slot = SlotAndBank.slot(frame, from, to);
        tellSlot(slot);
        if (slot == 0) {
            anomaly("bad-entry", SlotAndBank.notASlot(text()));
        } else {
            noteSlot(slot);
        }
        return slot;
    }

    /** The bank of an entry of a list, empty for none; null when it is no bank, which costs that entry. */
    @Nullable
    String listedBank() {
        if (to > from) {
            tellBank(text());
        }
        if (!SlotAndBank.isBank(frame, from, to)) {
            anomaly("bad-entry", SlotAndBank.notABank(text()));
            return null;
        }
        return text();
    }

    private void tellBank(String bank) {
        if (explains) {
            tell(PowerbankFields.BANK, bank, SlotAndBank.isBank(frame, from, to) ? SlotAndBank.meaning(bank) : null);
        }
    }

    private void tellSlot(int slot) {
        if (explains) {
            tell(PowerbankFields.SLOT, slot > 0 ? (Object) slot : text(), null);
        }
    }

    private void noteSlot(int slot) {
        if (slot > maxSlot) {
            anomaly("slot-range", new Label("slot " + slot + " is above " + maxSlot, "位置编号" + slot + "大于" + maxSlot));
        }
    }

    /** What stood behind the field just read: a comma, a dot or a semicolon; 0 for the end of the data. */
    char separator() {
        return (char) separator;
    }

    /** Whether data is left. */
    boolean hasMore() {
        return position < parts.bodyEnd();
    }

    /** The data that was not read yet, as it stands. */
    String rest() {
        from = Math.min(position, parts.bodyEnd());
        to = parts.bodyEnd();
        trim();
        position = to;
        if (to > from) {
            tell(PowerbankFields.DATA, text(), null);
        }
        return shown(text());
    }

    /** The next entry of a list, without the semicolon or comma that ends it; null when none is left. */
    @Nullable
    Part entry() {
        while (hasMore()) {
            from = position;
            to = from;
            while (to < parts.bodyEnd() && frame[to] != ';' && frame[to] != ',') {
                to++;
            }
            separator = to < parts.bodyEnd() ? frame[to] : 0;
            position = to + 1;
            trim();
            if (to > from) {
                return new Part(from, to);
            }
        }
        return null;
    }

    /** Goes on with an entry up to its next dot; answers what is left of it. */
    Part part(Part rest) {
        int start = rest.from();
        int end = rest.to();
        int dot = start;
        while (dot < end && frame[dot] != '.') {
            dot++;
        }
        from = start;
        to = dot;
        trim();
        return new Part(Math.min(end, dot + 1), end);
    }

    /** The part just read as text. */
    String text() {
        return new String(frame, from, to - from, StandardCharsets.ISO_8859_1);
    }

    void tell(Label name, Object value, @Nullable Label meaning) {
        if (explains) {
            listener.field(from, to - from, name, value, meaning);
        }
    }

    /** Something about the field just read deviates and is accepted. */
    void anomaly(String kind, Label detail) {
        listener.anomaly(kind, from, detail);
    }

    /** Something about the field just read makes the frame useless. */
    void fail(String kind, Label detail) {
        failAt(kind, from, detail);
    }

    void failAt(String kind, int offset, Label detail) {
        if (failure == null) {
            failure = new MalformedFrame(kind, detail.en() + " (at offset " + offset + ")");
        } else {
            listener.anomaly(kind, offset, detail);
        }
    }

    /** Data that the message has no use for is passed over and told. */
    void passTrailing() {
        if (hasMore()) {
            from = position;
            to = parts.bodyEnd();
            trim();
            position = to;
            tell(PowerbankFields.TRAILING, text(), null);
            anomaly("trailing", new Label("data follows that the command does not have", "命令后有多余数据"));
        }
    }

    /**
     * All was read.
     *
     * @throws MalformedFrame if something made the frame useless; the first such thing
     */
    void finish() throws MalformedFrame {
        if (blanks) {
            listener.anomaly("blanks", parts.body(), new Label("blanks stand between the fields", "字段之间有空格"));
        }
        if (explains) {
            listener.field(parts.end(), PowerbankFraming.HEAD, PowerbankFields.END, "\"}", null);
            int after = parts.end() + PowerbankFraming.HEAD;
            if (after < frame.length) {
                listener.field(after, frame.length - after, PowerbankFields.LINE_END, lineEnd(after), null);
            }
        }
        MalformedFrame found = failure;
        if (found != null) {
            throw found;
        }
    }

    private String lineEnd(int after) {
        return new String(frame, after, frame.length - after, StandardCharsets.ISO_8859_1)
                .replace("\r", "\\r")
                .replace("\n", "\\n");
    }

    /** Up to the next comma, or to the next of the separators that the document prints inside data. */
    private void token(boolean inData) {
        int limit = parts.bodyEnd();
        int end = Math.min(position, limit);
        from = end;
        while (end < limit && !(frame[end] == ',' || (inData && (frame[end] == '.' || frame[end] == ';')))) {
            end++;
        }
        separator = end < limit ? frame[end] : 0;
        position = end + 1;
        to = end;
        trim();
    }

    private void trim() {
        int wasFrom = from;
        int wasTo = to;
        while (from < to && isBlank(frame[from])) {
            from++;
        }
        while (to > from && isBlank(frame[to - 1])) {
            to--;
        }
        blanks |= from != wasFrom || to != wasTo;
    }

    private void noteCase(String upper) {
        for (int i = from; i < to; i++) {
            if (frame[i] >= 'a' && frame[i] <= 'z') {
                anomaly("lower-case", new Label("'" + shown(text()) + "' is not " + shown(upper), "字母不是大写"));
                return;
            }
        }
    }

    private int upper(int at) {
        int c = frame[at];
        return c >= 'a' && c <= 'z' ? c - ('a' - 'A') : c;
    }

    static boolean isBlank(byte value) {
        return value == ' ' || value == '\t';
    }

    /** Short, and without what a terminal or a log might take for a command. */
    static String shown(String text) {
        String shortened = text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text;
        return shortened.replaceAll("[^ -~…]", "?");
    }

    /**
     * What is left of an entry.
     *
     * @param from offset of its first byte
     * @param to offset behind its last byte
     */
    record Part(int from, int to) {
        boolean isEmpty() {
            return from >= to;
        }
    }
}
