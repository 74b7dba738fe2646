package io.devicegateway.powerbank;

/** How a {@link PowerbankLocker} misbehaves when it is told to. */
public enum PowerbankFault {
    /** The next frame goes out in two writes half a second apart. */
    SPLIT_FRAME(Kind.FRAME),
    /** The second half of the next frame never goes out, and nothing else does for a while. */
    CUT_FRAME(Kind.FRAME),
    /** The next frame and a heartbeat go out in one write. */
    GLUED_FRAMES(Kind.FRAME),
    /** The check of the next frame is wrong. */
    BAD_CHECKSUM(Kind.FRAME),
    /** Bytes that belong to no frame go out before the next frame. */
    NOISE(Kind.FRAME),
    /** The connection ends after the first half of the next frame and is made anew. */
    RECONNECT_MID_FRAME(Kind.FRAME),
    /** The next command is carried out and its outcome is never reported: the bank leaves in silence. */
    LOSE_REPLY(Kind.COMMAND),
    /** The next command is neither carried out nor answered. */
    IGNORE_COMMAND(Kind.COMMAND),
    /** The answer to the next command comes late. */
    LATE_REPLY(Kind.COMMAND),
    /** The answer to the next command comes twice. */
    REPLY_TWICE(Kind.COMMAND),
    /** The next answer to a question is not heard, so that the question comes again. */
    LOSE_ANSWER(Kind.ACKNOWLEDGEMENT),
    /** The next acknowledgement is not heard, so that the report comes again. */
    LOSE_ACK(Kind.ACKNOWLEDGEMENT),
    /** The next bank that is welcome cannot be taken in: its return fails. */
    RETURN_FAILS(Kind.RETURN),
    /** From now on the check is another one, as after an update. */
    OTHER_DIALECT(Kind.CONNECTION),
    /** The locker says and hears nothing any more, but its connection stays open. */
    FALL_SILENT(Kind.CONNECTION);

    private final Kind kind;

    PowerbankFault(Kind kind) {
        this.kind = kind;
    }

    Kind kind() {
        return kind;
    }

    /** What a fault befalls. */
    enum Kind {
        /** The next frame that goes out, whatever it is. */
        FRAME,
        /** The next command of the server. */
        COMMAND,
        /** The next answer of the server. */
        ACKNOWLEDGEMENT,
        /** The next bank that is put in. */
        RETURN,
        /** The locker, at once. */
        CONNECTION
    }
}
