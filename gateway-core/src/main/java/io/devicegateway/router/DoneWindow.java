package io.devicegateway.router;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.BitSet;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Which events after the position are done, for events become done in any order and the position is the offset up to which all
 * are. A ring of one bit for each offset: marking one done takes some nanoseconds, and the position moves 64 at a time.
 *
 * <p>{@link #done} may be called by any thread for offsets that the window accepts.
 */
final class DoneWindow {
    private static final VarHandle WORD = MethodHandles.arrayElementVarHandle(long[].class);
    private static final int WORD_BITS = 64;
    private static final long ALL = -1L;

    private final int span;
    private final long[] words;
    private final ReentrantLock moving = new ReentrantLock();
    private volatile long position;

    /**
     * @param position offset up to which everything is done
     * @param span most offsets after the position that can be done before it moves; a power of two, 128 or more
     */
    DoneWindow(long position, int span) {
        this.span = span;
        words = new long[span / WORD_BITS];
        skipTo(position);
    }

    /** Whether an offset is near enough to the position to be taken up. */
    boolean accepts(long offset) {
        // One word less than the span, because the word of the position is still in use.
        return offset <= position + span - WORD_BITS;
    }

    /** Whether an offset that the window accepts is done. */
    boolean isDone(long offset) {
        return offset <= position || ((long) WORD.getVolatile(words, index(offset)) & bit(offset)) != 0;
    }

    /** An event is done. */
    void done(long offset) {
        WORD.getAndBitwiseOr(words, index(offset), bit(offset));
    }

    /** Moves the position as far as everything is done, and answers it. */
    long advance() {
        moving.lock();
        try {
            long next = position + 1;
            while (true) {
                int index = index(next);
                int from = (int) (next & (WORD_BITS - 1));
                long open = ~(long) WORD.getVolatile(words, index) & (ALL << from);
                if (open != 0) {
                    next += Long.numberOfTrailingZeros(open) - from;
                    break;
                }
                WORD.setVolatile(words, index, 0L);
                next += WORD_BITS - from;
            }
            position = next - 1;
            return position;
        } finally {
            moving.unlock();
        }
    }

    /** Starts over at a position, with nothing done after it. Nothing may be under way. */
    void skipTo(long newPosition) {
        moving.lock();
        try {
            for (int i = 0; i < words.length; i++) {
                WORD.setVolatile(words, i, 0L);
            }
            long next = newPosition + 1;
            WORD.setVolatile(words, index(next), ~(ALL << (next & (WORD_BITS - 1))));
            position = newPosition;
        } finally {
            moving.unlock();
        }
    }

    /** Moves the position as far as it goes, and answers it with what is done after it. */
    Passed passed() {
        moving.lock();
        try {
            long upTo = advance();
            BitSet ahead = new BitSet();
            for (long base = upTo + 1 - ((upTo + 1) & (WORD_BITS - 1)); accepts(base); base += WORD_BITS) {
                long done = (long) WORD.getVolatile(words, index(base));
                for (long rest = done; rest != 0; rest &= rest - 1) {
                    long offset = base + Long.numberOfTrailingZeros(rest);
                    if (offset > upTo) {
                        ahead.set((int) (offset - upTo - 1));
                    }
                }
            }
            return new Passed(upTo, ahead);
        } finally {
            moving.unlock();
        }
    }

    /** Takes up what was done after the position before this run. Nothing may be under way. */
    void restore(BitSet ahead) {
        ahead.stream().mapToObj(bit -> position + 1 + bit).filter(this::accepts).forEach(this::done);
    }

    /** The position as it was moved last. */
    long position() {
        return position;
    }

    private int index(long offset) {
        return (int) (offset / WORD_BITS) & (words.length - 1);
    }

    private static long bit(long offset) {
        return 1L << (offset & (WORD_BITS - 1));
    }
}
