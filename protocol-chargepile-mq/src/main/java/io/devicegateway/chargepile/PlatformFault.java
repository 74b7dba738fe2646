package io.devicegateway.chargepile;

import io.devicegateway.simulation.Fault;

/** How a {@link VirtualPlatform} misbehaves when it is told to. */
public enum PlatformFault implements Fault<PlatformFault.Kind> {
    /** The command is published twice. */
    DUPLICATE("the command is published twice"),
    /** The command has waited for an hour. */
    STALE("the command has waited for an hour before it is published"),
    /** The line breaks off in the middle. */
    CUT_LINE("the line breaks off in the middle of its fields"),
    /** What is published is no line at all. */
    NOISE("bytes are published that are no line"),
    /** The command is for another pile than the line. */
    WRONG_PILE("a command to charge names another pile than the line does"),
    /** The line has two hundred thousand characters. */
    HUGE("a line is published that has 200000 characters"),
    /** The line ends with a comma. */
    TRAILING_COMMA("the line ends with a comma"),
    /** The line begins with a byte order mark and ends with a line end. */
    BYTE_ORDER_MARK("the line begins with a byte order mark and ends with a line end"),
    /** There are blanks behind the commas. */
    BLANKS("there are blanks behind the commas"),
    /** The timestamp is in seconds. */
    SECONDS("the timestamp is in seconds"),
    /** The command is one that the document does not define. */
    UNKNOWN_COMMAND("the command is one that the document does not define");

    private final String words;

    PlatformFault(String words) {
        this.words = words;
    }

    @Override
    public Kind kind() {
        return Kind.COMMAND;
    }

    @Override
    public String words() {
        return words;
    }

    /** What a fault befalls. */
    public enum Kind {
        /** The next command. */
        COMMAND
    }
}
