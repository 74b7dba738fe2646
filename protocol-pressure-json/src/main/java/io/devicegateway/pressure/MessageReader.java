package io.devicegateway.pressure;

import io.devicegateway.api.PressureSamples.Channel;
import io.devicegateway.api.SensorStates.Condition;
import io.devicegateway.protocol.DecodeListener;
import io.devicegateway.protocol.DecodeListener.Label;
import io.devicegateway.protocol.MalformedFrame;
import io.devicegateway.protocol.json.JsonBytes;
import io.devicegateway.protocol.json.JsonCursor;
import io.devicegateway.protocol.json.JsonCursor.Shape;
import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the members of one message, in one pass and in any order; what kind of message it is shows only in one of them. What
 * reads a member also explains it.
 */
final class MessageReader {
    private static final int LONGEST_TEXT = 128;
    private static final int FIRST_YEAR = 2015;
    static final int SHORTEST_IMEI = 14;
    private static final int USUAL_IMEI = 15;
    private static final int LONGEST_IMEI = 16;

    private final JsonCursor cursor;
    private final DecodeListener listener;
    private final int expectedSamples;
    private final byte[] in;
    private int first;
    private int last;
    private final Members read = new Members();

    private MessageReader(byte[] frame, DecodeListener listener, int expectedSamples) throws MalformedFrame {
        this.in = frame;
        this.listener = listener;
        this.expectedSamples = expectedSamples;
        this.cursor = new JsonCursor(frame, listener);
    }

    /** Reads a message. */
    static Members read(byte[] frame, DecodeListener listener, int expectedSamples) throws MalformedFrame {
        MessageReader reader = new MessageReader(frame, listener, expectedSamples);
        reader.members();
        if (reader.read.cmd.isEmpty()) {
            throw new MalformedFrame("no-cmd", "the message has no cmd, by which its kind is known");
        }
        return reader.read;
    }

    private void members() throws MalformedFrame {
        boolean explains = listener.explains();
        while (cursor.next()) {
            PressureField field = PressureField.of(in, cursor.nameFrom(), cursor.nameTo());
            int index = field.index(in, cursor.nameFrom());
            member(field, index);
            if (explains) {
                FieldExplainer.tell(listener, cursor, field, index, read.valueOf(field, index));
            }
        }
    }

    private void member(PressureField field, int index) throws MalformedFrame {
        switch (field) {
            case DATA -> samples(index);
            case OLD_DATA -> {
                old(field);
                samples(0);
            }
            case ST -> {
                String st = state(field);
                read.states[index] = st;
                if (st != null && SensorPlace.conditionOf(st) == Condition.UNKNOWN) {
                    anomaly("unknown-state", "the document has no such state of a sensor", "文档未定义的传感器状态");
                }
            }
            case DT -> read.crystals[index] = state(field);
            case UNKNOWN -> unknown();
            default -> {
                cursor.value();
                if (isScalar(field)) {
                    scalar(field, index);
                } else if (field == PressureField.IMEI
                        && (cursor.shape() == Shape.LIST || cursor.shape() == Shape.OBJECT)) {
                    throw new MalformedFrame("bad-imei", "the IMEI at offset " + first + " is a list or an object");
                }
            }
        }
    }

    private void scalar(PressureField field, int index) throws MalformedFrame {
        switch (field) {
            case CMD -> command();
            case IMEI -> read.imei = imeiText();
            case PACKNUM -> read.packnum = packnumText();
            case TIME -> read.time = moment();
            case TEMPERATURE -> read.temperature = decimal(field);
            case HUMIDITY -> read.humidity = decimal(field);
            case CCID -> read.ccid = text();
            case LOCATION -> read.location = place();
            case ERRNUM -> read.failures[index] = u32(field);
            case TYPE -> read.type = text();
            case VERSION -> read.version = text();
            case RESULT -> read.result = truth(field);
            case TIMESTAMP -> read.timestamp = u32(field);
            case OLD_CCID -> {
                old(field);
                read.ccid = text();
            }
            case OLD_LOCATION -> {
                old(field);
                read.location = place();
            }
            case OLD_GROUP -> {
                old(field);
                read.group = text();
            }
            case DATA, OLD_DATA, ST, DT, UNKNOWN -> throw new IllegalStateException(field + " is no scalar");
        }
    }

    /** Whether the value is a text or a number; then it is at {@link #first} to {@link #last}, without blanks around. */
    private boolean isScalar(PressureField field) {
        Shape shape = cursor.shape();
        first = cursor.from();
        last = cursor.to();
        if (shape != Shape.TEXT) {
            boolean isNull = shape == Shape.BARE && is("null");
            if (shape != Shape.NOTHING) {
                listener.anomaly("value-type", first, field.wrongType());
            }
            return shape == Shape.BARE && !isNull;
        }
        int from = first;
        int to = last;
        while (first < last && JsonBytes.isBlank(in[first])) {
            first++;
        }
        while (first < last && JsonBytes.isBlank(in[last - 1])) {
            last--;
        }
        if (last - first < to - from) {
            listener.anomaly("blank-in-text", from, FieldExplainer.BLANKS);
        }
        return first < last;
    }

    private boolean is(String word) {
        return last - first == word.length() && cursor.latin(first, last).equals(word);
    }

