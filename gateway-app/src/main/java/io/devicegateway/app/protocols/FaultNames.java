package io.devicegateway.app.protocols;

import io.devicegateway.app.protocols.Simulation.Wishes;
import io.devicegateway.simulation.Fault;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Faults of virtual devices by the names that people write: {@code lose-reply}. */
final class FaultNames {
    private FaultNames() {}

    /** All faults with what they are, in English words. */
    static <F extends Enum<F> & Fault<?>> Map<String, String> words(Class<F> type) {
        Map<String, String> words = new LinkedHashMap<>();
        for (F fault : type.getEnumConstants()) {
            words.put(name(fault), fault.words());
        }
        return words;
    }

    /** The faults that are wished for. */
    static <F extends Enum<F> & Fault<?>> Map<F, Double> chances(Class<F> type, Wishes wishes) {
        Map<F, Double> chances = new EnumMap<>(type);
        for (F fault : type.getEnumConstants()) {
            double chance = wishes.faults().getOrDefault(name(fault), 0.0);
            if (chance > 0) {
                chances.put(fault, chance);
            }
        }
        return chances;
    }

    private static <F extends Enum<F>> String name(F fault) {
        return fault.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
