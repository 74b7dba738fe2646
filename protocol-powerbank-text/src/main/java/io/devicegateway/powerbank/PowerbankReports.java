package io.devicegateway.powerbank;

import io.devicegateway.api.BankId;
import io.devicegateway.api.BankReleased;
import io.devicegateway.api.BankReturned;
import io.devicegateway.api.DecidedBy;
import io.devicegateway.api.Decision;
import io.devicegateway.api.DeviceId;
import io.devicegateway.api.InventoryReported;
import io.devicegateway.api.QueryInventory;
import io.devicegateway.api.Question;
import io.devicegateway.api.ReleaseFailed;
import io.devicegateway.api.ReturnFailed;
import io.devicegateway.api.ReturnRejected;
import io.devicegateway.api.ReturnVerdict;
import io.devicegateway.api.Safety;
import io.devicegateway.api.SlotContent;
import io.devicegateway.api.SlotReport;
import io.devicegateway.api.UnknownMessage;
import io.devicegateway.protocol.Effect;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What follows from the reports of one locker (003 flows 5 to 8). Each kind of report has one method.
 *
 * <p>A report that comes again, because its acknowledgement was lost, is recognised by kind, slot and bank. It counts as new
 * once the opposite was reported, or a new command or question began it all again; see {@link ReportScope}.
 */
final class PowerbankReports {
    /** Under which name a bank is remembered whose number could not be read. */
    static final String UNREADABLE = "unreadable";

    private final DeviceId device;
    private final String imei;
    private final PowerbankSettings settings;
    private final DialectLearning learning;
    private final LockerSlots slots;
    private final Map<Integer, Welcome> welcomes = new HashMap<>(2);

    PowerbankReports(DeviceId device, PowerbankSettings settings, DialectLearning learning, LockerSlots slots) {
        this.device = device;
        this.imei = device.value();
        this.settings = settings;
        this.learning = learning;
        this.slots = slots;
    }

    /** What was in the slots. */
    List<Effect<PowerbankMessage>> status(PowerbankUplink.StatusReport report) {
        List<SlotReport> meaning = slots.report(report.slots());
        InventoryReported reported = new InventoryReported(device, meaning, report.whole() && slots.coversAll());
        List<Effect<PowerbankMessage>> effects = new ArrayList<>();
        effects.add(new Effect.Publish<>(reported));
        for (SlotReport slot : meaning) {
            if (slot.content() == SlotContent.EMPTY) {
                // The bank left unseen: its next return is a new one.
                effects.add(new Effect.Forget<>(ReportScope.ofReturn(Outcome.RETURNED, slot.slot())));
            }
        }
        effects.add(new Effect.Answer<>(ReplyKey.INVENTORY, reported, Safety.READ));
        return effects;
    }

    /**
     * A bank was put in: the locker takes it back only if it belongs to the system and its return stands. Where the authority
     * did not say the first, it is not asked the second: the customer stands there.
     */
    List<Effect<PowerbankMessage>> question(PowerbankUplink.OwnershipQuestion question) {
        int slot = question.slot();
        BankId bank = slots.bank(question.bank());
        List<Effect<PowerbankMessage>> effects = new ArrayList<>(3);
        if (bank == null) {
            effects.addAll(turnedDown(question, null, ReturnVerdict.BANK_ABNORMAL, DecidedBy.GATEWAY));
        } else {
            effects.add(new Effect.Consult<>(
                    new Question.Ownership(device, slot, bank), decision -> owned(question, bank, decision)));
        }
        effects.add(new Effect.Forget<>(ReportScope.ofReturn(Outcome.RETURN_FAILED, slot)));
        return List.of(new Effect.Once<>(
                new Effect.DedupKey(
                        ReportScope.question(slot),
                        nameOf(bank),
                        settings.returns().questionDedup()),
                effects));
    }

