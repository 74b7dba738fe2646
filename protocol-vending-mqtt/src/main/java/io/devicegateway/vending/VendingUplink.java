package io.devicegateway.vending;

import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a cabinet sends. */
public sealed interface VendingUplink extends VendingMessage {
    /** Who sent it, and how it is numbered. */
    Head head();

    /**
     * What every message has.
     *
     * @param device the sender, 1 to 32 letters, digits, _ or -
     * @param messageId the number of the message, above zero; 0 when it has none
     * @param content the content as it stands
     */
    record Head(String device, int messageId, String content) {}

    /**
     * c=23, what became of a sale.
     *
     * @param result 0 to 5, or something else, as it stands
     * @param extra the parts that the document does not have
     */
    record VendReport(Head head, int lane, String order, String result, List<String> extra) implements VendingUplink {
        public VendReport {
            extra = List.copyOf(extra);
        }
    }

    /**
     * c=25, how the lanes are.
     *
     * @param conditions one for each lane, 0 to 4 or something else, as they stand
     */
    record Lanes(Head head, List<String> conditions) implements VendingUplink {
        public Lanes {
            conditions = List.copyOf(conditions);
        }
    }

    /** c=27, what each lane gave out, 0 or more. */
    record Counters(Head head, List<Integer> counts) implements VendingUplink {
        public Counters {
            counts = List.copyOf(counts);
        }
    }

    /** c=29, the stock is restored. */
    record StockRestored(Head head) implements VendingUplink {}

    /**
     * c=31, the temperature.
     *
     * @param celsius null when it is no number
     * @param text as it stands
     */
    record TemperatureReport(Head head, @Nullable BigDecimal celsius, String text) implements VendingUplink {}

    /**
     * c=33, the network. What was not there is null.
     *
     * @param rssi 0 to 31; null when there is no signal, too
     * @param cell the base stations, in a form that the document does not describe
     */
    record Network(
            Head head,
            @Nullable Integer rssi,
            @Nullable String iccid,
            @Nullable String cell) implements VendingUplink {}

    /**
     * c=35, a heartbeat.
     *
     * @param count 0 or more; -1 when it is no number
     */
    record Heartbeat(Head head, long count) implements VendingUplink {}

    /**
     * A code that the document does not have, or a content that cannot be understood.
     *
     * @param code as it stands
     * @param why what is the matter, in English words
     */
    record Other(Head head, String code, String why) implements VendingUplink {}
}
