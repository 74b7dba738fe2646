package io.devicegateway.brokers;

/** Why the program does not start, in words for who started it. */
final class Refused extends Exception {
    static final int BROKER_FAILED = 1;
    static final int WRONG_COMMAND_LINE = 2;
    static final int PORT_TAKEN = 3;
    static final int FOLDER_UNUSABLE = 4;

    private static final long serialVersionUID = 1;

    private final int exitCode;

    Refused(int exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    int exitCode() {
        return exitCode;
    }
}
