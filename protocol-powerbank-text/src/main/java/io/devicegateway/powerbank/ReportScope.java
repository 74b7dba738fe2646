package io.devicegateway.powerbank;

import io.devicegateway.api.BankId;
import java.util.ArrayList;
import java.util.List;

/**
 * Under which names reports are remembered, so that one which comes again because its acknowledgement was lost is recognised
 * (T13).
 *
 * <p>A return is remembered for its slot: as soon as anything shows that the bank is not there any more, the next one is new,
 * because a return that is taken for an old one keeps a customer paying. A lend is remembered for its slot and bank: what
 * happens to another bank in that slot makes it no news, because a lend that is taken for a new one ends somebody else's
 * command. Banks share sixteen names, so that what is remembered of a locker is bounded whatever it reports; two that share
 * one forget each other, which costs an event that is told twice at worst.
 */
final class ReportScope {
    /** Spreads ids that differ little; the highest four bits are the share. */
    private static final int SPREAD = 0x9e3779b9;

    private ReportScope() {}

    /** The name of a report. */
    static String of(Outcome outcome, int slot, String bank) {
        return switch (outcome) {
            case RETURNED, RETURN_FAILED -> ofReturn(outcome, slot);
            case LENT, LEND_FAILED ->
                outcome.code() + "/" + slot + "/" + Integer.toHexString((bank.hashCode() * SPREAD) >>> 28);
        };
    }

    /** The name of a report on a return, whatever the bank. */
    static String ofReturn(Outcome outcome, int slot) {
        return outcome.code() + "/" + slot;
    }

    /** The names under which it may be remembered that a bank was lent by a locker with so many slots. */
    static List<String> ofLends(BankId bank, int slots, int slot) {
        List<String> names = new ArrayList<>(slots + 1);
        for (int each = 1; each <= slots; each++) {
            names.add(of(Outcome.LENT, each, bank.value()));
        }
        if (slot > slots) {
            names.add(of(Outcome.LENT, slot, bank.value()));
        }
        return names;
    }

    /** The name of the question whether the bank in a slot belongs to the system. */
    static String question(int slot) {
        return CommandWord.MQ + "/" + slot;
    }
}
