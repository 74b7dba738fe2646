package io.devicegateway.journal;

import io.devicegateway.api.PressureSamples;
import io.devicegateway.api.PressureSamples.Channel;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Writes samples by hand: they come at high rates, and a general writer spends most of a report's time on its numbers. The
 * bytes are those of {@link EventJson}, which a test holds. For one thread: it writes into one buffer again and again.
 */
final class SamplesJson {
    private static final byte[] DEVICE = ascii("{\"type\":\"PressureSamples\",\"device\":\"");
    private static final byte[] PACKET_NUMBER = ascii("\",\"packetNumber\":\"");
    private static final byte[] GROUP = ascii("\",\"group\":\"");
    private static final byte[] TIME = ascii("\",\"deviceTime\":\"");
    private static final byte[] CHANNELS = ascii("\",\"channels\":[");
    private static final byte[] INDEX = ascii("{\"index\":");
    private static final byte[] SAMPLES = ascii(",\"samples\":[");
    private static final byte[] TEMPERATURE = ascii(",\"temperature\":");
    private static final byte[] HUMIDITY = ascii(",\"humidity\":");
    private static final byte[] REQUESTED = ascii(",\"requested\":true}");
    private static final byte[] NOT_REQUESTED = ascii(",\"requested\":false}");

    /** More than all names and numbers of a report but for its samples and texts. */
    private static final int FRAME = 512;
    /** A channel without samples, and one sample: five digits and a comma. A sample of another size takes the general way. */
    private static final int CHANNEL = 48;

    private static final int SAMPLE = 6;
    private static final int LARGEST = 65_535;
    private static final int LONGEST_NUMBER = 40;

    /** A buffer that grew beyond this is not kept. */
    private static final int MOST_KEPT = 64 * 1024;

    /** Numbers of four digits with their zeros, as their bytes stand in memory. */
    private static final int[] FOUR_DIGITS = new int[10_000];

    private static final VarHandle FOUR_BYTES =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    static {
        for (int i = 0; i < FOUR_DIGITS.length; i++) {
            int last = ('0' + i % 10) << 24;
            int third = ('0' + i / 10 % 10) << 16;
            int second = ('0' + i / 100 % 10) << 8;
            FOUR_DIGITS[i] = last | third | second | ('0' + i / 1_000);
        }
    }

    private byte[] json = new byte[4 * 1024];
    private int at;

    /** The event as JSON, until it is called again; null if something in it is rare enough to be left to the general writer. */
    @Nullable
    ByteBuffer write(PressureSamples event) {
        String packetNumber = event.packetNumber();
        String group = event.group();
        String device = event.device().value();
        if (event.conversion() != null
                || !isPlain(device)
                || !isPlain(packetNumber)
                || !isPlain(group)
                || !isShort(event.temperature())
                || !isShort(event.humidity())) {
            return null;
        }
        int room = FRAME + device.length() + length(packetNumber) + length(group);
        for (Channel channel : event.channels()) {
            room += CHANNEL + SAMPLE * channel.count();
        }
        if (room > json.length || json.length > MOST_KEPT) {
            json = new byte[Math.max(room, 4 * 1024)];
        }
        at = 0;
        return all(event, packetNumber, group) ? ByteBuffer.wrap(json, 0, at) : null;
    }

    /** Answers whether it could be written. */
    private boolean all(PressureSamples event, @Nullable String packetNumber, @Nullable String group) {
        put(DEVICE);
        put(event.device().protocol());
        put((byte) ':');
        put(event.device().value());
        text(PACKET_NUMBER, packetNumber);
        text(GROUP, group);
        Instant time = event.deviceTime();
        text(TIME, time == null ? null : time.toString());
        put(CHANNELS);
        boolean more = false;
        for (Channel channel : event.channels()) {
            if (more) {
                put((byte) ',');
            }
            more = true;
            if (!channel(channel)) {
                return false;
            }
        }
        put((byte) ']');
        decimal(TEMPERATURE, event.temperature());
        decimal(HUMIDITY, event.humidity());
        put(event.requested() ? REQUESTED : NOT_REQUESTED);
        return true;
    }

    /** Answers whether it could be written. */
    private boolean channel(Channel channel) {
        put(INDEX);
        put(Integer.toString(channel.index()));
        if (channel.count() > 0 || channel.samples() != null) {
            put(SAMPLES);
            int count = channel.count();
            for (int i = 0; i < count; i++) {
                int sample = channel.sample(i);
                if (sample < 0 || sample > LARGEST) {
                    return false;
                }
                at = number(sample, at);
                json[at++] = ',';
            }
            if (count > 0) {
                at--;
            }
            put((byte) ']');
        }
        put((byte) '}');
        return true;
    }

    /** Writes a number below a hundred thousand; answers the place behind it. */
    private int number(int value, int from) {
        if (value >= 1_000) {
            int first = value / 10_000;
            int next = from;
            if (first > 0) {
                json[next++] = (byte) ('0' + first);
            }
            FOUR_BYTES.set(json, next, FOUR_DIGITS[value - 10_000 * first]);
            return next + 4;
        }
        int next = from;
        if (value >= 100) {
            json[next++] = (byte) ('0' + value / 100);
        }
        if (value >= 10) {
            json[next++] = (byte) ('0' + value / 10 % 10);
        }
        json[next++] = (byte) ('0' + value % 10);
        return next;
    }

    /** A text that is left out when there is none; its name begins with the quote that ends the text before. */
    private void text(byte[] name, @Nullable String text) {
        if (text != null) {
            put(name);
            put(text);
        }
    }

    private void decimal(byte[] name, @Nullable BigDecimal value) {
        if (value != null) {
            put(name);
            put(value.toString());
        }
    }

    private void put(byte value) {
        json[at++] = value;
    }

    private void put(byte[] part) {
        System.arraycopy(part, 0, json, at, part.length);
        at += part.length;
    }

    /** Ids, numbers and times are ASCII, and other texts were looked at before. */
    @SuppressWarnings("deprecation")
    private void put(String ascii) {
        ascii.getBytes(0, ascii.length(), json, at);
        at += ascii.length();
    }

    private static int length(@Nullable String text) {
        return text == null ? 0 : text.length();
    }

    private static boolean isShort(@Nullable BigDecimal value) {
        return value == null || (value.precision() < LONGEST_NUMBER && Math.abs(value.scale()) < LONGEST_NUMBER);
    }

    /** Whether each character is one byte of JSON as it stands. */
    private static boolean isPlain(@Nullable String text) {
        for (int i = 0; i < length(text); i++) {
            char c = text == null ? ' ' : text.charAt(i);
            if (c < ' ' || c > '~' || c == '"' || c == '\\') {
                return false;
            }
        }
        return true;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
