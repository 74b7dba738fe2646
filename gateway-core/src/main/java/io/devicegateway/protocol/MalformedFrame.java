package io.devicegateway.protocol;

/** Bytes that cannot be understood. The message says what was wrong, where, and what was expected. */
public final class MalformedFrame extends Exception {
    private static final long serialVersionUID = 1L;

    private final String kind;

    /**
     * @param kind under which name to count it, as {@code bad-length}
     * @param message what was wrong, where, and what was expected
     */
    public MalformedFrame(String kind, String message) {
        super(message, null, false, false);
        this.kind = kind;
    }

    /** Under which name to count it. */
    public String kind() {
        return kind;
    }
}
