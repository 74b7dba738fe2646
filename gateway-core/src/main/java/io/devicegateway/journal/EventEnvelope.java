package io.devicegateway.journal;

import io.devicegateway.api.DeviceEvent;
import io.devicegateway.api.DeviceId;
import io.devicegateway.api.EventRecord;
import io.devicegateway.journal.EventJournal.AnswerMemory;
import io.devicegateway.journal.EventJournal.Draft;
import io.devicegateway.journal.EventJournal.Entry;
import io.devicegateway.journal.EventJournal.Memory;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An event as the payload of a log record: a short binary head, what the device sent, and the event as JSON.
 *
 * <pre>
 * u8      format, 1
 * varint  epoch
 * text    device id
 * u8      1 if there is an answer to remember, 2 if scopes are forgotten, 3 for both, 0 for neither
 * if 1:   text scope, text content, varint window, varint number of answers, each as bytes
 * if 2:   varint number of scopes, each as text
 * bytes   the message as received
 * JSON    the event, up to the end
 *
 * window: bits 0 to 30 ms, bit 31 whether it is lasting, bits 32 to 62 seconds lived; earlier versions have ms only
 * text and bytes are a varint length and so many bytes; a varint has 7 bits a byte, lowest first
 * </pre>
 */
final class EventEnvelope {
    private static final int FORMAT = 1;
    private static final int HAS_MEMORY = 1;
    private static final int HAS_FORGETS = 2;
    private static final long LONGEST_WINDOW = Integer.MAX_VALUE;
    private static final long LASTING = 1L << 31;
    private static final int LIVED_SHIFT = 32;

    private static final byte[] NOTHING = {};

    private EventEnvelope() {}

    /**
     * Writes a whole entry.
     *
     * @param json the event, from the buffer's position to its limit, which it is at afterwards
     */
    static byte[] write(Draft draft, ByteBuffer json) {
        byte[] device = utf8(draft.event().device().toString());
        AnswerMemory memory = draft.memory();
        byte[] scope = memory == null ? NOTHING : utf8(memory.scope());
        byte[] content = memory == null ? NOTHING : utf8(memory.content());
        List<byte[]> forgets = draft.forgets().isEmpty()
                ? List.of()
                : draft.forgets().stream().map(EventEnvelope::utf8).toList();
        int size = 2 + sizeOf(draft.epoch()) + sizeOf(device) + sizeOf(draft.raw()) + json.remaining();
        if (memory != null) {
            size += sizeOf(scope) + sizeOf(content) + sizeOf(window(memory)) + sizeOf(memory.answers());
        }
        if (!forgets.isEmpty()) {
            size += sizeOf(forgets);
        }
        Writer out = new Writer(size);
        out.u8(FORMAT);
        out.varint(draft.epoch());
        out.bytes(device);
        out.u8((memory == null ? 0 : HAS_MEMORY) | (forgets.isEmpty() ? 0 : HAS_FORGETS));
        if (memory != null) {
            out.bytes(scope);
            out.bytes(content);
            out.varint(window(memory));
            out.all(memory.answers());
        }
        if (!forgets.isEmpty()) {
            out.all(forgets);
        }
        out.bytes(draft.raw());
        return out.rest(json);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static int sizeOf(long varint) {
        return (63 - Long.numberOfLeadingZeros(varint | 1)) / 7 + 1;
    }

    private static int sizeOf(byte[] bytes) {
        return sizeOf((long) bytes.length) + bytes.length;
    }

    private static int sizeOf(List<byte[]> all) {
        int size = sizeOf((long) all.size());
        for (byte[] each : all) {
            size += sizeOf(each);
        }
        return size;
    }

    /**
     * Reads a whole entry.
     *
     * @throws IllegalArgumentException if this version cannot read it
     */
    static Entry read(LogRecord record, String journalId, EventJson json) {
        Head head = head(record);
        byte[] payload = record.payload();
        int jsonAt = head.rawAt() + head.rawLength();
        return entry(record, journalId, head, json.read(payload, jsonAt, payload.length - jsonAt));
    }

    /**
     * Reads an entry whose event this version does not know, see {@link EventJson#readAny}.
     *
     * @throws IllegalArgumentException if this version cannot even read whose it is
     */
    static Entry readAny(LogRecord record, String journalId, EventJson json) {
        Head head = head(record);
        DeviceId device = DeviceId.parse(head.device());
        int jsonAt = head.rawAt() + head.rawLength();
        return entry(
                record,
                journalId,
                head,
                json.readAny(device, record.payload(), jsonAt, record.payload().length - jsonAt));
    }

    private static Entry entry(LogRecord record, String journalId, Head head, DeviceEvent event) {
        ByteBuffer raw = ByteBuffer.wrap(record.payload(), head.rawAt(), head.rawLength())
                .slice()
                .asReadOnlyBuffer();
        EventRecord read = new EventRecord(
                record.offset(),
                id(journalId, record.offset()),
                Instant.ofEpochMilli(record.timeMillis()),
                head.epoch(),
                event,
                raw);
        return new Entry(read, head.memory(), head.forgets());
    }

    /** Reads what the gateway itself remembers by the record; null if that is nothing. */
    static @Nullable Memory readMemory(LogRecord record, String journalId) {
        Head head = head(record);
        if (head.memory() == null && head.forgets().isEmpty()) {
            return null;
        }
        return new Memory(
                id(journalId, record.offset()),
                DeviceId.parse(head.device()),
                Instant.ofEpochMilli(record.timeMillis()),
                head.memory(),
                head.forgets());
    }

    /** The identity of an event: that of its journal and its place in it. */
    static String id(String journalId, long offset) {
        return journalId + "-" + offset;
    }

    private static Head head(LogRecord record) {
        Reader in = new Reader(record.payload());
        int format = in.u8();
        if (format != FORMAT) {
            throw new IllegalArgumentException("event " + record.offset() + " has format " + format
                    + ", this version reads " + FORMAT + ": a later version wrote it");
        }
        long epoch = in.varint();
        String device = in.text();
        int flags = in.u8();
        AnswerMemory memory = (flags & HAS_MEMORY) == 0 ? null : memory(in);
        List<String> forgets = (flags & HAS_FORGETS) == 0 ? List.of() : in.texts();
        int rawLength = in.length();
        return new Head(epoch, device, memory, forgets, in.position, rawLength);
    }

    private static AnswerMemory memory(Reader in) {
        String scope = in.text();
        String content = in.text();
        long window = in.varint();
        int count = in.length();
        List<byte[]> answers = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            answers.add(in.bytes());
        }
        return new AnswerMemory(
                scope,
                content,
                Duration.ofMillis(window & LONGEST_WINDOW),
                answers,
                (window & LASTING) != 0,
                window >>> LIVED_SHIFT);
    }

