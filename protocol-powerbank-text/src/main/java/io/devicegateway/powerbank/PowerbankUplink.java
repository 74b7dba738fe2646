package io.devicegateway.powerbank;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a locker sends. */
public sealed interface PowerbankUplink extends PowerbankMessage {
    /** Its check. */
    FrameCheck check();

    /** {@code CH}, a heartbeat (003 section 4.1); it gets no answer. */
    record Heartbeat(String imei, FrameCheck check) implements PowerbankUplink {}

    /**
     * {@code AQ}, what is in the slots (003 section 4.3).
     *
     * @param slots one for each slot reported, in the locker's order
     * @param whole whether every entry could be read
     */
    record StatusReport(String imei, FrameCheck check, List<Slot> slots, boolean whole) implements PowerbankUplink {
        public StatusReport {
            slots = List.copyOf(slots);
        }

        /**
         * A slot.
         *
         * @param number 1 to 99
         * @param state its state; null for a word that the document does not have
         * @param bank the number of the bank in it; null when none is given
         */
        public record Slot(
                int number, @Nullable State state, @Nullable String bank) {}

        /** The states of a slot (003 section 3). */
        public enum State {
            /** The bank is full. */
            FU,
            /** The bank is not full. */
            NF,
            /** No electricity, or empty. */
            EM,
            /** A fault. */
            ER
        }
    }

    /**
     * {@code MQ}, whether a bank that was put in belongs to the system (003 section 4.5).
     *
     * @param slot 1 to 99
     */
    record OwnershipQuestion(String imei, FrameCheck check, int slot, String bank) implements PowerbankUplink {}

    /**
     * {@code MC} and {@code MR}, how a lend or a return ended (003 sections 4.8, 4.10, 4.12, 4.14).
     *
     * @param slot 1 to 99
     * @param separator what stands between slot and bank: a comma, a dot or a semicolon
     */
    record OutcomeReport(String imei, FrameCheck check, Outcome outcome, int slot, String bank, char separator)
            implements PowerbankUplink {}

    /**
     * A command that the document does not describe.
     *
     * @param command the command word and, where only that is unknown, its data; printable
     * @param data what follows, as it stands
     */
    record Unknown(String imei, FrameCheck check, String command, String data) implements PowerbankUplink {}
}
