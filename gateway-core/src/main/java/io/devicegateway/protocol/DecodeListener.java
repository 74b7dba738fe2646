package io.devicegateway.protocol;

import org.jspecify.annotations.Nullable;

/** Told by a codec what it reads: the frame explainer and the counters of deviations are listeners of the same decoder. */
public interface DecodeListener {
    /** Hears nothing. */
    DecodeListener NONE = new DecodeListener() {};

    /** Whether {@link #field} is to be called; codecs skip the work when it is not. */
    default boolean explains() {
        return false;
    }

    /**
     * A field was read.
     *
     * @param offset of its first byte in the frame
     * @param length in bytes
     * @param name the field's name
     * @param value as read
     * @param meaning what the value means; null when it speaks for itself
     */
    default void field(int offset, int length, Label name, Object value, @Nullable Label meaning) {}

    /**
     * Something deviates from the document and was accepted all the same.
     *
     * @param kind under which name to count it, as {@code bad-checksum}
     * @param offset of the first byte concerned
     * @param detail what was found and what was expected
     */
    default void anomaly(String kind, int offset, Label detail) {}

    /**
     * A text for people.
     *
     * @param en in English
     * @param zh in Chinese
     */
    record Label(String en, String zh) {}
}
