package io.devicegateway.api;

/** Whether a consumer gets events. */
public enum ConsumerState {
    /** Its handler gets events as they come. */
    RUNNING,
    /** An operator holds its events back. */
    PAUSED,
    /** Nobody handles its events now. Its position is kept, and holds back the journal's retention. */
    STOPPED
}
