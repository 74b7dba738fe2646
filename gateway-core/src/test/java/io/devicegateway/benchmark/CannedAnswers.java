package io.devicegateway.benchmark;

/**
 * What the measured servers answer without understanding anything: a binary frame has two bytes of length, then its function.
 */
final class CannedAnswers {
    /** The function whose answer may wait for the disk. */
    static final byte RETURN = 0x66;
    /** Bytes of the length field. */
    static final int LENGTH_FIELD = 2;

    private static final int LOGIN = 0x60;
    private static final int HEARTBEAT = 0x61;
    private static final byte[] LOGIN_ANSWER = {0, 8, LOGIN, 1, 1, 0x11, 0x22, 0x33, 0x44, 1};
    private static final byte[] RETURN_ANSWER = {0, 9, RETURN, 1, 0, 0x11, 0x22, 0x33, 0x44, 1, 1};

    private static final byte[] NO_ANSWER = {};

    private CannedAnswers() {}

    /** Whether the frame of that function is answered with itself. */
    static boolean isEchoed(byte function) {
        return function == HEARTBEAT;
    }

    /** Whether the frame of that function is answered only once it is durable, where that is measured. */
    static boolean isMadeDurable(byte function) {
        return function == RETURN;
    }

    /** The answer to a frame of that function that is not echoed; empty for none. */
    static byte[] answer(byte function) {
        return switch (function) {
            case LOGIN -> LOGIN_ANSWER;
            case RETURN -> RETURN_ANSWER;
            default -> NO_ANSWER;
        };
    }
}
