package io.devicegateway.wosi;

import io.devicegateway.simulation.Fault;

/** How a {@link WosiCabinet} misbehaves when it is told to, or by chance. */
public enum WosiFault implements Fault<WosiFault.Kind> {
    SPLIT_FRAME(Kind.FRAME, "a frame goes out in two writes half a second apart"),
    CUT_FRAME(Kind.FRAME, "the second half of a frame never goes out, and nothing else does for 20 s"),
    LOST_BYTES(
            Kind.FRAME, "the second half of a frame is lost, and the next frame follows right behind the first half"),
    GLUED_FRAMES(Kind.FRAME, "a frame and a heartbeat go out in one write"),
    BAD_CHECKSUM(Kind.FRAME, "the checksum of a frame is wrong"),
    LYING_LENGTH(Kind.FRAME, "the length of a frame claims more than there is, as in the document's sample 00 77 63"),
    NOISE(Kind.FRAME, "five bytes that belong to no frame go out before a frame"),
    RECONNECT_MID_FRAME(Kind.FRAME, "the connection ends after the first half of a frame and is made anew"),
    LOSE_REPLY(Kind.COMMAND, "a command is carried out and its reply is lost: of a rent, the bank leaves in silence"),
    IGNORE_COMMAND(Kind.COMMAND, "a command is neither carried out nor answered"),
    LATE_REPLY(Kind.COMMAND, "the reply to a command comes late"),
    REPLY_TWICE(Kind.COMMAND, "the reply to a command comes twice"),
    JAMMED_SLOT(Kind.COMMAND, "the slot of a rent or an eject is jammed this time"),
    FALL_SILENT(
            Kind.CONNECTION,
            "nothing is said or heard any more, but the connection stays open, until someone switches the cabinet off and on");

    private final Kind kind;
    private final String words;

    WosiFault(Kind kind, String words) {
        this.kind = kind;
        this.words = words;
    }

    @Override
    public Kind kind() {
        return kind;
    }

    @Override
    public String words() {
        return words;
    }

    /** What a fault befalls: the opportunities for it. */
    public enum Kind {
        /** A frame that goes out, except a login. */
        FRAME,
        /** A command of the server. */
        COMMAND,
        /** The connection; each heartbeat is an opportunity. */
        CONNECTION
    }
}
