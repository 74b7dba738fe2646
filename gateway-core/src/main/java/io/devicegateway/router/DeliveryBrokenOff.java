package io.devicegateway.router;

/** Thrown by a handler that could not even try: it says nothing of the event, which comes again when somebody can. */
public final class DeliveryBrokenOff extends Exception {
    private static final long serialVersionUID = 1L;

    /** @param reason why, in English words */
    public DeliveryBrokenOff(String reason) {
        super(reason, null, false, false);
    }
}
