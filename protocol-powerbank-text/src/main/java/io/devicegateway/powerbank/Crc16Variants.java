package io.devicegateway.powerbank;

import java.util.ArrayList;
import java.util.List;

/** A set of variants: those that a frame's check fits, or that a device may speak. */
public final class Crc16Variants {
    /** None of them. */
    public static final Crc16Variants NONE = new Crc16Variants(0);
    /** All of them. */
    public static final Crc16Variants ALL = new Crc16Variants((1L << Crc16Variant.ALL.size()) - 1);

    /** Nearly every frame fits exactly one: no object for it. */
    private static final Crc16Variants[] SINGLE = new Crc16Variants[Crc16Variant.ALL.size()];

    static {
        for (int i = 0; i < SINGLE.length; i++) {
            SINGLE[i] = new Crc16Variants(1L << i);
        }
    }

    private final long bits;

    private Crc16Variants(long bits) {
        this.bits = bits;
    }

    /** The set of those whose {@link Crc16Variant#index()} is the place of a bit that is set. */
    static Crc16Variants of(long bits) {
        if (bits == 0) {
            return NONE;
        }
        return (bits & (bits - 1)) == 0 ? SINGLE[Long.numberOfTrailingZeros(bits)] : new Crc16Variants(bits);
    }

    /** The set of this one. */
    static Crc16Variants of(Crc16Variant variant) {
        return SINGLE[variant.index()];
    }

    /** Whether it is in the set. */
    public boolean contains(Crc16Variant variant) {
        return (bits & 1L << variant.index()) != 0;
    }

    /** Whether the set is empty. */
    public boolean isEmpty() {
        return bits == 0;
    }

    /** How many are in it, 0 to 50. */
    public int size() {
        return Long.bitCount(bits);
    }

    /** Those that are in both. */
    Crc16Variants and(Crc16Variants other) {
        return of(bits & other.bits);
    }

    /** The preferred one if it is in the set, otherwise the first in the order of {@link Crc16Variant#ALL}. */
    Crc16Variant best(Crc16Variant preferred) {
        return isEmpty() || contains(preferred) ? preferred : Crc16Variant.ALL.get(Long.numberOfTrailingZeros(bits));
    }

    /** Those in the set, in the order of {@link Crc16Variant#ALL}. */
    public List<Crc16Variant> list() {
        List<Crc16Variant> listed = new ArrayList<>(size());
        for (long rest = bits; rest != 0; rest &= rest - 1) {
            listed.add(Crc16Variant.ALL.get(Long.numberOfTrailingZeros(rest)));
        }
        return listed;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Crc16Variants variants && variants.bits == bits;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(bits);
    }

    @Override
    public String toString() {
        return list().toString();
    }
}
