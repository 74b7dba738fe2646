package io.devicegateway.pressure;

import io.devicegateway.simulation.Fault;

/** How a {@link PressureModule} misbehaves when it is told to, or by chance. */
public enum PressureFault implements Fault<PressureFault.Kind> {
    SPLIT_FRAME(Kind.FRAME, "a message goes out in two writes half a second apart"),
    CUT_FRAME(Kind.FRAME, "the second half of a message never goes out, and nothing else does for 35 s"),
    LOST_BYTES(
            Kind.FRAME,
            "the second half of a message is lost, and the next message follows right behind the first half"),
    GLUED_FRAMES(Kind.FRAME, "a message and a ping go out in one write"),
    NOISE(Kind.FRAME, "a modem's chatter, which belongs to no message, goes out around a message"),
    RECONNECT_MID_FRAME(Kind.FRAME, "the connection ends after the first half of a message and is made anew"),
    TYPOGRAPHY(
            Kind.REPORT,
            "a report is written as the document's samples are: full-width commas, one too many, no-break blanks"),
    LOSE_ACK(Kind.REPORT, "the acknowledgement of a report is lost: it comes again"),
    REPEAT_REPORT(Kind.REPORT, "a report goes out twice"),
    RESTART_NUMBERS(Kind.REPORT, "a report has the number 0 again, as after a restart of the module"),
    LOSE_REPLY(Kind.COMMAND, "a command is carried out and its reply is lost"),
    IGNORE_COMMAND(Kind.COMMAND, "a command is neither carried out nor answered"),
    REFUSE_COMMAND(Kind.COMMAND, "a command that can be refused is"),
    LATE_REPLY(Kind.COMMAND, "the reply to a command comes late"),
    REPLY_TWICE(Kind.COMMAND, "the reply to a command comes twice"),
    FALL_SILENT(
            Kind.CONNECTION,
            "nothing is said or heard any more, but the connection stays open, until someone switches the module off and on");

    private final Kind kind;
    private final String words;

    PressureFault(Kind kind, String words) {
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
        /** A message that goes out, except the first of a connection. */
        FRAME,
        /** A report that is made, each time it is sent. */
        REPORT,
        /** A command of the server. */
        COMMAND,
        /** The connection; each ping is an opportunity. */
        CONNECTION
    }
}
