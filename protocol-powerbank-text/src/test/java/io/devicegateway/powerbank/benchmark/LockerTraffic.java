package io.devicegateway.powerbank.benchmark;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.devicegateway.benchmark.Traffic;
import java.nio.ByteBuffer;
import java.util.Locale;

/** Heartbeats, which get no answer, or returns of another bank each time, and their acknowledgements. */
final class LockerTraffic implements Traffic {
    /** As many banks as a large fleet has: an id comes again, but not soon on one connection. */
    private static final int BANKS = 200_000;

    private final boolean returns;
    private final byte[][][] requests;
    private final byte[][][] answers;

    private LockerTraffic(boolean returns, int clients) {
        this.returns = returns;
        int turns = returns ? Math.max(2, BANKS / clients) : 1;
        requests = new byte[clients][turns][];
        answers = new byte[clients][turns][];
        for (int client = 0; client < clients; client++) {
            for (int turn = 0; turn < turns; turn++) {
                String bank = String.format(Locale.ROOT, "%010d", client * turns + turn);
                requests[client][turn] = frame(client, returns ? "MC,RO.1," + bank : "CH");
                answers[client][turn] = returns ? frame(client, "AM,RO.1," + bank) : new byte[0];
            }
        }
    }

    static LockerTraffic heartbeats(int clients) {
        return new LockerTraffic(false, clients);
    }

    static LockerTraffic returns(int clients) {
        return new LockerTraffic(true, clients);
    }

    private static byte[] frame(int client, String text) {
        byte[] frame = ("{\"" + String.format(Locale.ROOT, "8655010%08d", client) + "," + text + ",0000\"}\r\n")
                .getBytes(US_ASCII);
        BareLineServer.writeCheck(frame, frame.length - 2);
        return frame;
    }

    @Override
    public String title() {
        return returns ? "return" : "heartbeat";
    }

    @Override
    public int requestLength() {
        return requests[0][0].length;
    }

    @Override
    public void put(ByteBuffer out, int client, int turn) {
        byte[][] own = requests[client];
        out.put(own[turn % own.length]);
    }

    @Override
    public byte[] answer(int client, int turn) {
        byte[][] own = answers[client];
        return own[turn % own.length];
    }
}
