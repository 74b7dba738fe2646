package io.devicegateway.benchmark;

import java.nio.ByteBuffer;

/** What the clients of a measured server send, and what they must get. Used by one thread. */
public interface Traffic {
    /** What the figures are printed under. */
    String title();

    /** Bytes of a request. */
    int requestLength();

    /** Writes the request that the client of that number makes at that turn, from 0. */
    void put(ByteBuffer out, int client, int turn);

    /** What is answered to that request; valid until the next call. Empty for nothing. */
    byte[] answer(int client, int turn);
}
