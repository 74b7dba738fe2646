package io.devicegateway.vending;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What was asked of one cabinet, to tell which question an answer belongs to. */
final class OpenRequests {
    private static final int MOST_SALES = 64;

    private final Map<VendingDownlink.Kind, Question> asked = new EnumMap<>(VendingDownlink.Kind.class);
    private final Map<String, Sale> sales = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Sale> eldest) {
            return size() > MOST_SALES;
        }
    };

    /** How a message of the cabinet fits what was asked. */
    enum Fit {
        /** Nothing was asked: the cabinet says it of its own accord. */
        UNASKED,
        /** It has the number of the question. */
        EXACT,
        /** A question is open, and the message has another number or none. */
        LOOSE
    }

    void ask(VendingDownlink.Kind kind, int messageId) {
        asked.put(kind, new Question(messageId, false));
    }

    void sell(String order, int lane, int messageId) {
        sales.put(order, new Sale(order, lane, messageId));
    }

    /** Takes what may be an answer. */
    Fit answer(VendingDownlink.Kind kind, int messageId) {
        Question question = asked.get(kind);
        if (question == null) {
            return Fit.UNASKED;
        }
        if (question.messageId() == messageId) {
            asked.remove(kind);
            return Fit.EXACT;
        }
        // The message with the right number may still come, so the question stays; but one loose answer is enough.
        asked.put(kind, new Question(question.messageId(), true));
        return question.answered() ? Fit.UNASKED : Fit.LOOSE;
    }

    /**
     * The sale that a result belongs to: the one with its order number, or else the one with its message number and lane, for a
     * cabinet that does not give back the order number as it got it. Null for none.
     */
    @Nullable
    Sale sale(String order, int lane, int messageId) {
        Sale same = sales.get(order);
        if (same != null) {
            return same;
        }
        return sales.values().stream()
                .filter(sale -> sale.messageId() == messageId && sale.lane() == lane)
                .findFirst()
                .orElse(null);
    }

    private record Question(int messageId, boolean answered) {}

    /** A sale that was sent. */
    record Sale(String order, int lane, int messageId) {}
}
