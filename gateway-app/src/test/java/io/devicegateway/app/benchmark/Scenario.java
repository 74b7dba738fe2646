package io.devicegateway.app.benchmark;

import java.nio.ByteBuffer;
import java.util.HexFormat;

/** What cabinets send, and what they must get. */
enum Scenario {
    /** 004 section 3.2: 9 bytes, echoed. */
    HEARTBEAT("00 07 61 01 00 11 22 33 44", "00 07 61 01 00 11 22 33 44"),
    /** 004 section 3.7: 18 bytes with another bank than before, answered when durable. */
    RETURN("00 10 66 01 00 11 22 33 44 01 42 41 4e 4b 00 00 00 00", "00 09 66 01 00 11 22 33 44 01 01");

    private static final int CHECKSUM = 4;
    private static final int PAYLOAD = 9;
    /** As many banks as a large fleet has: an id comes again, but not soon on one connection. */
    private static final int BANKS = 200_000;

    private final byte[] request;
    private final byte[] answer;

    Scenario(String request, String answer) {
        this.request = HexFormat.ofDelimiter(" ").parseHex(request);
        this.answer = HexFormat.ofDelimiter(" ").parseHex(answer);
    }

    int answerLength() {
        return answer.length;
    }

    byte answerByte(int index) {
        return answer[index];
    }

    int requestLength() {
        return request.length;
    }

    /** Writes a request; the number makes a return differ from the one before. */
    void put(ByteBuffer out, int number) {
        int begin = out.position();
        out.put(request);
        if (this == RETURN) {
            out.putInt(begin + request.length - Integer.BYTES, number % BANKS);
            byte checksum = 0;
            for (int i = begin + PAYLOAD; i < begin + request.length; i++) {
                checksum ^= out.get(i);
            }
            out.put(begin + CHECKSUM, checksum);
        }
    }
}