    private static long window(AnswerMemory memory) {
        return Math.min(memory.window().toMillis(), LONGEST_WINDOW)
                | (memory.lasting() ? LASTING : 0)
                | (memory.lived() << LIVED_SHIFT);
    }

    private record Head(
            long epoch, String device, @Nullable AnswerMemory memory, List<String> forgets, int rawAt, int rawLength) {}

    private static final class Writer {
        private final byte[] buffer;
        private int position;

        Writer(int size) {
            buffer = new byte[size];
        }

        void u8(int value) {
            buffer[position++] = (byte) value;
        }

        void varint(long value) {
            long left = value;
            while ((left & ~0x7fL) != 0) {
                buffer[position++] = (byte) ((left & 0x7f) | 0x80);
                left >>>= 7;
            }
            buffer[position++] = (byte) left;
        }

        void bytes(byte[] bytes) {
            varint(bytes.length);
            System.arraycopy(bytes, 0, buffer, position, bytes.length);
            position += bytes.length;
        }

        void all(List<byte[]> all) {
            varint(all.size());
            all.forEach(this::bytes);
        }

        /** Writes the end; answers all. */
        byte[] rest(ByteBuffer bytes) {
            bytes.get(buffer, position, buffer.length - position);
            return buffer;
        }
    }

    private static final class Reader {
        private final byte[] buffer;
        private int position;

        Reader(byte[] buffer) {
            this.buffer = buffer;
        }

        int u8() {
            require(1);
            return buffer[position++] & 0xff;
        }

        long varint() {
            long value = 0;
            for (int shift = 0; shift < 64; shift += 7) {
                int next = u8();
                value |= (long) (next & 0x7f) << shift;
                if ((next & 0x80) == 0) {
                    return value;
                }
            }
            throw new IllegalArgumentException("a number of more than 64 bits at byte " + position);
        }

        int length() {
            long length = varint();
            if (length < 0 || length > buffer.length - position) {
                throw new IllegalArgumentException("length " + length + " at byte " + position + " is beyond the end");
            }
            return (int) length;
        }

        byte[] bytes() {
            int length = length();
            byte[] bytes = Arrays.copyOfRange(buffer, position, position + length);
            position += length;
            return bytes;
        }

        String text() {
            int length = length();
            String text = new String(buffer, position, length, StandardCharsets.UTF_8);
            position += length;
            return text;
        }

        List<String> texts() {
            int count = length();
            List<String> texts = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                texts.add(text());
            }
            return texts;
        }

        private void require(int bytes) {
            if (buffer.length - position < bytes) {
                throw new IllegalArgumentException("ends at byte " + position + " where more is needed");
            }
        }
    }
}
