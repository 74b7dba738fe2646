package io.devicegateway.powerbank;

import io.devicegateway.simulation.Fault;

/** How a {@link PowerbankLocker} misbehaves when it is told to, or by chance. */
public enum PowerbankFault implements Fault<PowerbankFault.Kind> {
    SPLIT_FRAME(Kind.FRAME, "a frame goes out in two writes half a second apart"),
    CUT_FRAME(Kind.FRAME, "the second half of a frame never goes out, and nothing else does for 20 s"),
    GLUED_FRAMES(Kind.FRAME, "a frame and a heartbeat go out in one write"),
    BAD_CHECKSUM(Kind.FRAME, "the check of a frame is wrong"),
    NOISE(Kind.FRAME, "five bytes that belong to no frame go out before a frame"),
    RECONNECT_MID_FRAME(Kind.FRAME, "the connection ends after the first half of a frame and is made anew"),
    LOSE_REPLY(
            Kind.COMMAND,
            "a command is carried out and its outcome is never reported: of a lend, the bank leaves in silence"),
    IGNORE_COMMAND(Kind.COMMAND, "a command is neither carried out nor answered"),
    LATE_REPLY(Kind.COMMAND, "the answer to a command comes late"),
    REPLY_TWICE(Kind.COMMAND, "the answer to a command comes twice"),
    JAMMED_SLOT(Kind.COMMAND, "the slot of a lend is jammed this time"),
    LOSE_ANSWER(Kind.ANSWER, "the answer to a question is not heard, so that the question comes again"),
    LOSE_ACK(Kind.ACKNOWLEDGEMENT, "an acknowledgement is not heard, so that the report comes again"),
    RETURN_FAILS(Kind.RETURN, "a bank that is welcome cannot be taken in: its return fails"),
    OTHER_DIALECT(Kind.CONNECTION, "from now on the CRC16 is another one, as after an update of the software"),
    FALL_SILENT(
            Kind.CONNECTION,
            "nothing is said or heard any more, but the connection stays open, until someone switches the locker off and on");

    private final Kind kind;
    private final String words;

    PowerbankFault(Kind kind, String words) {
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
        /** A frame that goes out, except the first of a connection. */
        FRAME,
        /** A command of the server. */
        COMMAND,
        /** The server's answer to a question. */
        ANSWER,
        /** The server's acknowledgement of a report. */
        ACKNOWLEDGEMENT,
        /** A bank that is welcome. */
        RETURN,
        /** The connection; each heartbeat is an opportunity. */
        CONNECTION
    }
}
