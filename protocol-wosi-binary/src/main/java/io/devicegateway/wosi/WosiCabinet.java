package io.devicegateway.wosi;

import io.devicegateway.api.BankId;
import io.devicegateway.api.BankReleased.Cause;
import io.devicegateway.api.DeviceId;
import io.devicegateway.simulation.CabinetDevice;
import io.devicegateway.simulation.Mischief;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * A cabinet made of code (004): it logs in, beats, hands banks out when it is told to, reports the banks that are put into it
 * until it has an answer, and answers every command of the document. It misbehaves on request, see {@link WosiFault}.
 *
 * <p>It reads and writes frames with code of its own and checks what the server sends: each deviation is counted and told to
 * the listener. Whoever calls {@link #returnBank}, {@link #removeBank}, {@link #jam} or {@link #inject} does so on the thread
 * that runs it, and looks at {@link #nextTick} afterwards.
 */
public final class WosiCabinet implements CabinetDevice<WosiFault> {
    private static final int TOKEN = 0x11223344;
    private static final int RAND = 0x55667788;
    private static final int MAGIC = 0x0233;
    private static final int MOST_UNANSWERED_BEATS = 3;
    private static final long LOGIN_RETRY_MILLIS = 10_000;
    private static final long UPGRADE_MILLIS = 5_000;

    private final WosiCabinetSettings settings;
    private final WosiCabinetListener listener;
    private final DeviceId id;
    private final byte[] heartbeat = WosiUplinkEncoder.heartbeat(TOKEN);
    private final byte[] login;
    private final CabinetSlots slots;
    private final CabinetReturns returns;
    private final Mischief<WosiFault.Kind, WosiFault> mischief;
    private final CabinetOutbox outbox;
    private final CabinetInbox inbox = new CabinetInbox();
    private final CabinetCommands commands;
    private final @Nullable CabinetCustomers customers;

    private long now;
    private boolean connected;
    private boolean loggedIn;
    private boolean silent;
    private long beatMillis;
    private long nextBeat;
    private long restartAt = Long.MAX_VALUE;
    private int unansweredBeats;
    private long wrongs;
    private long logins;

    public WosiCabinet(WosiCabinetSettings settings, WosiCabinetListener listener) {
        this.settings = settings;
        this.listener = listener;
        this.id = new DeviceId(WosiProtocol.NAME, settings.boxId());
        this.login = WosiUplinkEncoder.encode(new WosiUplink.Login(TOKEN, RAND, MAGIC, settings.boxId()), TOKEN);
        this.slots = new CabinetSlots(settings.slots(), settings.banks());
        this.returns = new CabinetReturns(settings.timing().returnRetry().toMillis());
        this.mischief = new Mischief<>(settings.chances(), settings.seed());
        this.outbox = new CabinetOutbox(heartbeat, mischief);
        this.commands = new CabinetCommands(settings);
        this.beatMillis = settings.timing().heartbeat().toMillis();
        WosiCabinetSettings.Customers people = settings.customers();
        this.customers = people == null ? null : new CabinetCustomers(people, settings.boxId(), settings.seed());
    }

    /**
     * Someone puts a bank into a slot. It is reported as soon as there is a login, and again until it is answered.
     *
     * @throws IllegalStateException if there is a bank in that slot already
     */
    @Override
    public void returnBank(int slot, BankId bank) {
        TerminalId.parse(bank);
        slots.insert(slot, bank, now);
        returns.add(slot, bank, now);
    }

    /** Someone takes the bank out of a slot by hand, and the cabinet says nothing; null when there is none. */
    @Override
    public @Nullable BankId removeBank(int slot) {
        returns.giveUp(slot);
        return slots.remove(slot);
    }

    /** From now on the slot does not let its bank go, or does again. */
    @Override
    public void jam(int slot, boolean jammed) {
        slots.jam(slot, jammed);
    }

    /** Misbehaves once, see {@link WosiFault}. */
    @Override
    public void inject(WosiFault fault) {
        switch (fault.kind()) {
            case FRAME, COMMAND -> mischief.order(fault);
            case CONNECTION -> fallSilent();
        }
    }

    @Override
    public DeviceId id() {
        return id;
    }

    /** What it was told about its returns. */
    public WosiReturnLedger ledger() {
        return returns.ledger();
    }

    /** The banks in it, by slot number. */
    @Override
    public SortedMap<Integer, BankId> banks() {
        return slots.banks();
    }

    /** The lowest slot without a bank; 0 when there is none. */
    public int firstFreeSlot() {
        return slots.firstFree();
    }

    /** Whether the server has let it in on this connection. */
    public boolean isLoggedIn() {
        return loggedIn;
    }

    /** How often the server has let it in. */
    public long logins() {
        return logins;
    }

    /** Returns that have no answer yet. */
    public int unansweredReturns() {
        return returns.waiting();
    }

    /** How often the server did something that the document does not allow. */
    @Override
    public long wrongs() {
        return wrongs;
    }

    @Override
    public List<Act> onConnect(long nowMillis) {
        now = nowMillis;
        connected = true;
        silent = false;
        restartAt = Long.MAX_VALUE;
        inbox.clear();
        outbox.clear();
        unansweredBeats = 0;
        sayLogin();
        return outbox.drain(now);
    }

    @Override
    public void onDisconnect(long nowMillis) {
        now = nowMillis;
        connected = false;
        loggedIn = false;
        inbox.clear();
        outbox.clear();
    }

    @Override
    public List<Act> onBytes(byte[] bytes, long nowMillis) {
        now = nowMillis;
        if (connected && !silent && !inbox.take(bytes, this::onFrame)) {
            wrong("no end of a frame within " + CabinetInbox.LONGEST + " bytes");
            outbox.reconnect(now);
        }
        return acts();
    }

    @Override
    public List<Act> onTick(long nowMillis) {
        now = nowMillis;
        if (connected && restartAt <= now) {
            restart();
        } else if (connected && !silent) {
            if (nextBeat <= now) {
                beat();
            }
            if (loggedIn) {
                returns.due(now, this::report);
                customer();
            }
        }
        return acts();
    }

    @Override
    public long nextTick() {
        if (!connected) {
            return Long.MAX_VALUE;
        }
        long next = outbox.nextDue();
        if (silent) {
            return Math.min(next, restartAt);
        }
        next = Math.min(next, Math.min(nextBeat, restartAt));
        if (loggedIn) {
            next = Math.min(next, returns.nextDue().orElse(Long.MAX_VALUE));
            if (customers != null) {
                next = Math.min(next, customers.nextAt(now));
            }
        }
        return next;
    }

    private List<Act> acts() {
        List<Act> acts = outbox.drain(now);
        if (acts.stream().anyMatch(Act.Reconnect.class::isInstance)) {
            onDisconnect(now);
        }
        return acts;
    }

    private void sayLogin() {
        // Not spoiled: faults are for a conversation that has begun.
        outbox.sendAt(login, now);
        nextBeat = now + LOGIN_RETRY_MILLIS;
    }

    private void beat() {
        if (!loggedIn) {
            sayLogin();
        } else if (unansweredBeats >= MOST_UNANSWERED_BEATS) {
            // 004 section 3.2: after several heartbeats without an echo it makes a new connection.
            outbox.reconnect(now);
        } else if (mischief.befalls(WosiFault.Kind.CONNECTION) != null) {
            fallSilent();
        } else {
            unansweredBeats++;
            nextBeat = now + beatMillis;
            outbox.send(heartbeat, now);
        }
    }

    private void fallSilent() {
        outbox.fallSilent(now);
        silent = true;
        restartAt = now + settings.timing().silence().toMillis();
    }

    private void restart() {
        restartAt = Long.MAX_VALUE;
        if (commands.heartbeatSeconds() != Math.clamp(beatMillis / 1000, 1, 255)) {
            beatMillis = 1000L * commands.heartbeatSeconds();
        }
        outbox.reconnect(now);
    }

    private void report(int slot, BankId bank) {
        outbox.send(
                WosiUplinkEncoder.encode(new WosiUplink.ReturnReport(TOKEN, slot, TerminalId.parse(bank)), TOKEN), now);
    }

    private void customer() {
        CabinetCustomers people = customers;
        if (people == null || people.nextAt(now) > now) {
            return;
        }
        people.cameAt(now);
        int free = slots.firstFree();
        int fullest = slots.fullest(now);
        BankId brought = people.brings(free > 0, fullest > 0);
        if (brought != null) {
            returnBank(free, brought);
            returns.due(now, this::report);
        } else if (fullest > 0) {
            listener.rentWanted(this, fullest);
        }
    }

    private void onFrame(byte[] frame) {
        if (frame.length < 9) {
            wrong("a frame of " + frame.length + " bytes: " + HexFormat.of().formatHex(frame));
            return;
        }
        if (frame[2] == 0x61) {
            echoed(frame);
            return;
        }
        if (!CabinetInbox.isSound(frame)) {
            wrong("a wrong version or checksum: " + HexFormat.of().formatHex(frame));
        }
        switch (Byte.toUnsignedInt(frame[2])) {
            case 0x60 -> loginAnswered(frame);
            case 0x66 -> returnAnswered(frame);
            default -> command(frame);
        }
    }

    private void loginAnswered(byte[] frame) {
        if (frame.length != 10 || frame[9] != 1) {
            wrong("the login was answered " + HexFormat.of().formatHex(frame));
            return;
        }
        loggedIn = true;
        logins++;
        nextBeat = now + beatMillis;
        if (settings.firmware().reportsAllAfterLogin()) {
            slots.banks().forEach((slot, bank) -> returns.add(slot, bank, now));
        }
        returns.restart(now);
        listener.loggedIn(this);
        returns.due(now, this::report);
    }

    private void echoed(byte[] frame) {
        unansweredBeats = 0;
        if (!Arrays.equals(frame, heartbeat) && !outbox.isDamaged()) {
            wrong("the echo of a heartbeat differs: " + HexFormat.of().formatHex(frame));
        }
    }

    private void returnAnswered(byte[] frame) {
        int slot = frame.length == 11 ? Byte.toUnsignedInt(frame[9]) : -1;
        int result = frame.length == 11 ? Byte.toUnsignedInt(frame[10]) : -1;
        WosiReturnLedger.Entry entry = returns.answered(slot, result, now);
        if (entry == null) {
            // A report that was sent twice may be answered twice; what was never sent may not.
            if (!returns.wasReported(slot)) {
                wrong("an answer to no return: " + HexFormat.of().formatHex(frame));
            }
            return;
        }
        if (result > 1) {
            // A bank that is turned down is handed out again; the customer keeps it.
            BankId back = slots.remove(slot);
            if (back != null && customers != null) {
                customers.take(back);
            }
        }
        listener.returnAnswered(this, entry);
    }

    private void command(byte[] frame) {
        WosiFault fault = mischief.befalls(WosiFault.Kind.COMMAND);
        if (fault == WosiFault.IGNORE_COMMAND) {
            return;
        }
        WosiUplink answer;
        try {
            answer = carryOut(frame, fault == WosiFault.JAMMED_SLOT);
        } catch (IndexOutOfBoundsException e) {
            wrong("a payload that is too short: " + HexFormat.of().formatHex(frame));
            return;
        }
        if (answer == null) {
            return;
        }
        outbox.reply(
                WosiUplinkEncoder.encode(answer, TOKEN),
                fault,
                settings.timing().lateBy(),
                now);
        if (answer instanceof WosiUplink.RestartReply) {
            restartAt = now;
        } else if (answer instanceof WosiUplink.UpgradeReply) {
            restartAt = now + UPGRADE_MILLIS;
        }
    }

    private @Nullable WosiUplink carryOut(byte[] frame, boolean jammed) {
        return switch (Byte.toUnsignedInt(frame[2])) {
            case 0x64 -> slots.inventory(now);
            case 0x65 -> letGo(frame, Cause.RENT, jammed);
            case 0x80 -> settings.firmware().old() ? null : letGo(frame, Cause.EJECT, jammed);
            default -> commands.answer(frame);
        };
    }

    private WosiUplink letGo(byte[] frame, Cause cause, boolean jammed) {
        int slot = Byte.toUnsignedInt(frame[9]);
        BankId bank = jammed || slots.isJammed(slot) ? null : removeBank(slot);
        if (bank != null) {
            if (customers != null) {
                customers.take(bank);
            }
            listener.released(this, slot, bank, cause);
        }
        int result = bank == null ? 0 : 1;
        long terminal = bank == null ? TerminalId.NONE : TerminalId.parse(bank);
        return cause == Cause.RENT
                ? new WosiUplink.RentReply(slot, result, terminal)
                : new WosiUplink.EjectReply(slot, result, terminal);
    }

    private void wrong(String what) {
        wrongs++;
        listener.wrong(this, what);
    }
}
