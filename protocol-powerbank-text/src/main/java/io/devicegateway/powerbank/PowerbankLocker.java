package io.devicegateway.powerbank;

import io.devicegateway.api.BankId;
import io.devicegateway.api.DeviceId;
import io.devicegateway.simulation.CabinetDevice;
import io.devicegateway.simulation.Mischief;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * A locker made of code (003): it beats, asks about the banks that are put into it, hands banks out when it is told to, and
 * reports each outcome until it is acknowledged. It misbehaves on request, see {@link PowerbankFault}.
 *
 * <p>It reads and writes frames with code of its own and checks what the server sends: each deviation is counted and told to
 * the listener, and a frame whose check is not its own is not understood. Until the server can know which check that is,
 * two different frames of its own, such a frame is no deviation. Whoever calls {@link #returnBank}, {@link #removeBank},
 * {@link #jam} or {@link #inject} does so on the thread that runs it, and looks at {@link #nextTick} afterwards.
 */
public final class PowerbankLocker implements CabinetDevice<PowerbankFault> {
    private final PowerbankLockerSettings settings;
    private final PowerbankLockerListener listener;
    private final DeviceId id;
    private final LockerBanks banks;
    private final LockerReports reports;
    private final LockerOutbox outbox;
    private final LockerInbox inbox = new LockerInbox();
    private final LockerReader reader = new LockerReader();
    private final @Nullable LockerCustomers customers;
    private final Mischief<PowerbankFault.Kind, PowerbankFault> mischief;

    private LockerSpelling spelling;
    private long now;
    private boolean connected;
    private boolean silent;
    private long nextBeat;
    private long switchedOnAgainAt = Long.MAX_VALUE;
    private long wrongs;
    private long understood;
    private long notUnderstood;

    public PowerbankLocker(PowerbankLockerSettings settings, PowerbankLockerListener listener) {
        this.settings = settings;
        this.listener = listener;
        this.id = new DeviceId(PowerbankProtocol.NAME, settings.imei());
        this.spelling = settings.spelling();
        this.banks = new LockerBanks(settings.slots(), settings.banks());
        this.reports = new LockerReports(settings.timing().retry().toMillis());
        this.mischief = new Mischief<>(settings.chances(), settings.seed());
        this.outbox = new LockerOutbox(this::heartbeat, mischief);
        PowerbankLockerSettings.Customers people = settings.customers();
        this.customers = people == null ? null : new LockerCustomers(people, settings.imei(), settings.seed());
    }

    // what people and tests do to it

    /**
     * Someone puts a bank into a slot. The server is asked about it at once, and again until it answers.
     *
     * @throws IllegalStateException if there is a bank in that slot already
     */
    @Override
    public void returnBank(int slot, BankId bank) {
        banks.insert(slot, bank, now);
        reports.ask(slot, bank, now);
    }

    /** Someone takes the bank out of a slot by hand, and the locker says nothing; null when there is none. */
    @Override
    public @Nullable BankId removeBank(int slot) {
        reports.giveUp(slot);
        return banks.remove(slot);
    }

    /** From now on the slot does not let its bank go, or does again. */
    @Override
    public void jam(int slot, boolean jammed) {
        banks.jam(slot, jammed);
    }

    /** Misbehaves once, see {@link PowerbankFault}. */
    @Override
    public void inject(PowerbankFault fault) {
        if (fault.kind() == PowerbankFault.Kind.CONNECTION) {
            befallen(fault);
        } else {
            mischief.order(fault);
        }
    }

    private void befallen(PowerbankFault fault) {
        if (fault == PowerbankFault.OTHER_DIALECT) {
            int next = (spelling.variant().index() + 7) % Crc16Variant.ALL.size();
            spelling = spelling.with(Crc16Variant.ALL.get(next));
            reader.forgetSent();
        } else {
            outbox.fallSilent(now);
            silent = true;
            switchedOnAgainAt = now + settings.timing().silence().toMillis();
        }
    }

    // what it tells

    @Override
    public DeviceId id() {
        return id;
    }

    /** Which of its reports were acknowledged. */
    public PowerbankLedger ledger() {
        return reports.ledger();
    }

    /** The banks in it, by slot number. */
    @Override
    public SortedMap<Integer, BankId> banks() {
        return banks.banks();
    }

    /** The lowest slot without a bank; 0 when there is none. */
    public int firstFreeSlot() {
        return banks.firstFree();
    }

    /** Questions and reports that have no answer yet. */
    public int unanswered() {
        return reports.waiting();
    }

    /** How often the server did something that the document does not allow. */
    @Override
    public long wrongs() {
        return wrongs;
    }

    /** How many frames of the server it understood. */
    public long understood() {
        return understood;
    }

    /** How many frames of the server had another check than its own, before the server could know. */
    public long notUnderstood() {
        return notUnderstood;
    }

    // the conversation

    @Override
    public List<Act> onConnect(long nowMillis) {
        now = nowMillis;
        connected = true;
        silent = false;
        switchedOnAgainAt = Long.MAX_VALUE;
        inbox.clear();
        outbox.clear();
        // Not spoiled: faults are for a conversation that has begun.
        outbox.sendAt(heartbeat(), now);
        nextBeat = now + settings.timing().heartbeat().toMillis();
        reports.restart(now);
        return outbox.drain(now);
    }

    @Override
    public void onDisconnect(long nowMillis) {
        now = nowMillis;
        connected = false;
        inbox.clear();
        outbox.clear();
    }

    @Override
    public List<Act> onBytes(byte[] bytes, long nowMillis) {
        now = nowMillis;
        if (connected && !silent && !inbox.take(bytes, this::onLine)) {
            wrong("no end of a line within " + LockerInbox.LONGEST + " bytes");
            outbox.reconnect(now);
        }
        return acts();
    }

    @Override
    public List<Act> onTick(long nowMillis) {
        now = nowMillis;
        if (connected && switchedOnAgainAt <= now) {
            switchedOnAgainAt = Long.MAX_VALUE;
            outbox.reconnect(now);
        } else if (connected && !silent) {
            work();
        }
        return acts();
    }

    private void work() {
        if (nextBeat <= now) {
            nextBeat = now + settings.timing().heartbeat().toMillis();
            PowerbankFault fault = mischief.befalls(PowerbankFault.Kind.CONNECTION);
            if (fault != null) {
                befallen(fault);
            }
            if (silent) {
                return;
            }
            outbox.send(heartbeat(), now);
        }
        reports.due(now, this::say);
        customer();
    }

    @Override
    public long nextTick() {
        if (!connected) {
            return Long.MAX_VALUE;
        }
        long next = outbox.nextDue();
        if (silent) {
            return Math.min(next, switchedOnAgainAt);
        }
        next = Math.min(next, Math.min(nextBeat, reports.nextDue().orElse(Long.MAX_VALUE)));
        return customers == null ? next : Math.min(next, customers.nextAt(now));
    }

    private List<Act> acts() {
        List<Act> acts = outbox.drain(now);
        // What a reconnection cuts off is never said; the connection is over for this side.
        if (acts.stream().anyMatch(Act.Reconnect.class::isInstance)) {
            onDisconnect(now);
        }
        return acts;
    }

    private byte[] heartbeat() {
        return spelled(new PowerbankUplink.Heartbeat(settings.imei(), FrameCheck.UNREADABLE));
    }

    private void say(LockerReports.Open open) {
        Outcome outcome = open.outcome();
        outbox.send(
                outcome == null
                        ? spelled(new PowerbankUplink.OwnershipQuestion(
                                settings.imei(),
                                FrameCheck.UNREADABLE,
                                open.slot(),
                                open.bank().value()))
                        : spelled(new PowerbankUplink.OutcomeReport(
                                settings.imei(),
                                FrameCheck.UNREADABLE,
                                outcome,
                                open.slot(),
                                open.bank().value(),
                                spelling.separator())),
                now);
    }

    private byte[] spelled(PowerbankUplink message) {
        byte[] frame = PowerbankUplinkEncoder.encode(message, spelling);
        reader.sent(frame);
        return frame;
    }

    private void customer() {
        LockerCustomers people = customers;
        if (people == null || people.nextAt(now) > now) {
            return;
        }
        people.cameAt(now);
        int free = banks.firstFree();
        int taken = banks.firstTaken();
        BankId brought = people.brings(free > 0, taken > 0);
        if (brought != null) {
            returnBank(free, brought);
            reports.due(now, this::say);
        } else if (taken > 0) {
            listener.rentWanted(this, taken);
        }
    }

    // what the server sends

    private void onLine(String line) {
        LockerReader.Line read = reader.read(line, settings.imei(), spelling.variant());
        if (read.wrong() != null) {
            wrong(read.wrong() + ": " + line);
        }
        if (!read.understood()) {
            notUnderstood += read.wrong() == null ? 1 : 0;
            return;
        }
        understood++;
        switch (read.command()) {
            case "CQ" -> query();
            case "CC" -> lend(read);
            case "RQ" -> answered(read);
            case "AM", "AR" -> acknowledged(read);
            default -> wrong("a command of the server that there is none of: " + line);
        }
    }

    private void query() {
        PowerbankFault fault = mischief.befalls(PowerbankFault.Kind.COMMAND);
        if (fault != PowerbankFault.IGNORE_COMMAND && fault != PowerbankFault.LOSE_REPLY) {
            byte[] report = spelled(
                    new PowerbankUplink.StatusReport(settings.imei(), FrameCheck.UNREADABLE, banks.report(now), true));
            outbox.reply(report, fault, settings.timing().lateBy(), now);
        }
    }

    private void lend(LockerReader.Line line) {
        PowerbankFault fault = mischief.befalls(PowerbankFault.Kind.COMMAND);
        if (fault == PowerbankFault.IGNORE_COMMAND) {
            return;
        }
        int slot = line.slot();
        BankId there = banks.bank(slot);
        boolean gives = there != null
                && there.value().equals(line.bank())
                && !banks.isJammed(slot)
                && fault != PowerbankFault.JAMMED_SLOT;
        BankId bank = new BankId(line.bank());
        if (gives) {
            removeBank(slot);
            if (customers != null) {
                customers.take(bank);
            }
            listener.released(this, slot, bank);
        }
        if (fault == PowerbankFault.LOSE_REPLY) {
            return;
        }
        long lateBy =
                fault == PowerbankFault.LATE_REPLY ? settings.timing().lateBy().toMillis() : 0;
        reports.report(gives ? Outcome.LENT : Outcome.LEND_FAILED, slot, bank, now + lateBy);
        if (fault == PowerbankFault.REPLY_TWICE) {
            mischief.order(PowerbankFault.LOSE_ACK);
        }
        reports.due(now, this::say);
    }

    private void answered(LockerReader.Line line) {
        if (mischief.befalls(PowerbankFault.Kind.ANSWER) != null) {
            return;
        }
        int slot = line.slot();
        if (!reports.answered(slot, line.bank())) {
            unexpected(null, line);
            return;
        }
        BankId bank = new BankId(line.bank());
        if (line.code().equals("F")) {
            handBack(slot);
            listener.turnedDown(this, slot, bank);
        } else if (mischief.befalls(PowerbankFault.Kind.RETURN) != null) {
            handBack(slot);
            reports.report(Outcome.RETURN_FAILED, slot, bank, now);
        } else {
            reports.report(Outcome.RETURNED, slot, bank, now);
        }
        reports.due(now, this::say);
    }

    private void handBack(int slot) {
        BankId back = banks.remove(slot);
        if (back != null && customers != null) {
            customers.take(back);
        }
    }

    private void acknowledged(LockerReader.Line line) {
        if (mischief.befalls(PowerbankFault.Kind.ACKNOWLEDGEMENT) != null) {
            return;
        }
        Outcome outcome = LockerReader.outcome(line);
        PowerbankLedger.Entry entry =
                outcome == null ? null : reports.acknowledged(outcome, line.slot(), line.bank(), now);
        if (entry != null) {
            listener.acknowledged(this, entry);
        } else {
            unexpected(outcome, line);
        }
    }

    /** What was sent twice may be answered twice; what was never sent may not. */
    private void unexpected(@Nullable Outcome outcome, LockerReader.Line line) {
        if (!reports.wasSent(outcome, line.slot(), line.bank())) {
            wrong("an answer to nothing: " + line);
        }
    }

    private void wrong(String what) {
        wrongs++;
        listener.wrong(this, what);
    }
}
