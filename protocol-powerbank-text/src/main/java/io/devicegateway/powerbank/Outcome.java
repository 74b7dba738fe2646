package io.devicegateway.powerbank;

import io.devicegateway.protocol.DecodeListener.Label;
import org.jspecify.annotations.Nullable;

/** How a lend or a return ended, as the locker reports it and the server acknowledges it (003 section 4, 8 to 15). */
public enum Outcome {
    /** {@code MC BO}: a bank was lent. */
    LENT("BO", true, "lend succeeded", "借出成功"),
    /** {@code MC RO}: a bank was returned. */
    RETURNED("RO", true, "return succeeded", "还入成功"),
    /** {@code MR BF}: a bank could not be lent. */
    LEND_FAILED("BF", false, "lend failed", "借出失败"),
    /** {@code MR RF}: a bank could not be returned. */
    RETURN_FAILED("RF", false, "return failed", "还入失败");

    private static final Outcome[] ALL = values();

    private final String code;
    private final boolean success;
    private final String en;
    private final String zh;

    Outcome(String code, boolean success, String en, String zh) {
        this.code = code;
        this.success = success;
        this.en = en;
        this.zh = zh;
    }

    /** The command data that names it. */
    String code() {
        return code;
    }

    /** The command word of the report. */
    CommandWord reportWord() {
        return success ? CommandWord.MC : CommandWord.MR;
    }

    /** The command word of the acknowledgement. */
    CommandWord ackWord() {
        return success ? CommandWord.AM : CommandWord.AR;
    }

    /** What it means, for people. */
    Label meaning() {
        return new Label(en, zh);
    }

    /** The outcome that a command word and its data name; null when the document has none such. */
    static @Nullable Outcome of(CommandWord word, String code) {
        for (Outcome outcome : ALL) {
            if (outcome.code.equals(code) && (outcome.reportWord() == word || outcome.ackWord() == word)) {
                return outcome;
            }
        }
        return null;
    }
}
