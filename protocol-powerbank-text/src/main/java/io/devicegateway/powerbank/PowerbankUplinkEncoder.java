package io.devicegateway.powerbank;

import io.devicegateway.powerbank.PowerbankUplink.StatusReport.Slot;
import io.devicegateway.powerbank.PowerbankUplink.StatusReport.State;
import java.nio.charset.StandardCharsets;

/**
 * Writes what lockers send. It shares nothing with what the gateway writes, so that a mistake in one does not hide one in the
 * other.
 */
public final class PowerbankUplinkEncoder {
    private PowerbankUplinkEncoder() {}

    /**
     * A message of the locker. Its own check and separator do not count, the spelling does.
     *
     * @throws IllegalArgumentException if the message has a state that the document does not have
     */
    public static byte[] encode(PowerbankUplink message, LockerSpelling spelling) {
        String gap = spelling.blanks() ? " " : "";
        String comma = "," + gap;
        String body = switch (message) {
            case PowerbankUplink.Heartbeat heartbeat -> "CH";
            case PowerbankUplink.StatusReport report -> "AQ" + comma + slots(report, gap);
            case PowerbankUplink.OwnershipQuestion question -> "MQ" + comma + question.slot() + comma + question.bank();
            case PowerbankUplink.OutcomeReport report ->
                words(report.outcome())
                        .replace(",", comma)
                        .concat("." + report.slot() + between(spelling) + report.bank());
            case PowerbankUplink.Unknown unknown ->
                unknown.data().isEmpty() ? unknown.command() : unknown.command() + comma + unknown.data();
        };
        return frame(message.imei() + comma + body, spelling);
    }

    /**
     * A frame.
     *
     * @param body what stands between the packet header and the comma before the check, one character a byte
     */
    static byte[] frame(String body, LockerSpelling spelling) {
        int check = LockerCrc.check(spelling.variant(), body);
        String written = spelling.raw()
                ? new String(new char[] {(char) (check >>> 8), (char) (check & 0xff)})
                : String.format("%04X", check);
        return ("{\"" + body + "," + written + "\"}" + spelling.lineEnd()).getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String words(Outcome outcome) {
        return switch (outcome) {
            case LENT -> "MC,BO";
            case RETURNED -> "MC,RO";
            case LEND_FAILED -> "MR,BF";
            case RETURN_FAILED -> "MR,RF";
        };
    }

    /** With blanks, the dot form is printed with a blank before the dot, the comma form with one behind the comma. */
    private static String between(LockerSpelling spelling) {
        if (!spelling.blanks()) {
            return String.valueOf(spelling.separator());
        }
        return spelling.separator() == '.' ? " ." : ", ";
    }

    private static String slots(PowerbankUplink.StatusReport report, String gap) {
        StringBuilder text = new StringBuilder();
        for (Slot slot : report.slots()) {
            State state = slot.state();
            if (state == null) {
                throw new IllegalArgumentException("slot " + slot.number() + " has no documented state");
            }
            text.append(text.isEmpty() ? "" : gap)
                    .append(slot.number())
                    .append('.')
                    .append(state);
            if (slot.bank() != null) {
                text.append('.').append(slot.bank());
            }
            text.append(';');
        }
        return text.toString();
    }
}
