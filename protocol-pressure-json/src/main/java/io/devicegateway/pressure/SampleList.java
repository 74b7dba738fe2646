package io.devicegateway.pressure;

import io.devicegateway.protocol.DecodeListener;
import io.devicegateway.protocol.DecodeListener.Label;
import io.devicegateway.protocol.MalformedFrame;
import io.devicegateway.protocol.json.JsonBytes;
import io.devicegateway.protocol.json.JsonCursor;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads the samples of one channel, {@code "0000,0001,7F3A"}, straight into numbers: four hexadecimal digits each, parted by
 * commas. Fewer digits, a prefix 0x and blanks are taken as well; a list with anything else in it is not read at all, because
 * with one sample lost all that follow would be told at the wrong time.
 */
final class SampleList {
    /** The most samples of a channel. */
    static final int MOST = 200;

    private static final byte[] DIGITS = new byte[256];

    static {
        Arrays.fill(DIGITS, (byte) -1);
        for (int i = 0; i < 16; i++) {
            DIGITS["0123456789abcdef".charAt(i)] = (byte) i;
            DIGITS["0123456789ABCDEF".charAt(i)] = (byte) i;
        }
    }

    private static final Label FORMAT =
            new Label("samples are not written as four hexadecimal digits each", "采样值不是四位十六进制数");
    private static final Label TRAILING = new Label("a comma behind the last sample", "最后一个采样值之后有逗号");
    private static final Label WIDE = new Label("full-width commas between samples", "采样值之间有全角逗号");

    private final JsonCursor cursor;
    private final DecodeListener listener;
    private final byte[] in;
    private final int expected;
    private int at;
    private int[] samples;
    private int count;
    private boolean ended;
    private boolean oddFormat;
    private boolean wideCommas;

    private SampleList(JsonCursor cursor, DecodeListener listener, int expected) {
        this.cursor = cursor;
        this.listener = listener;
        this.in = cursor.in();
        this.expected = expected;
        this.samples = new int[expected];
    }

    /**
     * Reads the value that the cursor stands before.
     *
     * @param expected how many there should be
     * @return the samples, 0 to 65535 each; null when they cannot be read
     */
    static int @Nullable [] read(JsonCursor cursor, DecodeListener listener, int expected) throws MalformedFrame {
        if (cursor.at() >= cursor.in().length || cursor.in()[cursor.at()] != '"') {
            cursor.value();
            unreadable(listener, cursor.from(), "no text");
            return null;
        }
        SampleList list = new SampleList(cursor, listener, expected);
        return list.read() ? list.finish() : list.giveUp();
    }

    /** Answers whether all of it is samples; then the cursor is behind it. */
    private boolean read() {
        int first = cursor.at() + 1;
        at = first;
        int last = in.length - 5;
        while (!ended) {
            if (at <= last && count < samples.length) {
                int value = DIGITS[in[at] & 0xff] << 12
                        | DIGITS[in[at + 1] & 0xff] << 8
                        | DIGITS[in[at + 2] & 0xff] << 4
                        | DIGITS[in[at + 3] & 0xff];
                byte behind = in[at + 4];
                if (value >= 0 && (behind == ',' || behind == '"')) {
                    samples[count++] = value;
                    ended = behind == '"';
                    at += ended ? 4 : 5;
                    continue;
                }
            }
            if (!odd()) {
                return false;
            }
        }
        cursor.text(first, at);
        return true;
    }

    /** Reads one sample that is not just four digits, or the end; answers whether it is one of them. */
    private boolean odd() {
        blanks();
        if (at < in.length && in[at] == '"') {
            if (count > 0) {
                listener.anomaly("stray-comma", at, TRAILING);
            }
            ended = true;
            return true;
        }
        if (at + 1 < in.length && in[at] == '0' && (in[at + 1] | 0x20) == 'x') {
            at += 2;
            oddFormat = true;
        }
        int first = at;
        int value = 0;
        while (at < in.length && DIGITS[in[at] & 0xff] >= 0 && value <= 0xfff) {
            value = value << 4 | DIGITS[in[at] & 0xff];
            at++;
        }
        int digits = at - first;
        oddFormat |= digits != 4;
        blanks();
        return digits > 0 && add(value) && separator();
    }

    private boolean add(int value) {
        if (count == MOST) {
            return false;
        }
        if (count == samples.length) {
            samples = Arrays.copyOf(samples, MOST);
        }
        samples[count++] = value;
        return true;
    }

    private boolean separator() {
        if (at >= in.length) {
            return false;
        }
        if (in[at] == ',') {
            at++;
            return true;
        }
        if (cursor.wideComma(at) > 0) {
            wideCommas = true;
            at += 3;
            return true;
        }
        ended = in[at] == '"';
        return ended;
    }

    private void blanks() {
        while (at < in.length) {
            int wide = JsonBytes.isBlank(in[at]) ? 1 : cursor.wideBlank(at);
            if (wide == 0) {
                return;
            }
            at += wide;
            oddFormat = true;
        }
    }

    private int @Nullable [] finish() {
        if (oddFormat) {
            listener.anomaly("sample-format", cursor.from(), FORMAT);
        }
        if (wideCommas) {
            listener.anomaly("full-width-comma", cursor.from(), WIDE);
        }
        if (count == expected) {
            return samples;
        }
        listener.anomaly(
                "sample-count",
                cursor.from(),
                new Label(count + " samples, not " + expected, "有" + count + "个采样值，不是" + expected + "个"));
        return count == 0 ? null : Arrays.copyOf(samples, count);
    }

    private int @Nullable [] giveUp() throws MalformedFrame {
        int end = Math.min(in.length, at + 8);
        unreadable(listener, Math.min(at, in.length - 1), "near " + cursor.latin(Math.min(at, end), end));
        cursor.value();
        return null;
    }

    private static void unreadable(DecodeListener listener, int offset, String why) {
        listener.anomaly(
                "unreadable-samples",
                offset,
                new Label(
                        "the samples cannot be read: " + why + "; they are in the raw message only",
                        "采样值无法读取（" + why + "），仅保留在原始报文中"));
    }
}
