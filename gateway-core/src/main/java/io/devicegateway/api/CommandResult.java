package io.devicegateway.api;

/**
 * How a command ended. The four differ in what the caller may do next; silence is never a failure, it is {@link Unknown}.
 *
 * @param <R> what a device that carried it out answered
 */
public sealed interface CommandResult<R extends DeviceReply> {
    /** The gateway's id of the command, as in the {@link CommandEvent}s about it. */
    String commandId();

    /** Epoch of the session it was sent in, a fencing token; 0 when there was none. */
    long epoch();

    /** The device did it. */
    record Done<R extends DeviceReply>(String commandId, long epoch, R reply) implements CommandResult<R> {}

    /**
     * The device answered that it did not.
     *
     * @param reason what it said, in English words
     */
    record Refused<R extends DeviceReply>(String commandId, long epoch, String reason) implements CommandResult<R> {}

    /**
     * No byte left the gateway: safe to retry.
     *
     * @param detail what happened and what to do, in English words
     */
    record NotSent<R extends DeviceReply>(String commandId, long epoch, NotSentReason reason, String detail)
            implements CommandResult<R> {}

    /**
     * It may have happened: never retry blindly. A {@link CommandEvent.CommandResolved} or a
     * {@link CommandEvent.LateReply} may tell later.
     *
     * @param detail what happened, in English words
     */
    record Unknown<R extends DeviceReply>(String commandId, long epoch, UnknownReason reason, String detail)
            implements CommandResult<R> {}

    /** Why no byte left. */
    enum NotSentReason {
        /** The device is not connected, or has been silent too long. */
        OFFLINE,
        /** The device is disabled in the registry. */
        DISABLED,
        /** The device's protocol cannot express the command. */
        UNSUPPORTED,
        /** A value is outside what the protocol can express. */
        INVALID,
        /** Too many commands wait for this device. */
        BUSY,
        /** The deadline passed while the command waited its turn, or for its device to come back. */
        EXPIRED,
        /** The connection ended before the command's turn came. */
        CONNECTION_LOST,
        /** The command could not be journalled, so it was not sent. */
        JOURNAL_UNAVAILABLE,
        /** The gateway is stopping. */
        STOPPING,
        /** The gateway could not be reached over the network; only a remote client says this. */
        GATEWAY_UNREACHABLE,
        /** The gateway does not accept the token; only a remote client says this. */
        UNAUTHORIZED,
        /** A reason of a later version, which this one does not know. */
        OTHER
    }

    /** Why the outcome is not known. */
    enum UnknownReason {
        /** No reply came within the deadline. */
        NO_REPLY,
        /** A reply came that does not tell whether the device did it. */
        UNCLEAR_REPLY,
        /** The connection ended after the command was written. */
        CONNECTION_LOST,
        /** The gateway stopped or died before the command settled. */
        GATEWAY_RESTARTED,
        /** How the command ended could not be made durable within its deadline; a {@link CommandEvent.LateReply} tells it later. */
        JOURNAL_UNAVAILABLE,
        /**
         * Nothing was sent now: its key or its order number was used before, or that could not be found out, and what became of the
         * earlier command is not known here. The detail names that command where it is known.
         */
        USED_BEFORE,
        /**
         * The gateway could not be reached over the network to learn the outcome; only a remote client says this. Sent again with
         * the same idempotency key, it tells the outcome.
         */
        GATEWAY_UNREACHABLE,
        /** A reason, or a kind of outcome, of a later version, which this one does not know. */
        OTHER
    }
}
