package io.devicegateway.pressure;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Which fault befalls what a virtual module does next: the ones it was told to have, otherwise one by chance. */
final class ModuleMischief {
    private final Map<PressureFault.Kind, Deque<PressureFault>> ordered = new EnumMap<>(PressureFault.Kind.class);
    private final Map<PressureFault, Double> chances;
    private final Random random;

    ModuleMischief(Map<PressureFault, Double> chances, long seed) {
        this.chances = chances;
        this.random = new Random(seed);
    }

    /** It befalls the next opportunity that no other was ordered for. */
    void order(PressureFault fault) {
        ordered.computeIfAbsent(fault.kind(), kind -> new ArrayDeque<>()).add(fault);
    }

    /** What befalls this opportunity; null for nothing. */
    @Nullable
    PressureFault befalls(PressureFault.Kind kind) {
        Deque<PressureFault> orders = ordered.get(kind);
        PressureFault told = orders == null ? null : orders.poll();
        if (told != null) {
            return told;
        }
        for (Map.Entry<PressureFault, Double> each : chances.entrySet()) {
            if (each.getKey().kind() == kind && random.nextDouble() < each.getValue()) {
                return each.getKey();
            }
        }
        return null;
    }
}
