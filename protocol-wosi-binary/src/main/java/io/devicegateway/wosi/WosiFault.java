package io.devicegateway.wosi;

/** How a {@link WosiCabinet} misbehaves when it is told to. */
public enum WosiFault {
    /** The next frame goes out in two writes half a second apart. */
    SPLIT_FRAME(Kind.FRAME),
    /** The second half of the next frame never goes out, and nothing else does for a while. */
    CUT_FRAME(Kind.FRAME),
    /** The second half of the next frame is lost, and the frame after it follows right behind the first. */
    LOST_BYTES(Kind.FRAME),
    /** The next frame and a heartbeat go out in one write. */
    GLUED_FRAMES(Kind.FRAME),
    /** The checksum of the next frame is wrong. */
    BAD_CHECKSUM(Kind.FRAME),
    /** The length of the next frame claims more than there is, as the document's sample {@code 00 77 63 …}. */
    LYING_LENGTH(Kind.FRAME),
    /** Bytes that belong to no frame go out before the next frame. */
    NOISE(Kind.FRAME),
    /** The connection ends after the first half of the next frame and is made anew. */
    RECONNECT_MID_FRAME(Kind.FRAME),
    /** The next command is carried out and its reply is lost: for a rent, the bank leaves in silence. */
    LOSE_REPLY(Kind.COMMAND),
    /** The next command is neither carried out nor answered. */
    IGNORE_COMMAND(Kind.COMMAND),
    /** The reply to the next command comes late. */
    LATE_REPLY(Kind.COMMAND),
    /** The reply to the next command comes twice. */
    REPLY_TWICE(Kind.COMMAND),
    /** The cabinet says and hears nothing any more, but its connection stays open. */
    FALL_SILENT(Kind.CONNECTION);

    private final Kind kind;

    WosiFault(Kind kind) {
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
        /** The connection, at once. */
        CONNECTION
    }
}
