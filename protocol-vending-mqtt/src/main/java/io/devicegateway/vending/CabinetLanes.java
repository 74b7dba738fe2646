package io.devicegateway.vending;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The lanes of a virtual cabinet: what is in them, what they counted, which orders they saw. */
final class CabinetLanes {
    private static final int HIGHEST_COUNT = 255;
    private static final int REMEMBERED_ORDERS = 100_000;

    private final int[] stock;
    private final int[] counters;
    private final int[] conditions;
    private final boolean[] jammed;
    private final int fill;
    private final Map<String, Integer> fallen = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Integer> eldest) {
            return size() > REMEMBERED_ORDERS;
        }
    };

    CabinetLanes(int lanes, int fill) {
        this.fill = fill;
        stock = new int[lanes + 1];
        counters = new int[lanes + 1];
        conditions = new int[lanes + 1];
        jammed = new boolean[lanes + 1];
        Arrays.fill(stock, fill);
    }

    boolean has(int lane) {
        return lane >= 1 && lane < stock.length;
    }

    void jam(int lane, boolean isJammed) {
        jammed[lane] = isJammed;
    }

    /** Whether an order was seen before; from now on it was. */
    boolean isSeen(String order) {
        return fallen.putIfAbsent(order, 0) != null;
    }

    /** Turns the motor; answers the result of the document, 0 to 4. */
    int sell(int lane, String order, boolean jam, boolean unseen) {
        int result;
        if (!has(lane) || stock[lane] == 0) {
            result = 1;
        } else if (jam || jammed[lane]) {
            result = 2;
        } else {
            stock[lane]--;
            counters[lane] = Math.min(HIGHEST_COUNT, counters[lane] + 1);
            fallen.merge(order, 1, Integer::sum);
            result = unseen ? 3 : 0;
        }
        if (has(lane)) {
            conditions[lane] = result == 0 && stock[lane] == 0 ? 1 : result;
        }
        return result;
    }

    /** How often goods fell for an order. */
    int fallenFor(String order) {
        return fallen.getOrDefault(order, 0);
    }

    int fallen() {
        return fallen.values().stream().mapToInt(Integer::intValue).sum();
    }

    void restock() {
        Arrays.fill(stock, fill);
        Arrays.fill(counters, 0);
        Arrays.fill(conditions, 0);
    }

    int counter(int lane) {
        return counters[lane];
    }

    String counters() {
        return joined(counters);
    }

    String conditions() {
        return joined(conditions);
    }

    private static String joined(int[] values) {
        return IntStream.range(1, values.length)
                .mapToObj(lane -> String.valueOf(values[lane]))
                .collect(Collectors.joining(","));
    }

    /** A lane that is not empty, chosen by this number; 0 when all are. */
    int anyStocked(int choice) {
        int[] stocked =
                IntStream.range(1, stock.length).filter(lane -> stock[lane] > 0).toArray();
        return stocked.length == 0 ? 0 : stocked[Math.floorMod(choice, stocked.length)];
    }
}
