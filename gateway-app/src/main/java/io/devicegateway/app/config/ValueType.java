package io.devicegateway.app.config;

import io.devicegateway.app.text.Phrase;

/**
 * How the value of a setting is written.
 *
 * @param <T> what it is in the program
 */
public interface ValueType<T> {
    /**
     * Reads a value.
     *
     * @throws BadValue if the text is none; the message says why where {@link #allowed()} alone would not tell
     */
    T parse(String text) throws BadValue;

    /** Writes a value so that {@link #parse} reads it. */
    String format(T value);

    /** What may be written, for people. */
    Phrase allowed();

    /** A text that is no value of this type. */
    final class BadValue extends Exception {
        private static final long serialVersionUID = 1L;

        /** What is wrong with it. Transient: it never leaves the process. */
        private final transient Phrase reason;

        BadValue(Phrase reason) {
            super(null, null, false, false);
            this.reason = reason;
        }

        /** What is wrong with it. */
        public Phrase reason() {
            return reason;
        }

        @Override
        public String getMessage() {
            return reason.toString();
        }
    }
}
