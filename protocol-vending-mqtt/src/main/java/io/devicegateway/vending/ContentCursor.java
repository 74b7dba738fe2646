package io.devicegateway.vending;

import io.devicegateway.protocol.DecodeListener;
import io.devicegateway.protocol.DecodeListener.Label;
import org.jspecify.annotations.Nullable;

/** Reads the parts of a message's content, and tells people which is which. */
final class ContentCursor {
    private static final Label BLANKS = new Label("blanks around a part of the content", "内容字段前后有空格");

    private final String text;
    private final int base;
    private final DecodeListener listener;
    private int at;
    private boolean over;
    private int from;
    private int to;
    private boolean blanksTold;

    /**
     * @param base where the text begins in the frame; below zero when its characters are not the frame's bytes, so that
     *     parts have no place of their own
     */
    ContentCursor(String text, int base, DecodeListener listener) {
        this.text = text;
        this.base = base;
        this.listener = listener;
    }

    /** Whether there is another part: of an empty text, none. */
    boolean hasNext() {
        return !over && !(at == 0 && text.isBlank());
    }

    /** The next part up to this separator, without blanks around it; empty where there is none. */
    String next(char separator) {
        int end = over ? -1 : text.indexOf(separator, at);
        return part(end < 0 ? text.length() : end, end < 0);
    }

    /** All that is left, without blanks around it. */
    String rest() {
        return part(text.length(), true);
    }

    private String part(int end, boolean last) {
        from = Math.min(at, text.length());
        to = end;
        over = last;
        at = end + 1;
        while (from < to && text.charAt(from) <= ' ') {
            from++;
            blanks();
        }
        while (to > from && text.charAt(to - 1) <= ' ') {
            to--;
            blanks();
        }
        return text.substring(from, Math.max(from, to));
    }

    private void blanks() {
        if (!blanksTold) {
            blanksTold = true;
            listener.anomaly("blank-in-content", place(), BLANKS);
        }
    }

    /** Says what the part is that was read last. */
    void tell(Label name, @Nullable Label meaning) {
        if (listener.explains() && base >= 0 && to > from) {
            listener.field(base + from, to - from, name, text.substring(from, to), meaning);
        }
    }

    /** Something about the part that was read last deviates. */
    void anomaly(String kind, Label detail) {
        listener.anomaly(kind, place(), detail);
    }

    private int place() {
        return Math.max(0, base) + Math.max(0, from);
    }
}
