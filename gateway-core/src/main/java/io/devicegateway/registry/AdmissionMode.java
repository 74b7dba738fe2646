package io.devicegateway.registry;

/** What becomes of a device that connects and is not registered. */
public enum AdmissionMode {
    /** It is registered and admitted. */
    OPEN,
    /** It is denied and noted in the inbox of unknown devices. */
    LISTED
}
