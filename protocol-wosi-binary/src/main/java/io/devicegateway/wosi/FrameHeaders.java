package io.devicegateway.wosi;

import java.nio.ByteBuffer;

/**
 * Whether a frame of a cabinet can begin at a place: by its length, command, version and token, before its rest is there (004
 * section 2.1). Where one cannot, nothing is waited for.
 *
 * <p>A length has to suit its command. The highest one leaves room for what siblings append to a payload of the document. A
 * version other than 1 is believed with the token of the session only, and so is a command that the document does not have,
 * where a frame is looked for among bytes that belong to none.
 */
final class FrameHeaders {
    /** Bytes that siblings of this protocol may append to a payload. */
    private static final int APPENDIX = 64;
    /** A string of the document with its length. */
    private static final int TEXT = 2 + 256;
    /** A login with the slot records of the signed sibling. */
    private static final int LONGEST_LOGIN = 1024;

    private static final int INVENTORY_ITEM = 10;
    private static final int COMMAND_AT = WosiFraming.PREFIX;
    private static final int VERSION_AT = 3;
    private static final int TOKEN_AT = 5;

    private final int token;
    private final int maxLength;
    private final int[] mostByCode = new int[256];

    FrameHeaders(int token, int maxLength) {
        this.token = token;
        this.maxLength = maxLength;
        for (int code = 0; code < mostByCode.length; code++) {
            FunctionCode function = FunctionCode.of(code);
            mostByCode[code] = function == null || isConfirmation(code)
                    ? maxLength
                    : Math.min(maxLength, WosiFraming.LEAST_LENGTH + mostPayload(function) + APPENDIX);
        }
    }

    /** Whether the frame that is expected here can be one. */
    Verdict front(ByteBuffer in, int at) {
        return judge(in, at, true);
    }

    /** Whether a frame may begin here, among bytes that belong to none. */
    Verdict marks(ByteBuffer in, int at) {
        return judge(in, at, false);
    }

    private Verdict judge(ByteBuffer in, int at, boolean expected) {
        int left = in.limit() - at;
        if (left < WosiFraming.PREFIX) {
            return Verdict.UNDECIDED;
        }
        int length = (in.get(at) & 0xff) << 8 | (in.get(at + 1) & 0xff);
        if (length < WosiFraming.LEAST_LENGTH || length > maxLength) {
            return Verdict.IMPOSSIBLE;
        }
        if (left <= COMMAND_AT) {
            return Verdict.UNDECIDED;
        }
        int code = in.get(at + COMMAND_AT) & 0xff;
        if (length > mostByCode[code]) {
            return Verdict.IMPOSSIBLE;
        }
        if (left <= VERSION_AT) {
            return Verdict.UNDECIDED;
        }
        boolean believed = in.get(at + VERSION_AT) == 1 && (expected || FunctionCode.of(code) != null);
        return believed ? Verdict.POSSIBLE : byToken(in, at, left);
    }

    private Verdict byToken(ByteBuffer in, int at, int left) {
        for (int i = 0; i < Integer.BYTES; i++) {
            if (left <= TOKEN_AT + i) {
                return Verdict.UNDECIDED;
            }
            if (in.get(at + TOKEN_AT + i) != (byte) (token >>> (24 - 8 * i))) {
                return Verdict.IMPOSSIBLE;
            }
        }
        return Verdict.POSSIBLE;
    }

    /** Whether that command is answered without a payload; the document's sample of one has a length that lies. */
    static boolean isConfirmation(int code) {
        FunctionCode function = FunctionCode.of(code);
        return function == FunctionCode.SET_SERVER
                || function == FunctionCode.RESTART
                || function == FunctionCode.UPGRADE;
    }

    private static int mostPayload(FunctionCode function) {
        return switch (function) {
            case LOGIN -> LONGEST_LOGIN;
            case HEARTBEAT, SET_SERVER, RESTART, UPGRADE -> 0;
            case VERSION, SIM_CARD -> TEXT;
            case INVENTORY -> 1 + 255 * INVENTORY_ITEM;
            case RENT, EJECT, RETURN, SET_VOLUME, VOLUME -> INVENTORY_ITEM;
            case SERVER -> 2 * TEXT + 1;
            case NETWORK_LEGACY, NETWORK -> 3;
        };
    }

    /** What can be said of a place. */
    enum Verdict {
        /** A frame can begin here. */
        POSSIBLE,
        /** None can. */
        IMPOSSIBLE,
        /** More bytes are needed to tell. */
        UNDECIDED
    }
}
