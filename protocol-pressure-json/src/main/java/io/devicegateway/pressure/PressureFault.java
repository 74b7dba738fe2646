package io.devicegateway.pressure;

/** How a {@link PressureModule} misbehaves when it is told to. */
public enum PressureFault {
    /** The next message goes out in two writes half a second apart. */
    SPLIT_FRAME(Kind.FRAME),
    /** The second half of the next message never goes out, and nothing else does for a while. */
    CUT_FRAME(Kind.FRAME),
    /** The second half of the next message never goes out; what follows does, as from a modem that lost bytes. */
    LOST_BYTES(Kind.FRAME),
    /** The next message and a ping go out in one write. */
    GLUED_FRAMES(Kind.FRAME),
    /** Bytes that belong to no message go out around the next message. */
    NOISE(Kind.FRAME),
    /** The connection ends after the first half of the next message and is made anew. */
    RECONNECT_MID_FRAME(Kind.FRAME),
    /** The next report is written as the document's samples are: full-width commas, one too many, no-break blanks. */
    TYPOGRAPHY(Kind.REPORT),
    /** The acknowledgement of the next report is lost: it comes again. */
    LOSE_ACK(Kind.REPORT),
    /** The next report goes out twice. */
    REPEAT_REPORT(Kind.REPORT),
    /** The next report has the number 0 again, as after a restart of the module. */
    RESTART_NUMBERS(Kind.REPORT),
    /** The next command is carried out and its reply is lost. */
    LOSE_REPLY(Kind.COMMAND),
    /** The next command is neither carried out nor answered. */
    IGNORE_COMMAND(Kind.COMMAND),
    /** The next command that can be refused is. */
    REFUSE_COMMAND(Kind.COMMAND),
    /** The reply to the next command comes late. */
    LATE_REPLY(Kind.COMMAND),
    /** The reply to the next command comes twice. */
    REPLY_TWICE(Kind.COMMAND),
    /** The module says and hears nothing any more, but its connection stays open. */
    FALL_SILENT(Kind.CONNECTION);

    private final Kind kind;

    PressureFault(Kind kind) {
        this.kind = kind;
    }

    Kind kind() {
        return kind;
    }

    /** What a fault befalls. */
    enum Kind {
        /** The next message that goes out, whatever it is. */
        FRAME,
        /** The next report that is made, each time it is sent. */
        REPORT,
        /** The next command of the server. */
        COMMAND,
        /** The connection, at once. */
        CONNECTION
    }
}
