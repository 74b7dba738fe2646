package io.devicegateway.registry;

import io.devicegateway.api.BankId;
import io.devicegateway.api.DeviceId;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which banks were ever seen and which device holds each. A bank is known by a 64-bit hash of its id, so that a million of
 * them take 24 to 48 MB; that two share a hash is less likely than a flipped bit in memory. Safe for all threads.
 */
final class BankIndex {
    private static final Logger LOG = LoggerFactory.getLogger(BankIndex.class);
    private static final int FIRST_SIZE = 1024;

    private final int limit;
    private long[] hashes = new long[FIRST_SIZE];
    private @Nullable DeviceId[] holders = new DeviceId[FIRST_SIZE];
    private int count;
    private boolean toldFull;

    /** An index of at most so many banks; what comes after them is not noted. */
    BankIndex(int limit) {
        this.limit = limit;
    }

    /**
     * Notes who holds a bank.
     *
     * @param hash the bank's {@link #hash}
     * @param holder null when nobody is known to
     * @return whether the bank was not known before and now is
     */
    synchronized boolean note(long hash, @Nullable DeviceId holder) {
        int at = find(hash);
        if (hashes[at] == hash) {
            holders[at] = holder;
            return false;
        }
        if (count >= limit) {
            tellFull();
            return false;
        }
        if ((count + 1) * 2 > hashes.length) {
            grow();
            at = find(hash);
        }
        hashes[at] = hash;
        holders[at] = holder;
        count++;
        return true;
    }

    private void tellFull() {
        if (!toldFull) {
            toldFull = true;
            LOG.warn(
                    "{} power banks are remembered and there is room for no more: one that is seen for the first time is not"
                            + " known afterwards, nor where it is; give the gateway more heap",
                    limit);
        }
    }

    /** Whether a bank was ever noted. */
    synchronized boolean knows(BankId bank) {
        long hash = hash(bank);
        return hashes[find(hash)] == hash;
    }

    /** Who holds a bank; null when nobody is known to. */
    synchronized @Nullable DeviceId holder(BankId bank) {
        long hash = hash(bank);
        int at = find(hash);
        return hashes[at] == hash ? holders[at] : null;
    }

    synchronized int size() {
        return count;
    }

    /** The place of a hash, or the free place where it belongs. */
    private int find(long hash) {
        int mask = hashes.length - 1;
        int at = (int) hash & mask;
        while (hashes[at] != 0 && hashes[at] != hash) {
            at = (at + 1) & mask;
        }
        return at;
    }

    private void grow() {
        long[] oldHashes = hashes;
        @Nullable DeviceId[] oldHolders = holders;
        hashes = new long[oldHashes.length * 2];
        holders = new DeviceId[hashes.length];
        for (int i = 0; i < oldHashes.length; i++) {
            if (oldHashes[i] != 0) {
                int at = find(oldHashes[i]);
                hashes[at] = oldHashes[i];
                holders[at] = oldHolders[i];
            }
        }
    }

    /** FNV-1a and the finalizer of SplitMix64; never 0, which marks a free place. It is stored, so it stays as it is. */
    static long hash(BankId bank) {
        String id = bank.value();
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < id.length(); i++) {
            hash = (hash ^ id.charAt(i)) * 0x100000001b3L;
        }
        hash = (hash ^ (hash >>> 30)) * 0xbf58476d1ce4e5b9L;
        hash = (hash ^ (hash >>> 27)) * 0x94d049bb133111ebL;
        hash ^= hash >>> 31;
        return hash == 0 ? 1 : hash;
    }
}
