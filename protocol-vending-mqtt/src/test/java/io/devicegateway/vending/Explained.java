package io.devicegateway.vending;

import io.devicegateway.protocol.DecodeListener;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Keeps everything that a codec tells while it reads a frame. */
final class Explained implements DecodeListener {
    private final List<Field> fields = new ArrayList<>();
    private final List<Anomaly> anomalies = new ArrayList<>();

    @Override
    public boolean explains() {
        return true;
    }

    @Override
    public void field(int offset, int length, Label name, Object value, @Nullable Label meaning) {
        fields.add(new Field(offset, length, name, value, meaning));
    }

    @Override
    public void anomaly(String kind, int offset, Label detail) {
        anomalies.add(new Anomaly(kind, offset, detail));
    }

    List<Field> fields() {
        return fields;
    }

    List<Field> named(String name) {
        return fields.stream().filter(field -> field.name().en().equals(name)).toList();
    }

    Optional<Field> first(String name) {
        return named(name).stream().findFirst();
    }

    List<Anomaly> anomalies() {
        return anomalies;
    }

    List<String> kinds() {
        return anomalies.stream().map(Anomaly::kind).toList();
    }

    record Field(
            int offset,
            int length,
            Label name,
            Object value,
            @Nullable Label meaning) {}

    record Anomaly(String kind, int offset, Label detail) {}
}