    private List<Effect<PowerbankMessage>> owned(
            PowerbankUplink.OwnershipQuestion question, BankId bank, Decision<Boolean> decision) {
        DecidedBy by = decision.by();
        if (!decision.answer()) {
            return turnedDown(question, bank, ReturnVerdict.ILLEGAL_BANK, by);
        }
        return by == DecidedBy.FALLBACK_TIMEOUT || by == DecidedBy.FALLBACK_ERROR
                ? welcome(question, bank, by)
                : List.of(new Effect.Consult<>(
                        new Question.Return(device, question.slot(), bank, null, false),
                        verdict -> judged(question, bank, verdict)));
    }

    /**
     * A bank that the gateway itself believes to be back already is welcome: it is in the slot, and F would hand it out to
     * nobody's account.
     */
    private List<Effect<PowerbankMessage>> judged(
            PowerbankUplink.OwnershipQuestion question, BankId bank, Decision<ReturnVerdict> decision) {
        ReturnVerdict verdict = decision.answer();
        DecidedBy by = decision.by();
        if (verdict == ReturnVerdict.ACCEPTED || (verdict == ReturnVerdict.DUPLICATE && by != DecidedBy.AUTHORITY)) {
            return welcome(question, bank, by);
        }
        List<Effect<PowerbankMessage>> effects = new ArrayList<>(turnedDown(question, bank, verdict, by));
        if (verdict == ReturnVerdict.FAILED) {
            // Not a judgement: when the locker asks again it is judged again.
            effects.add(new Effect.Forget<>(ReportScope.question(question.slot())));
        }
        return effects;
    }

    private List<Effect<PowerbankMessage>> welcome(
            PowerbankUplink.OwnershipQuestion question, BankId bank, DecidedBy by) {
        welcomes.put(question.slot(), new Welcome(bank, by));
        return List.of(answer(question, true));
    }

    private List<Effect<PowerbankMessage>> turnedDown(
            PowerbankUplink.OwnershipQuestion question, @Nullable BankId bank, ReturnVerdict verdict, DecidedBy by) {
        welcomes.remove(question.slot());
        return List.of(
                new Effect.Publish<>(new ReturnRejected(device, question.slot(), bank, verdict, by)),
                answer(question, false));
    }

    private Effect<PowerbankMessage> answer(PowerbankUplink.OwnershipQuestion question, boolean owned) {
        return new Effect.Send<>(new PowerbankDownlink.OwnershipAnswer(
                imei, learning.dialect(), owned, question.slot(), question.bank()));
    }

    private static String nameOf(@Nullable BankId bank) {
        return bank == null ? UNREADABLE : bank.value();
    }

    /** A lend or a return ended. It is acknowledged each time, and counts once. */
    List<Effect<PowerbankMessage>> outcome(PowerbankUplink.OutcomeReport report) {
        BankId bank = slots.bank(report.bank());
        List<Effect<PowerbankMessage>> effects = switch (report.outcome()) {
            case LENT -> lent(report.slot(), bank);
            case RETURNED -> bank == null ? returnedUnread(report.slot()) : returned(report, bank);
            case LEND_FAILED -> lendFailed(report.slot(), bank);
            case RETURN_FAILED -> returnFailed(report.slot(), bank);
        };
        effects.add(new Effect.Send<>(acknowledgement(report)));
        inventoryLater(effects);
        return List.of(new Effect.Once<>(
                new Effect.DedupKey(
                        ReportScope.of(report.outcome(), report.slot(), nameOf(bank)),
                        nameOf(bank),
                        settings.returns().dedup()),
                effects));
    }

    /** Some bank was taken in: no rental can be ended by it. */
    private List<Effect<PowerbankMessage>> returnedUnread(int slot) {
        welcomes.remove(slot);
        List<Effect<PowerbankMessage>> effects = new ArrayList<>(4);
        effects.add(new Effect.Publish<>(
                new ReturnRejected(device, slot, null, ReturnVerdict.BANK_ABNORMAL, DecidedBy.GATEWAY)));
        effects.add(new Effect.Forget<>(ReportScope.question(slot)));
        return effects;
    }

