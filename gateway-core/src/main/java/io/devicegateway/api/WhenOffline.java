package io.devicegateway.api;

/** What becomes of a command whose device is not connected, or has been silent for too long to be commanded. */
public enum WhenOffline {
    /** It ends at once in {@link CommandResult.NotSent}, with the reason {@code OFFLINE}. */
    NOT_SENT,
    /**
     * It waits until the device is back, at most until its deadline. For {@link Safety#READ} and {@link Safety#SET} only: a
     * {@link Safety#ONCE} command with this option ends at once in {@link CommandResult.NotSent}, reason {@code INVALID}.
     */
    WAIT,
    /**
     * The same for {@link Safety#ONCE} commands too: <b>the machine will act whenever it comes back before the deadline, and
     * nobody may be standing there any more.</b> A bank may be handed to a passer-by, a drink dropped into an empty tray.
     */
    WAIT_AND_ACT_WITH_NOBODY_THERE
}
