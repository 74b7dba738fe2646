package io.devicegateway.vending;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What each lane of a cabinet is known for certain to have given out, at the moment. From a sale on that is not known of its
 * lane, until the cabinet answers a question that was asked after the sale had ended: only then does one more mean one sale.
 */
final class LaneEvidence {
    private final Map<Integer, Integer> known = new HashMap<>();
    private int sellingFrom;
    private @Nullable String selling;

    /** A sale is about to be sent. Answers what its lane has given out; null when that is not known for certain. */
    @Nullable
    Integer sell(int lane, String order) {
        sellingFrom = lane;
        selling = order;
        return known.remove(lane);
    }

    /** The sale under way has ended, or nobody waits for its end any more. */
    void sold(String order) {
        if (order.equals(selling)) {
            selling = null;
        }
    }

    /** The cabinet answered a question for its counters. */
    void counted(int lane, int vended) {
        if (selling == null || sellingFrom != lane) {
            known.put(lane, vended);
        }
    }

    /** All lanes count anew. */
    void restocked() {
        known.clear();
    }
}