    private List<Effect<PowerbankMessage>> lent(int slot, @Nullable BankId bank) {
        slots.left(slot);
        BankReleased released = new BankReleased(device, slot, bank, BankReleased.Cause.RENT);
        List<Effect<PowerbankMessage>> effects = new ArrayList<>(12);
        effects.add(new Effect.Publish<>(released));
        effects.add(new Effect.Forget<>(ReportScope.ofReturn(Outcome.RETURNED, slot)));
        effects.add(new Effect.Forget<>(ReportScope.question(slot)));
        effects.add(new Effect.Answer<>(ReplyKey.lend(slot), released, Safety.ONCE));
        return effects;
    }

    private List<Effect<PowerbankMessage>> returned(PowerbankUplink.OutcomeReport report, BankId bank) {
        int slot = report.slot();
        slots.came(slot, report.bank());
        Welcome welcome = welcomes.remove(slot);
        DecidedBy by = welcome != null && welcome.bank().equals(bank) ? welcome.by() : DecidedBy.GATEWAY;
        List<Effect<PowerbankMessage>> effects = new ArrayList<>(12);
        effects.add(new Effect.Publish<>(new BankReturned(device, slot, bank, by)));
        for (String lend : ReportScope.ofLends(bank, settings.wire().maxSlot(), slot)) {
            effects.add(new Effect.Forget<>(lend));
        }
        effects.add(new Effect.Forget<>(ReportScope.question(slot)));
        return effects;
    }

    private List<Effect<PowerbankMessage>> lendFailed(int slot, @Nullable BankId bank) {
        List<Effect<PowerbankMessage>> effects = new ArrayList<>(4);
        effects.add(new Effect.Publish<>(new ReleaseFailed(device, slot, bank)));
        effects.add(new Effect.Refuse<>(
                ReplyKey.lend(slot),
                "the locker reports that it did not let " + (bank == null ? "a bank" : "bank " + bank)
                        + " go from slot " + slot,
                Safety.ONCE));
        return effects;
    }

    private List<Effect<PowerbankMessage>> returnFailed(int slot, @Nullable BankId bank) {
        welcomes.remove(slot);
        List<Effect<PowerbankMessage>> effects = new ArrayList<>(4);
        if (bank != null) {
            effects.add(new Effect.Publish<>(new ReturnFailed(device, slot, bank)));
        }
        effects.add(new Effect.Forget<>(ReportScope.question(slot)));
        return effects;
    }

    /** A command that the document does not have: told, and not answered. */
    List<Effect<PowerbankMessage>> unknown(PowerbankUplink.Unknown message) {
        return List.of(new Effect.Publish<>(new UnknownMessage(device, message.command(), message.data())));
    }

    private PowerbankMessage acknowledgement(PowerbankUplink.OutcomeReport report) {
        char separator = switch (settings.wire().ackSeparator()) {
            case MIRROR -> report.separator();
            case COMMA -> ',';
            case DOT -> '.';
        };
        return new PowerbankDownlink.Acknowledgement(
                imei, learning.dialect(), report.outcome(), report.slot(), report.bank(), separator);
    }

    private void inventoryLater(List<Effect<PowerbankMessage>> effects) {
        Duration after = settings.presence().inventoryAfter();
        if (!after.isZero()) {
            effects.add(
                    new Effect.Later<>("inventory", after, List.of(new Effect.Query<>(new QueryInventory(device)))));
        }
    }

    /**
     * A bank that the locker was told to take back.
     *
     * @param by who said so
     */
    private record Welcome(BankId bank, DecidedBy by) {}

    /**
     * Which command a report answers. The protocol has no sequence numbers: the slot is all there is.
     *
     * @param slot 0 for the inventory
     */
    record ReplyKey(int slot) {
        static final ReplyKey INVENTORY = new ReplyKey(0);

        static ReplyKey lend(int slot) {
            return new ReplyKey(slot);
        }
    }
}
