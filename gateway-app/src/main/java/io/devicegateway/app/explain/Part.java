package io.devicegateway.app.explain;

import io.devicegateway.protocol.DecodeListener.Label;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A piece of the explained bytes. */
public sealed interface Part {
    /** Where it starts in the bytes that were given. */
    int offset();

    /** Its bytes. */
    byte[] bytes();

    /**
     * A frame.
     *
     * @param message what it was understood as, the name of the message; null when it could not be
     * @param fields what was read, in the order of the frame; also of one that could not be understood, as far as it went
     * @param anomalies what deviates from the document and is accepted all the same
     * @param failure why it could not be understood; null when it could
     * @param otherDirection whether one that could not be understood makes sense in the other direction
     */
    record Frame(
            int offset,
            byte[] bytes,
            Direction direction,
            @Nullable String message,
            List<Field> fields,
            List<Anomaly> anomalies,
            @Nullable Failure failure,
            boolean otherDirection)
            implements Part {
        public Frame {
            fields = List.copyOf(fields);
            anomalies = List.copyOf(anomalies);
        }
    }

    /**
     * Bytes that belong to no frame and are passed over.
     *
     * @param anomaly under which name they are counted
     */
    record Skipped(int offset, byte[] bytes, String anomaly) implements Part {}

    /** The beginning of a frame whose rest is missing. */
    record Rest(int offset, byte[] bytes) implements Part {}

    /** Bytes from which on the stream cannot be understood: the connection would be closed. */
    record Broken(int offset, byte[] bytes, Failure failure) implements Part {}

    /**
     * A field of a frame.
     *
     * @param offset of its first byte in the frame
     * @param length in bytes
     * @param name its name; null for bytes that the decoder did not read
     * @param value what was read
     * @param meaning what it means; null when it speaks for itself
     */
    record Field(
            int offset,
            int length,
            @Nullable Label name,
            String value,
            @Nullable Label meaning) {}

    /**
     * A deviation from the document.
     *
     * @param kind under which name it is counted
     * @param offset of the first byte concerned
     * @param detail what was found and what was expected
     */
    record Anomaly(String kind, int offset, Label detail) {}

    /**
     * Why something cannot be understood.
     *
     * @param kind under which name it is counted
     * @param detail what was wrong, where, and what was expected, in English words
     */
    record Failure(String kind, String detail) {}
}
