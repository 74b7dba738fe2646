package io.devicegateway.budget;

import java.io.IOException;

/**
 * What of the heap is for what. Every bound that a stranger can reach comes out of here, so that the bounds together stay below
 * what there is.
 *
 * @param heap bytes of the heap
 */
public record HeapPlan(long heap) {
    /** What an open connection costs that holds nothing: its objects here and in the network library, with room to spare. */
    private static final int BYTES_OF_A_CONNECTION = 8 << 10;

    private static final long LEAST_HEAP = 64L << 20;

    /** The heap of this process. */
    public static HeapPlan ofProcess() {
        return new HeapPlan(Runtime.getRuntime().maxMemory());
    }

    /**
     * Checks that there is enough for anything.
     *
     * @throws IOException if the heap is below 64 MiB; says what to do
     */
    public void check() throws IOException {
        if (heap < LEAST_HEAP * 9 / 10) { // a collector may keep some of what was asked for to itself
            throw new IOException("the heap has " + (heap >> 20) + " MiB, and a gateway needs " + (LEAST_HEAP >> 20)
                    + " at least; give it more, as with -Xmx512m");
        }
    }

    /** Bytes that may be held of what came in and of what goes out: a quarter. */
    public long bytes() {
        return heap / 4;
    }

    /** Of these, bytes that connections may hold which have not said who they are: an eighth. */
    public long strangers() {
        return bytes() / 8;
    }

    /** Of these, bytes of whole messages that are not yet dealt with: half. */
    public long messages() {
        return bytes() / 2;
    }

    /** Connections that may be open, of all kinds together: what fits in a quarter. */
    public int connections() {
        return (int) Math.min(Integer.MAX_VALUE, heap / 4 / BYTES_OF_A_CONNECTION);
    }
}
