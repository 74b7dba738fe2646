package io.devicegateway.tcp;

import io.devicegateway.supervision.Watched;
import io.netty.channel.EventLoop;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * What the connections of one event loop share: the buffer that frames are cut in, the slice, and one timer that looks after
 * those of them that wait for something. Used on the event loop only.
 */
final class LoopContext {
    private static final long SWEEP_MILLIS = 100;
    private static final byte[] NONE = {};

    final EventLoop loop;
    final LongSupplier ticker;
    final Slice slice;
    final LoopBytes bytes;
    private final Watched sweeps;

    private byte[] buffer = NONE;
    private ByteBuffer view = ByteBuffer.wrap(NONE);
    private List<Waiting> waiting = new ArrayList<>();
    private List<Waiting> spare = new ArrayList<>();
    private boolean sweeping;

    LoopContext(EventLoop loop, LongSupplier ticker, LoopBytes bytes, Watched sweeps) {
        this.loop = loop;
        this.ticker = ticker;
        this.slice = new Slice(ticker);
        this.bytes = bytes;
        this.sweeps = sweeps;
    }

    /** The shared buffer, of that length at least; its content is anybody's. */
    byte[] shared(int length) {
        if (buffer.length < length) {
            buffer = new byte[Math.max(4_096, Integer.highestOneBit(length - 1) << 1)];
            view = ByteBuffer.wrap(buffer);
        }
        return buffer;
    }

    /** A view of the shared buffer, always the same one. */
    ByteBuffer sharedView() {
        return view.order(ByteOrder.BIG_ENDIAN);
    }

    /** Has that one asked about ten times a second until it no longer waits. To be called once until then. */
    void watch(Waiting connection) {
        waiting.add(connection);
        if (!sweeping) {
            sweeping = true;
            var unused = loop.schedule(this::sweep, SWEEP_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void sweep() {
        boolean unusedResult = sweeps.run(this::lookAtAll);
        sweeping = !waiting.isEmpty();
        if (sweeping) {
            var unused = loop.schedule(this::sweep, SWEEP_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void lookAtAll() {
        List<Waiting> due = waiting;
        waiting = spare;
        long now = ticker.getAsLong();
        int asked = 0;
        try {
            for (; asked < due.size(); asked++) {
                if (due.get(asked).stillWaits(now)) {
                    waiting.add(due.get(asked));
                }
            }
        } finally {
            waiting.addAll(due.subList(asked, due.size())); // none, unless one of them threw
            due.clear();
            spare = due;
        }
    }

    /** Something that waits for a time to come. */
    interface Waiting {
        /**
         * Looks at the time.
         *
         * @param now of the ticker, in nanoseconds
         * @return whether to be asked again
         */
        boolean stillWaits(long now);
    }
}
