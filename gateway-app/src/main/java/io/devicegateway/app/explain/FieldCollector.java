package io.devicegateway.app.explain;

import io.devicegateway.app.explain.Part.Anomaly;
import io.devicegateway.app.explain.Part.Field;
import io.devicegateway.protocol.DecodeListener;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes down what a decoder reads in one frame. */
final class FieldCollector implements DecodeListener {
    private final byte[] frame;
    private final List<Field> fields = new ArrayList<>();
    private final List<Anomaly> anomalies = new ArrayList<>();
    private final BitSet read = new BitSet();

    FieldCollector(byte[] frame) {
        this.frame = frame;
    }

    @Override
    public boolean explains() {
        return true;
    }

    @Override
    public void field(int offset, int length, Label name, Object value, @Nullable Label meaning) {
        fields.add(new Field(offset, length, name, String.valueOf(value), meaning));
        read.set(offset, offset + length);
    }

    @Override
    public void anomaly(String kind, int offset, Label detail) {
        anomalies.add(new Anomaly(kind, offset, detail));
    }

    /** The fields, and between them the bytes that no field covers. */
    List<Field> fields() {
        List<Field> all = new ArrayList<>(fields);
        for (int from = read.nextClearBit(0); from < frame.length; ) {
            int next = read.nextSetBit(from);
            int to = next < 0 ? frame.length : next;
            all.add(new Field(from, to - from, null, HexFormat.of().formatHex(frame, from, to), null));
            from = read.nextClearBit(to);
        }
        all.sort(Comparator.comparingInt(Field::offset));
        return all;
    }

    List<Anomaly> anomalies() {
        return anomalies;
    }
}
