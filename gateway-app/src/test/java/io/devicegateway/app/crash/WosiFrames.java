package io.devicegateway.app.crash;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Frames of document 004, put together from its tables and not by the gateway's own encoder. */
public final class WosiFrames {
    private static final int HEADER = 9;
    private static final byte[] LOGIN = {0x55, 0x66, 0x77, (byte) 0x88, 2, 0x33};

    private WosiFrames() {}

    /** A frame without its length. */
    public static byte[] read(DataInputStream in) throws IOException {
        byte[] frame = new byte[in.readUnsignedShort()];
        in.readFully(frame);
        return frame;
    }

    /** A cabinet says who it is. */
    public static byte[] login(String serial) {
        byte[] id = serial.getBytes(StandardCharsets.US_ASCII);
        byte[] payload = Arrays.copyOf(LOGIN, LOGIN.length + 2 + id.length + 1);
        payload[LOGIN.length + 1] = (byte) (id.length + 1);
        System.arraycopy(id, 0, payload, LOGIN.length + 2, id.length);
        return frame(0x60, payload);
    }

    /** A customer put a bank back. */
    public static byte[] returned(int slot, int bank) {
        byte[] payload = new byte[9];
        payload[0] = (byte) slot;
        System.arraycopy(bank(bank), 0, payload, 1, 8);
        return frame(0x66, payload);
    }

    /** The identity of a bank: four letters and a number. */
    public static byte[] bank(int number) {
        return new byte[] {
            'B', 'A', 'N', 'K', (byte) (number >>> 24), (byte) (number >>> 16), (byte) (number >>> 8), (byte) number
        };
    }

    /**
     * Any frame.
     *
     * @param payload up to 65,528 bytes
     */
    public static byte[] frame(int command, byte[] payload) {
        byte[] frame = new byte[HEADER + payload.length];
        frame[0] = (byte) ((HEADER - 2 + payload.length) >> 8);
        frame[1] = (byte) (HEADER - 2 + payload.length);
        frame[2] = (byte) command;
        frame[3] = 1;
        for (byte each : payload) {
            frame[4] ^= each;
        }
        frame[5] = 0x11;
        frame[6] = 0x22;
        frame[7] = 0x33;
        frame[8] = 0x44;
        System.arraycopy(payload, 0, frame, HEADER, payload.length);
        return frame;
    }
}
