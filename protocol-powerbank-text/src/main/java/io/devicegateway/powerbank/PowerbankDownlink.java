package io.devicegateway.powerbank;

/** What the server sends. */
public sealed interface PowerbankDownlink extends PowerbankMessage {
    /** How its check is written. */
    Dialect dialect();

    /** The same with its check written so. */
    default PowerbankDownlink in(Dialect other) {
        return switch (this) {
            case StatusQuery query -> new StatusQuery(query.imei(), other);
            case Lend lend -> new Lend(lend.imei(), other, lend.slot(), lend.bank());
            case OwnershipAnswer answer ->
                new OwnershipAnswer(answer.imei(), other, answer.owned(), answer.slot(), answer.bank());
            case Acknowledgement ack ->
                new Acknowledgement(ack.imei(), other, ack.outcome(), ack.slot(), ack.bank(), ack.separator());
            case Unknown unknown -> new Unknown(unknown.imei(), other, unknown.command(), unknown.data());
        };
    }

    /** {@code CQ}, what is in the slots? (003 section 4.2) */
    record StatusQuery(String imei, Dialect dialect) implements PowerbankDownlink {}

    /**
     * {@code CC}, lend a bank (003 section 4.4).
     *
     * @param slot 1 to 99
     * @param bank the number of the bank, as the locker writes it
     */
    record Lend(String imei, Dialect dialect, int slot, String bank) implements PowerbankDownlink {}

    /**
     * {@code RQ}, whether a bank belongs to the system (003 sections 4.6 and 4.7).
     *
     * @param owned whether it does
     * @param slot 1 to 99
     */
    record OwnershipAnswer(String imei, Dialect dialect, boolean owned, int slot, String bank)
            implements PowerbankDownlink {}

    /**
     * {@code AM} and {@code AR}, the report of an outcome was taken (003 sections 4.9, 4.11, 4.13, 4.15).
     *
     * @param slot 1 to 99
     * @param separator what stands between slot and bank
     */
    record Acknowledgement(String imei, Dialect dialect, Outcome outcome, int slot, String bank, char separator)
            implements PowerbankDownlink {}

    /**
     * A command that the document does not describe; read, never sent.
     *
     * @param command the command word and, where only that is unknown, its data; printable
     */
    record Unknown(String imei, Dialect dialect, String command, String data) implements PowerbankDownlink {}
}
