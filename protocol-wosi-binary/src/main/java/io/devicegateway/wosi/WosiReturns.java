package io.devicegateway.wosi;

import io.devicegateway.api.BankId;
import io.devicegateway.api.BankReleased;
import io.devicegateway.api.BankReturned;
import io.devicegateway.api.DecidedBy;
import io.devicegateway.api.Decision;
import io.devicegateway.api.DeviceId;
import io.devicegateway.api.QueryInventory;
import io.devicegateway.api.Question;
import io.devicegateway.api.ReturnRejected;
import io.devicegateway.api.ReturnVerdict;
import io.devicegateway.protocol.DecodeListener;
import io.devicegateway.protocol.Effect;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What follows from a return (004 section 3.7), and for which slots a return may still be remembered.
 *
 * <p>A return that comes again is recognised by its slot and bank. Once the bank has left the slot, the same bank in the
 * same slot is a new return: that shows when the cabinet says that it let a bank go, and when an inventory does not list
 * the slot any more.
 */
final class WosiReturns {
    private static final String[] SCOPES = scopes("return/");
    private static final String[] RELEASE_SCOPES = scopes("release/");

    private final WosiSettings.Returns settings;
    private final WosiSettings.Wire wire;
    /** Slots of which a return may be remembered, from before this connection too. */
    private final BitSet mayBeRemembered = new BitSet();

    /** Slots of which a release may be remembered, from before this connection too. */
    private final BitSet releaseMayBeRemembered = new BitSet();

    private @Nullable Effect<WosiMessage> inventoryLater;
    private @Nullable DeviceId inventoryOf;

    WosiReturns(WosiSettings settings) {
        this.settings = settings.returns();
        this.wire = settings.wire();
    }

    /** A conversation begins: what was said before it is not known here. */
    void begin(int mostSlots) {
        mayBeRemembered.set(0, mostSlots + 1);
        releaseMayBeRemembered.set(0, mostSlots + 1);
    }

    private static String[] scopes(String prefix) {
        String[] scopes = new String[256];
        for (int slot = 0; slot < scopes.length; slot++) {
            scopes[slot] = prefix + slot;
        }
        return scopes;
    }

    /** A bank was put back. */
    List<Effect<WosiMessage>> returned(DeviceId device, WosiUplink.ReturnReport report) {
        int slot = report.slot();
        mayBeRemembered.set(slot);
        BankId bank = wire.unreadable().bank(report.terminal());
        String content = bank == null ? "unreadable" : bank.value();
        List<Effect<WosiMessage>> effects = bank == null ? unreadable(device, report) : judged(device, report, bank);
        if (bank == null && report.terminal() != TerminalId.NONE) {
            return List.of(
                    notAnId(report),
                    new Effect.Once<>(new Effect.DedupKey(SCOPES[slot], content, settings.dedup()), effects));
        }
        return List.of(new Effect.Once<>(new Effect.DedupKey(SCOPES[slot], content, settings.dedup()), effects));
    }

    /**
     * A cabinet let a bank go. One that says so twice is heard once, until a bank is in the slot again; the next return to
     * the slot is a new one.
     */
    Effect<WosiMessage> released(BankReleased released) {
        int slot = released.slot();
        releaseMayBeRemembered.set(slot);
        BankId bank = released.bank();
        String content = released.cause() + " " + (bank == null ? "unreadable" : bank.value());
        return new Effect.Once<>(
                new Effect.DedupKey(RELEASE_SCOPES[slot], content, settings.dedup()),
                List.of(new Effect.Publish<>(released), left(slot)));
    }

    /** Adds that these slots hold a bank again: the next release from one is a new one. */
    void seenIn(BitSet occupied, List<Effect<WosiMessage>> effects) {
        for (int slot = releaseMayBeRemembered.nextSetBit(0);
                slot >= 0;
                slot = releaseMayBeRemembered.nextSetBit(slot + 1)) {
            if (occupied.get(slot)) {
                effects.add(forgetRelease(slot));
            }
        }
    }

    private Effect<WosiMessage> forgetRelease(int slot) {
        releaseMayBeRemembered.clear(slot);
        return new Effect.Forget<>(RELEASE_SCOPES[slot]);
    }

    /** The bank left the slot: its next return is a new one. */
    Effect<WosiMessage> left(int slot) {
        mayBeRemembered.clear(slot);
        return new Effect.Forget<>(SCOPES[slot]);
    }

