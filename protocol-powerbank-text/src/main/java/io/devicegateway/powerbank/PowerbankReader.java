package io.devicegateway.powerbank;

import io.devicegateway.powerbank.PowerbankUplink.StatusReport;
import io.devicegateway.powerbank.PowerbankUplink.StatusReport.Slot;
import io.devicegateway.powerbank.PowerbankUplink.StatusReport.State;
import io.devicegateway.protocol.DecodeListener.Label;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads the data behind each command word. What makes a frame useless is kept by its {@link FrameText}. */
final class PowerbankReader {
    private PowerbankReader() {}

    /**
     * Reads a frame of either direction.
     *
     * @param fromDevice who is known to have sent it, for a command that the document does not describe
     */
    static PowerbankMessage read(FrameText text, FrameCheck check, Dialect dialect, boolean fromDevice) {
        String imei = text.imei();
        CommandWord word = text.command();
        if (word == null) {
            return unknown(text, imei, check, dialect, text.commandText(), fromDevice);
        }
        return switch (word) {
            case CH -> {
                text.passTrailing();
                yield new PowerbankUplink.Heartbeat(imei, check);
            }
            case CQ -> {
                text.passTrailing();
                yield new PowerbankDownlink.StatusQuery(imei, dialect);
            }
            case AQ -> status(text, imei, check);
            case CC -> lend(text, imei, check, dialect, fromDevice);
            case MQ -> {
                int slot = text.slot();
                String bank = lastBank(text);
                yield new PowerbankUplink.OwnershipQuestion(imei, check, slot, bank);
            }
            case RQ -> ownership(text, imei, check, dialect, fromDevice);
            case MC, MR, AM, AR -> outcome(text, word, imei, check, dialect, fromDevice);
        };
    }

    private static PowerbankMessage lend(
            FrameText text, String imei, FrameCheck check, Dialect dialect, boolean fromDevice) {
        String code = text.code();
        if (!code.equals("BW")) {
            return undocumented(text, CommandWord.CC, code, imei, check, dialect, fromDevice);
        }
        text.tellCode(code, () -> PowerbankFields.LEND);
        int slot = text.slot();
        String bank = lastBank(text);
        return new PowerbankDownlink.Lend(imei, dialect, slot, bank);
    }

    private static PowerbankMessage ownership(
            FrameText text, String imei, FrameCheck check, Dialect dialect, boolean fromDevice) {
        String code = text.code();
        boolean owned = code.equals("T");
        if (!owned && !code.equals("F")) {
            return undocumented(text, CommandWord.RQ, code, imei, check, dialect, fromDevice);
        }
        text.tellCode(code, () -> owned ? PowerbankFields.OWNED : PowerbankFields.FOREIGN);
        int slot = text.slot();
        String bank = lastBank(text);
        return new PowerbankDownlink.OwnershipAnswer(imei, dialect, owned, slot, bank);
    }

    private static PowerbankMessage outcome(
            FrameText text, CommandWord word, String imei, FrameCheck check, Dialect dialect, boolean fromDevice) {
        String code = text.code();
        Outcome outcome = Outcome.of(word, code);
        if (outcome == null) {
            return undocumented(text, word, code, imei, check, dialect, fromDevice);
        }
        text.tellCode(code, outcome::meaning);
        int slot = text.slot();
        char separator = text.separator() == 0 ? ',' : text.separator();
        if (separator == ';') {
            text.anomaly("separator", new Label("slot and bank are parted by ';'", "位置编号与设备编号之间是';'"));
        }
        String bank = outcome == Outcome.LEND_FAILED ? lastBankIfAny(text) : lastBank(text);
        return word.isUplink()
                ? new PowerbankUplink.OutcomeReport(imei, check, outcome, slot, bank, separator)
                : new PowerbankDownlink.Acknowledgement(imei, dialect, outcome, slot, bank, separator);
    }

    private static String lastBank(FrameText text) {
        String bank = text.bank();
        text.passTrailing();
        return bank;
    }

    /** A lend that failed has its slot: without a number it is still the answer to the lend of that slot. */
    private static String lastBankIfAny(FrameText text) {
        String bank = text.bankIfAny();
        text.passTrailing();
        return bank;
    }

    private static PowerbankMessage undocumented(
            FrameText text,
            CommandWord word,
            String code,
            String imei,
            FrameCheck check,
            Dialect dialect,
            boolean fromDevice) {
        text.tellCode(code, () -> PowerbankFields.UNDOCUMENTED);
        return unknown(text, imei, check, dialect, word + " " + FrameText.shown(code), fromDevice);
    }

    private static PowerbankMessage unknown(
            FrameText text, String imei, FrameCheck check, Dialect dialect, String command, boolean fromDevice) {
        String data = text.rest();
        return fromDevice
                ? new PowerbankUplink.Unknown(imei, check, command, data)
                : new PowerbankDownlink.Unknown(imei, dialect, command, data);
    }

    /** {@code 1.FU.XXXXXXXXXX;2.NF.XXXXXXXXXX;3.ER;}: the document ends the list with a semicolon. */
    private static StatusReport status(FrameText text, String imei, FrameCheck check) {
        List<Slot> slots = new ArrayList<>(3);
        boolean whole = true;
        boolean comma = false;
        char end = ';';
        for (FrameText.Part entry = text.entry(); entry != null; entry = text.entry()) {
            end = text.separator();
            comma |= end == ',';
            Slot slot = slot(text, entry);
            if (slot == null) {
                whole = false;
            } else {
                slots.add(slot);
            }
        }
        if (comma) {
            text.anomaly("separator", new Label("slots are parted by ','", "位置之间是','"));
        }
        if (end == 0) {
            text.anomaly("list-end", new Label("the list does not end with ';'", "列表末尾没有';'"));
        }
        return new StatusReport(imei, check, slots, whole);
    }

    /** One entry; null when it cannot be read. */
    private static @Nullable Slot slot(FrameText text, FrameText.Part entry) {
        FrameText.Part rest = text.part(entry);
        int number = text.listedSlot();
        if (number == 0) {
            return null;
        }
        rest = text.part(rest);
        String word = text.text().toUpperCase(Locale.ROOT);
        State state = state(word);
        text.tell(PowerbankFields.STATE, word, PowerbankFields.state(state, !rest.isEmpty()));
        if (state == null || !word.equals(state.name())) {
            text.anomaly(
                    "slot-state",
                    new Label(
                            "'" + FrameText.shown(word) + "' is no state of a slot", "未定义的状态" + FrameText.shown(word)));
        }
        if (rest.isEmpty()) {
            return new Slot(number, state, null);
        }
        text.part(rest);
        String bank = text.listedBank();
        return bank == null ? null : new Slot(number, state, bank.isEmpty() ? null : bank);
    }

    /** The document once prints {@code NU} for {@code NF}. */
    private static @Nullable State state(String word) {
        return switch (word) {
            case "FU" -> State.FU;
            case "NF", "NU" -> State.NF;
            case "EM" -> State.EM;
            case "ER" -> State.ER;
            default -> null;
        };
    }
}
