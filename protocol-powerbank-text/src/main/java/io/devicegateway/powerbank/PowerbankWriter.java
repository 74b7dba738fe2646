package io.devicegateway.powerbank;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Writes what the server sends, as the document prints it, without blanks, in upper case, in the comma form. */
final class PowerbankWriter {
    private static final byte[] UPPER = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] LOWER = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final int ROOM = 128;

    private final byte[] digits;

    /**
     * @param upperCase whether checks are written in upper-case digits
     */
    PowerbankWriter(boolean upperCase) {
        this.digits = upperCase ? UPPER : LOWER;
    }

    /**
     * A frame.
     *
     * @throws IllegalArgumentException if it is not one that the gateway sends, or a value does not fit
     */
    byte[] write(PowerbankDownlink message) {
        return switch (message) {
            case PowerbankDownlink.StatusQuery query ->
                begin(query, CommandWord.CQ).finish(query.dialect());
            case PowerbankDownlink.Lend lend ->
                begin(lend, CommandWord.CC)
                        .then(',', "BW")
                        .slotAndBank(',', lend.slot(), ',', lend.bank())
                        .finish(lend.dialect());
            case PowerbankDownlink.OwnershipAnswer answer ->
                begin(answer, CommandWord.RQ)
                        .then(',', answer.owned() ? "T" : "F")
                        .slotAndBank('.', answer.slot(), ',', answer.bank())
                        .finish(answer.dialect());
            case PowerbankDownlink.Acknowledgement ack ->
                begin(ack, ack.outcome().ackWord())
                        .then(',', ack.outcome().code())
                        .slotAndAnyBank('.', ack.slot(), ack.separator(), ack.bank(), ack.outcome())
                        .finish(ack.dialect());
            case PowerbankDownlink.Unknown unknown ->
                throw new IllegalArgumentException("command " + unknown.command() + " is read, never sent");
        };
    }

    private Draft begin(PowerbankDownlink message, CommandWord word) {
        Draft draft = new Draft();
        draft.put('{').put('"').put(message.imei());
        draft.put(',');
        draft.command = draft.length;
        return draft.put(word.name());
    }

    /** A frame that is being written. */
    private final class Draft {
        private final byte[] bytes = new byte[ROOM];
        private int length;
        private int command;

        Draft put(int c) {
            bytes[length] = (byte) c;
            length++;
            return this;
        }

        Draft put(String text) {
            for (int i = 0; i < text.length(); i++) {
                put(text.charAt(i));
            }
            return this;
        }

        Draft then(char separator, String text) {
            return put(separator).put(text);
        }

        Draft slotAndBank(char before, int slot, char between, String bank) {
            return slotAndBank(before, slot, between, bank, 1);
        }

        /** A lend that failed may have been reported without a number, and is acknowledged so. */
        Draft slotAndAnyBank(char before, int slot, char between, String bank, Outcome outcome) {
            return slotAndBank(before, slot, between, bank, outcome == Outcome.LEND_FAILED ? 0 : 1);
        }

        private Draft slotAndBank(char before, int slot, char between, String bank, int leastBank) {
            if (slot < 1 || slot > 99 || bank.length() < leastBank || bank.length() > 32) {
                throw new IllegalArgumentException(
                        "slot " + slot + " is not 1 to 99, or bank '" + bank + "' not 1 to 32 characters");
            }
            put(before);
            if (slot > 9) {
                put('0' + slot / 10);
            }
            return put('0' + slot % 10).then(between, bank);
        }

        byte[] finish(Dialect dialect) {
            int check = dialect.variant().check(bytes, PowerbankFraming.HEAD, command, length);
            put(',');
            if (dialect.raw()) {
                put(check >>> 8).put(check);
            } else {
                for (int shift = 12; shift >= 0; shift -= 4) {
                    put(digits[check >>> shift & 0xf]);
                }
            }
            put('"').put('}').put('\r').put('\n');
            return Arrays.copyOf(bytes, length);
        }
    }
}