    private void samples(int index) throws MalformedFrame {
        read.channels[index] = new Channel(index, SampleList.read(cursor, listener, expectedSamples));
    }

    private @Nullable String state(PressureField field) throws MalformedFrame {
        cursor.value();
        if (cursor.shape() == Shape.LIST) {
            List<String> elements = cursor.elements();
            return elements.isEmpty() ? null : String.join(",", elements);
        }
        return isScalar(field) ? text() : null;
    }

    private void unknown() throws MalformedFrame {
        cursor.value();
        String name = FieldText.unescaped(in, cursor.nameFrom(), Math.min(cursor.nameTo(), cursor.nameFrom() + 32));
        anomaly("unknown-key", "the document has no " + name, "文档没有关键字" + name);
    }

    private void command() {
        PressureCommand command = PressureCommand.of(in, first, last);
        read.command = command;
        read.cmd = command == null ? text() : command.wire();
    }

    /**
     * Digits, as a text or as a whole number by its digits. A number has lost its leading zeros, so it may be shorter: whether it
     * names somebody, the conversation knows. Whatever else stands there names nobody.
     */
    private String imeiText() throws MalformedFrame {
        int digits = last - first;
        int least = cursor.shape() == Shape.TEXT ? SHORTEST_IMEI : 1;
        if (digits < least || digits > LONGEST_IMEI || !FieldText.isNumber(in, first, last) || isZeros()) {
            throw new MalformedFrame(
                    "bad-imei",
                    "the IMEI at offset " + first + " is not " + SHORTEST_IMEI + " to " + LONGEST_IMEI
                            + " digits, or zeros only");
        }
        if (digits != USUAL_IMEI) {
            anomaly("imei-format", "the IMEI is not 15 digits", "IMEI不是15位数字");
        }
        return cursor.latin(first, last);
    }

    /** As modules report that cannot read their own. */
    private boolean isZeros() {
        for (int i = first; i < last; i++) {
            if (in[i] != '0') {
                return false;
            }
        }
        return true;
    }

    private @Nullable JsonText packnumText() {
        if (cursor.to() - cursor.from() > LONGEST_TEXT) {
            anomaly("packnum-range", "packnum is longer than 128 bytes and taken for none", "包号超过128字节，视为没有");
            return null;
        }
        if (FieldText.u32(in, first, last) < 0) {
            anomaly("packnum-range", "packnum is not a number from 0 to 4294967295", "包号不是0到4294967295的数");
        }
        return new JsonText(cursor.latin(cursor.from(), cursor.to()), cursor.shape() == Shape.TEXT);
    }

    private @Nullable LocalDateTime moment() {
        LocalDateTime moment = FieldText.time(in, first, last);
        if (moment == null) {
            anomaly("bad-time", "time is not as 2019-06-15 16:07:28", "时间格式不是2019-06-15 16:07:28");
        } else if (moment.getYear() < FIRST_YEAR) {
            anomaly("clock-not-set", "the module's clock is not set", "设备时钟未设置");
            return null;
        }
        return moment;
    }

    private @Nullable BigDecimal decimal(PressureField field) {
        BigDecimal number = FieldText.decimal(in, first, last);
        if (number == null) {
            badNumber(field);
        }
        return number;
    }

    private long u32(PressureField field) {
        long number = FieldText.u32(in, first, last);
        if (number < 0) {
            badNumber(field);
        }
        return number;
    }

    private void badNumber(PressureField field) {
        String name = field.label().en();
        anomaly(
                "bad-number",
                "what stands for " + name + " is no number",
                "“" + field.label().zh() + "”不是数字");
    }

    private @Nullable Boolean truth(PressureField field) {
        Boolean truth = FieldText.truth(in, first, last);
        if (truth == null) {
            anomaly(
                    "unknown-result",
                    "result is neither true nor false",
                    field.label().zh() + "既不是true也不是false");
        }
        return truth;
    }

    private PressureUplink.@Nullable Location place() {
        int comma = first;
        while (comma < last && in[comma] != ',') {
            comma++;
        }
        BigDecimal one = FieldText.decimal(in, first, comma);
        BigDecimal other = comma < last ? FieldText.decimal(in, comma + 1, last) : null;
        if (one != null && other != null && isWithin(one, 90) && !isWithin(other, 90) && isWithin(other, 180)) {
            anomaly("location-swapped", "latitude stands before longitude", "纬度写在了经度之前");
            return new PressureUplink.Location(other, one);
        }
        if (one == null || other == null || !isWithin(one, 180) || !isWithin(other, 90)) {
            anomaly("bad-location", "location is not longitude,latitude", "经纬度格式不是“经度,纬度”");
            return null;
        }
        return new PressureUplink.Location(one, other);
    }

    private static boolean isWithin(BigDecimal degrees, int most) {
        return degrees.abs().compareTo(BigDecimal.valueOf(most)) <= 0;
    }

    private String text() {
        if (last - first > LONGEST_TEXT) {
            anomaly("long-text", "a text longer than 128 bytes is cut", "超过128字节的文本被截断");
            last = first + LONGEST_TEXT;
        }
        return FieldText.unescaped(in, first, last);
    }

    private void old(PressureField field) {
        listener.anomaly("legacy-key", cursor.nameFrom(), field.legacy());
    }

    private void anomaly(String kind, String en, String zh) {
        listener.anomaly(kind, cursor.from(), new Label(en, zh));
    }
}
