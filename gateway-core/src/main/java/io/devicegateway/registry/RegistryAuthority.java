package io.devicegateway.registry;

import io.devicegateway.api.Admission;
import io.devicegateway.api.BankId;
import io.devicegateway.api.DecidedBy;
import io.devicegateway.api.Question;
import io.devicegateway.api.ReturnVerdict;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The authority of a gateway that has no business system to ask: it answers at once from what the registry knows.
 *
 * <p>A bank belongs to the system when any event ever named it: it was reported in a slot, returned, or released. So where
 * unknown banks are not accepted, a new bank must first come in inside a cabinet that reports its inventory.
 */
public final class RegistryAuthority implements Arbiter {
    private final Registry registry;
    private final Settings settings;

    public RegistryAuthority(Registry registry, Settings settings) {
        this.registry = registry;
        this.settings = settings;
    }

    @Override
    public CompletionStage<Admission> admit(Question.Login question) {
        return CompletableFuture.completedFuture(registry.admit(question.device(), question.remote()));
    }

    @Override
    public CompletionStage<Boolean> owns(Question.Ownership question) {
        return CompletableFuture.completedFuture(owns(question.bank()));
    }

    @Override
    public CompletionStage<ReturnVerdict> judgeReturn(Question.Return question) {
        return CompletableFuture.completedFuture(verdict(question));
    }

    /** No business system was asked. */
    @Override
    public DecidedBy answersAs() {
        return DecidedBy.GATEWAY;
    }

    private boolean owns(BankId bank) {
        return settings.acceptUnknownBanks() || registry.knowsBank(bank);
    }

    private ReturnVerdict verdict(Question.Return question) {
        BankId inSlot = question.bankInSlot();
        if (question.returnedBefore()) {
            return ReturnVerdict.DUPLICATE;
        } else if (!owns(question.bank())) {
            return ReturnVerdict.ILLEGAL_BANK;
        } else if (settings.checkSlot() && inSlot != null && !inSlot.equals(question.bank())) {
            return ReturnVerdict.SLOT_OCCUPIED;
        }
        return ReturnVerdict.ACCEPTED;
    }

    /**
     * How it judges.
     *
     * @param acceptUnknownBanks whether a bank that was never seen counts as ours
     * @param checkSlot whether a return into a slot that is known to hold another bank is refused; what is known of a
     *     slot may be old, so this can refuse a good return
     */
    public record Settings(boolean acceptUnknownBanks, boolean checkSlot) {
        /** Every bank is ours, and slots are not checked. */
        public static final Settings DEFAULT = new Settings(true, false);
    }
}
