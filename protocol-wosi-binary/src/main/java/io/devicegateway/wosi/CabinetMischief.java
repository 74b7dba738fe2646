package io.devicegateway.wosi;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Which fault befalls what a virtual cabinet does next: the ones it was told to have, otherwise one by chance. */
final class CabinetMischief {
    private final Map<WosiFault.Kind, Deque<WosiFault>> ordered = new EnumMap<>(WosiFault.Kind.class);
    private final Map<WosiFault, Double> chances;
    private final Random random;

    CabinetMischief(Map<WosiFault, Double> chances, long seed) {
        this.chances = chances;
        this.random = new Random(seed);
        for (WosiFault.Kind kind : WosiFault.Kind.values()) {
            ordered.put(kind, new ArrayDeque<>());
        }
    }

    /** It befalls the next opportunity that no other was ordered for. */
    void order(WosiFault fault) {
        queue(fault.kind()).add(fault);
    }

    /** What befalls this opportunity; null for nothing. */
    @Nullable
    WosiFault befalls(WosiFault.Kind kind) {
        WosiFault told = queue(kind).poll();
        if (told != null || chances.isEmpty()) {
            return told;
        }
        for (Map.Entry<WosiFault, Double> each : chances.entrySet()) {
            if (each.getKey().kind() == kind && random.nextDouble() < each.getValue()) {
                return each.getKey();
            }
        }
        return null;
    }

    private Deque<WosiFault> queue(WosiFault.Kind kind) {
        return ordered.computeIfAbsent(kind, missing -> new ArrayDeque<>());
    }
}
