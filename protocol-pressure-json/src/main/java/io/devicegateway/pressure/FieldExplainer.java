package io.devicegateway.pressure;

import io.devicegateway.protocol.DecodeListener;
import io.devicegateway.protocol.DecodeListener.Label;
import io.devicegateway.protocol.json.JsonCursor;
import io.devicegateway.protocol.json.JsonCursor.Shape;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.IntSummaryStatistics;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Tells people what a member of a message is and what its value means. */
final class FieldExplainer {
    static final Label BLANKS = new Label("blanks around a text", "文本前后有空格");

    private static final Label UNDOCUMENTED = new Label("not in the document", "文档未定义");
    private static final Label NOT_UNDERSTOOD = new Label("not understood", "无法识别");

    private FieldExplainer() {}

    /**
     * Tells the listener of the member that the cursor has just passed.
     *
     * @param read what the reader made of it; null for nothing
     */
    static void tell(
            DecodeListener listener, JsonCursor cursor, PressureField field, int index, @Nullable Object read) {
        int from = cursor.nameFrom() - 1;
        String name = FieldText.unescaped(cursor.in(), cursor.nameFrom(), cursor.nameTo());
        String text = new String(cursor.in(), cursor.from(), cursor.to() - cursor.from(), StandardCharsets.UTF_8);
        listener.field(
                from,
                cursor.at() - from,
                new Label(name, chinese(field, index)),
                text,
                cursor.shape() == Shape.NOTHING ? null : meaning(field, index, read));
    }

    private static String chinese(PressureField field, int index) {
        String label = field.label().zh();
        return switch (field) {
            case DATA, ERRNUM -> "第" + (index + 1) + "路" + label;
            case ST, DT -> "第" + SensorPlace.line(index) + "路" + SensorPlace.position(index) + "号传感器" + label;
            default -> label;
        };
    }

    private static @Nullable Label meaning(PressureField field, int index, @Nullable Object read) {
        if (field == PressureField.UNKNOWN) {
            return UNDOCUMENTED;
        }
        if (read == null) {
            return NOT_UNDERSTOOD;
        }
        return switch (field) {
            case CMD -> command(read.toString());
            case DATA, OLD_DATA -> samples((int[]) read);
            case TIME -> same(read.toString());
            case TEMPERATURE -> same(read + " °C");
            case HUMIDITY -> same(read + " %");
            case LOCATION, OLD_LOCATION -> location((PressureUplink.Location) read);
            case ERRNUM -> new Label("line " + (index + 1), "第" + (index + 1) + "路");
            case RESULT -> (Boolean) read ? new Label("yes", "是") : new Label("no", "否");
            case TIMESTAMP -> same(Instant.ofEpochSecond((Long) read).toString());
            case ST -> at(index, SensorPlace.condition(read.toString()));
            case DT -> at(index, SensorPlace.crystal(read.toString()));
            case IMEI, PACKNUM, CCID, OLD_CCID, TYPE, VERSION, OLD_GROUP, UNKNOWN -> null;
        };
    }

    private static Label command(String cmd) {
        byte[] name = cmd.getBytes(StandardCharsets.UTF_8);
        PressureCommand command = PressureCommand.of(name, 0, name.length);
        return command == null ? UNDOCUMENTED : command.meaning();
    }

    private static Label samples(int[] samples) {
        IntSummaryStatistics all = IntStream.of(samples).summaryStatistics();
        return new Label(
                all.getCount() + " samples, " + all.getMin() + " to " + all.getMax(),
                all.getCount() + "个采样值，" + all.getMin() + "到" + all.getMax());
    }

    private static Label location(PressureUplink.Location place) {
        return new Label(
                "longitude " + place.longitude() + ", latitude " + place.latitude(),
                "经度" + place.longitude() + "，纬度" + place.latitude());
    }

    private static Label at(int index, Label what) {
        int line = SensorPlace.line(index);
        int position = SensorPlace.position(index);
        return new Label(
                "line " + line + ", sensor " + position + ": " + what.en(),
                "第" + line + "路" + position + "号传感器：" + what.zh());
    }

    private static Label same(String text) {
        return new Label(text, text);
    }
}
