package io.devicegateway.simulation;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Which fault befalls what a virtual device does next: the ones it was told to have, otherwise one by chance.
 *
 * @param <K> the opportunities for faults
 * @param <F> the faults
 */
public final class Mischief<K extends Enum<K>, F extends Enum<F> & Fault<K>> {
    private final Map<K, Deque<F>> ordered = new HashMap<>();
    private final Map<F, Double> chances;
    private final Random random;

    /**
     * @param chances how likely each fault is at each opportunity, 0 to 1; nothing for a fault that is only ordered
     * @param seed what happens follows from it
     */
    public Mischief(Map<F, Double> chances, long seed) {
        this.chances = chances;
        this.random = new Random(seed);
    }

    /**
     * Chances that were checked, in the order of the faults.
     *
     * @throws IllegalArgumentException if one is not 0 to 1; the message says which
     */
    public static <F extends Enum<F>> Map<F, Double> checked(Map<F, Double> chances) {
        chances.forEach((fault, chance) -> {
            if (!(chance >= 0 && chance <= 1)) {
                throw new IllegalArgumentException("the chance of " + fault + ", " + chance + ", is not 0 to 1");
            }
        });
        return chances.isEmpty() ? Map.of() : Collections.unmodifiableMap(new EnumMap<>(chances));
    }

    /** It befalls the next opportunity that no other was ordered for. */
    public void order(F fault) {
        ordered.computeIfAbsent(fault.kind(), kind -> new ArrayDeque<>()).add(fault);
    }

    /** What befalls this opportunity; null for nothing. */
    public @Nullable F befalls(K kind) {
        Deque<F> orders = ordered.get(kind);
        F told = orders == null ? null : orders.poll();
        if (told != null) {
            return told;
        }
        for (Map.Entry<F, Double> each : chances.entrySet()) {
            if (each.getKey().kind() == kind && random.nextDouble() < each.getValue()) {
                return each.getKey();
            }
        }
        return null;
    }
}
