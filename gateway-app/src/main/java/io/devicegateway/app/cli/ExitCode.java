package io.devicegateway.app.cli;

/** How a command ends, for scripts. */
final class ExitCode {
    /** As wished. */
    static final int OK = 0;

    /** It did what it was asked and found a problem, or the daemon or a device refused. */
    static final int PROBLEM = 1;

    /** The command line or the configuration is wrong. */
    static final int USAGE = 2;

    /** The daemon cannot be reached. */
    static final int UNREACHABLE = 3;

    /** The command did not leave the gateway: it is safe to send it again. */
    static final int NOT_SENT = 4;

    /** What became of the command is not known: it may have happened. */
    static final int UNKNOWN = 5;

    /** A defect of this program. */
    static final int DEFECT = 70;

    /** Something on this machine must be put right by hand: to start again is of no use before. */
    static final int SETUP = 78;

    private ExitCode() {}
}
