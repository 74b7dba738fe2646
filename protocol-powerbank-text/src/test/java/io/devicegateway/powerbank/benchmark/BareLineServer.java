package io.devicegateway.powerbank.benchmark;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.devicegateway.benchmark.BareFrameServer;
import java.nio.file.Path;

/**
 * A server built the usual way: the network library's decoder of lines, one CRC16 that is known beforehand, verified and
 * written with a table, and an acknowledgement when a group commit made the return durable.
 */
public final class BareLineServer implements BareFrameServer.Answers {
    private static final int HEAD = 2;
    private static final int IMEI = 15;
    private static final int COMMAND = HEAD + IMEI + 1;
    /** Comma, four digits, packet end. */
    private static final int TAIL = 1 + 4 + 2;

    private static final byte[] DIGITS = "0123456789ABCDEF".getBytes(US_ASCII);
    private static final byte[] NOTHING = {};
    private static final int[] STEPS = new int[256];

    static {
        for (int i = 0; i < STEPS.length; i++) {
            int register = i;
            for (int bit = 0; bit < 8; bit++) {
                register = (register & 1) == 0 ? register >>> 1 : register >>> 1 ^ 0xa001;
            }
            STEPS[i] = register;
        }
    }

    private BareLineServer() {}

    /**
     * Runs it.
     *
     * @param args the file in which returns are made durable
     */
    public static void main(String[] args) throws Exception {
        BareFrameServer.run(BareFrameServer.Framing.LINES, new BareLineServer(), Path.of(args[0]));
    }

    /** Replaces the check of a frame that has a line end or none by what it has to be; MODBUS over the body. */
    static void writeCheck(byte[] frame, int end) {
        int check = check(frame, end - TAIL);
        for (int i = 0; i < 4; i++) {
            frame[end - TAIL + 1 + i] = DIGITS[check >>> (12 - 4 * i) & 0xf];
        }
    }

    private static int check(byte[] frame, int end) {
        int register = 0xffff;
        for (int i = HEAD; i < end; i++) {
            register = register >>> 8 ^ STEPS[(register ^ frame[i]) & 0xff];
        }
        return register;
    }

    @Override
    public boolean isMadeDurable(byte[] frame) {
        return frame[COMMAND] == 'M';
    }

    @Override
    public byte[] answer(byte[] frame) {
        int check = check(frame, frame.length - TAIL);
        for (int i = 0; i < 4; i++) {
            if (frame[frame.length - TAIL + 1 + i] != DIGITS[check >>> (12 - 4 * i) & 0xf]) {
                throw new IllegalArgumentException("a wrong check");
            }
        }
        if (frame[COMMAND] != 'M') {
            return NOTHING;
        }
        byte[] answer = new byte[frame.length + 2];
        System.arraycopy(frame, 0, answer, 0, frame.length);
        answer[COMMAND] = 'A';
        answer[COMMAND + 1] = 'M';
        writeCheck(answer, frame.length);
        answer[frame.length] = '\r';
        answer[frame.length + 1] = '\n';
        return answer;
    }
}
