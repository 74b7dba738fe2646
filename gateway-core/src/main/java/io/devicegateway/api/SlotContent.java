package io.devicegateway.api;

/** What a slot of a cabinet holds. */
public enum SlotContent {
    /** A bank with a readable id. */
    BANK,
    /** A bank whose id cannot be read. */
    UNREADABLE_BANK,
    /** Nothing. */
    EMPTY,
    /** The slot reports a fault. */
    FAULT,
    /** Not known. */
    UNKNOWN
}