    /** Adds what a whole inventory says about slots that hold nothing any more. */
    void leftAllBut(BitSet occupied, List<Effect<WosiMessage>> effects) {
        for (int slot = mayBeRemembered.nextSetBit(0); slot >= 0; slot = mayBeRemembered.nextSetBit(slot + 1)) {
            if (!occupied.get(slot)) {
                effects.add(left(slot));
            }
        }
    }

    private static Effect<WosiMessage> notAnId(WosiUplink.ReturnReport report) {
        String id = TerminalId.hex(report.terminal());
        return new Effect.Anomaly<>(
                "unreadable-id",
                new DecodeListener.Label("TerminalID " + id + " is no bank's", "充电宝ID " + id + " 不是有效ID"));
    }

    private List<Effect<WosiMessage>> judged(DeviceId device, WosiUplink.ReturnReport report, BankId bank) {
        Question.Return question = new Question.Return(device, report.slot(), bank, null, false);
        Effect<WosiMessage> consult =
                new Effect.Consult<>(question, decision -> decided(device, report, bank, decision));
        return withInventory(device, List.of(consult));
    }

    private List<Effect<WosiMessage>> decided(
            DeviceId device, WosiUplink.ReturnReport report, BankId bank, Decision<ReturnVerdict> decision) {
        int slot = report.slot();
        ReturnVerdict verdict = decision.answer();
        Effect<WosiMessage> answer = answer(report, result(verdict));
        if (verdict == ReturnVerdict.ACCEPTED) {
            return inSlot(slot, new Effect.Publish<>(new BankReturned(device, slot, bank, decision.by())), answer);
        }
        Effect<WosiMessage> rejected =
                new Effect.Publish<>(new ReturnRejected(device, slot, bank, verdict, decision.by()));
        if (verdict != ReturnVerdict.FAILED) {
            return inSlot(slot, rejected, answer);
        }
        // Not a judgement: when the cabinet tries again it is asked again.
        List<Effect<WosiMessage>> effects = new ArrayList<>(inSlot(slot, rejected, answer));
        effects.add(left(slot));
        return effects;
    }

    /** A bank was put into the slot, whatever is thought of it: the next release from there is a new one. */
    private List<Effect<WosiMessage>> inSlot(int slot, Effect<WosiMessage> event, Effect<WosiMessage> answer) {
        return releaseMayBeRemembered.get(slot) ? List.of(event, answer, forgetRelease(slot)) : List.of(event, answer);
    }

    private List<Effect<WosiMessage>> unreadable(DeviceId device, WosiUplink.ReturnReport report) {
        ReturnRejected rejected =
                new ReturnRejected(device, report.slot(), null, ReturnVerdict.BANK_ABNORMAL, DecidedBy.GATEWAY);
        return withInventory(
                device,
                inSlot(report.slot(), new Effect.Publish<>(rejected), answer(report, settings.unreadableResult())));
    }

    private List<Effect<WosiMessage>> withInventory(DeviceId device, List<Effect<WosiMessage>> effects) {
        if (settings.inventoryAfter().isZero()) {
            return effects;
        }
        if (effects.size() == 1) {
            return List.of(effects.get(0), inventoryLater(device));
        }
        List<Effect<WosiMessage>> more = new ArrayList<>(effects);
        more.add(inventoryLater(device));
        return more;
    }

    /** The same for each return of a device: it is made once. */
    private Effect<WosiMessage> inventoryLater(DeviceId device) {
        Effect<WosiMessage> known = inventoryLater;
        if (known == null || !device.equals(inventoryOf)) {
            known = new Effect.Later<>(
                    "inventory-after-return",
                    settings.inventoryAfter(),
                    List.of(new Effect.Query<>(new QueryInventory(device))));
            inventoryLater = known;
            inventoryOf = device;
        }
        return known;
    }

    private Effect<WosiMessage> answer(WosiUplink.ReturnReport report, int result) {
        int token = wire.replyToken() == WosiSettings.ReplyToken.ECHO ? report.token() : wire.token();
        return new Effect.Send<>(new WosiDownlink.ReturnAnswer(token, report.slot(), result));
    }

    private int result(ReturnVerdict verdict) {
        return switch (verdict) {
            case FAILED -> 0;
            case ACCEPTED -> 1;
            case BANK_ABNORMAL -> 2;
            case DUPLICATE -> settings.duplicateResult();
            case ILLEGAL_BANK -> settings.illegalBankResult();
            case SLOT_OCCUPIED -> 5;
        };
    }
}
