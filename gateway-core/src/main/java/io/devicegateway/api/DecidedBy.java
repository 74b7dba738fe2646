package io.devicegateway.api;

/** Who answered a question that a device asked. */
public enum DecidedBy {
    /** The {@link Authority}, within its deadline. */
    AUTHORITY,
    /** The configured fallback, because the authority did not answer within its deadline. */
    FALLBACK_TIMEOUT,
    /** The configured fallback, because the authority failed. */
    FALLBACK_ERROR,
    /**
     * The gateway itself, because no authority is there to be asked, or because the report answers its own question, as an
     * unreadable bank id does.
     */
    GATEWAY
}
