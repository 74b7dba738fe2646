package io.devicegateway.faults;

import io.devicegateway.api.BankReturned;
import io.devicegateway.api.CommandEvent.CommandIssued;
import io.devicegateway.api.CommandEvent.CommandResolved;
import io.devicegateway.api.CommandEvent.CommandSettled;
import io.devicegateway.api.CommandResult;
import io.devicegateway.api.CommandResult.UnknownReason;
import io.devicegateway.api.DeviceId;
import io.devicegateway.api.EjectBank;
import io.devicegateway.api.EventRecord;
import io.devicegateway.api.Presence;
import io.devicegateway.api.RentBank;
import io.devicegateway.api.ReturnRejected;
import io.devicegateway.api.UnknownMessage;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What devices and callers saw, held against the journal. It knows nothing of how the core works. A finding begins with the promise
 * that it breaks.
 */
final class OutsideLedger {
    private record Slot(DeviceId device, int slot) {}

    private final World world;
    private final SimulatedJournal journal;
    private final List<String> findings = new ArrayList<>();
    private final Map<Slot, Intention> intentions = new LinkedHashMap<>();
    private final Map<DeviceId, Integer> lastReturn = new HashMap<>();
    private final Map<DeviceId, EventRecord> lastPresence = new HashMap<>();
    private final Set<String> returned = new HashSet<>();
    private final Set<String> rejected = new HashSet<>();
    private final Set<String> ejected = new HashSet<>();
    private final Map<String, Intention> issued = new HashMap<>();
    private final Map<String, CommandResult<?>> settled = new HashMap<>();
    private final Map<String, Boolean> resolved = new HashMap<>();
    private final Set<DeviceId> undisturbed = new HashSet<>();
    private int read;
    private int acknowledged;

    OutsideLedger(World world, SimulatedJournal journal) {
        this.world = world;
        this.journal = journal;
    }

    List<String> findings() {
        return findings;
    }

    void finding(String text) {
        if (findings.size() < 20) {
            findings.add("at " + world.getAsLong() / World.MILLI + " ms: " + text);
        }
    }

    private void check(boolean holds, String otherwise) {
        if (!holds) {
            finding(otherwise);
        }
    }

    // what is seen outside

    /** A device was told that its return stands, or does not. */
    void acknowledged(DeviceId device, int number, boolean stands) {
        follow();
        acknowledged++;
        String bank = LineProtocol.bank(device, number).value();
        check(
                stands ? returned.contains(bank) : rejected.contains(bank),
                "P1: " + device + " was told of return " + number + ", which is not durable");
    }

    /** A device was told that what it said of an eject is noted. */
    void noted(DeviceId device, int slot) {
        follow();
        check(ejected.contains(device + " " + slot), "P1: " + device + " was told of eject " + slot + ", not durable");
    }

    void intends(DeviceId device, Intention intention) {
        intentions.put(new Slot(device, intention.slot()), intention);
    }

    @Nullable
    Intention intention(DeviceId device, int slot) {
        return intentions.get(new Slot(device, slot));
    }

    Collection<Intention> intentions() {
        return intentions.values();
    }

    /** A command is about to be written. */
    void writing(DeviceId device, int slot) {
        follow();
        Intention intention = intention(device, slot);
        if (intention == null) {
            finding("P3: " + device + " gets a command for slot " + slot + " that nobody sent");
            return;
        }
        intention.countWritten();
        check(intention.written() == 1, "P3: written again: " + intention);
        check(issued.containsValue(intention), "P3: written before its issue was durable: " + intention);
    }

    /** A caller was told an outcome. */
    void told(Intention intention, CommandResult<?> result) {
        if (isNoOutcome(result)) {
            return;
        }
        CommandResult<?> before = intention.told();
        if (before == null) {
            intention.tell(result);
        } else {
            check(isSame(before, result), "P3: told otherwise before: " + intention + " and now " + result);
        }
    }

    /** An outcome that is unknown stays unknown, whatever the reason. */
    private static boolean isSame(CommandResult<?> one, CommandResult<?> other) {
        return one.equals(other)
                || (one instanceof CommandResult.Unknown
                        && other instanceof CommandResult.Unknown
                        && one.commandId().equals(other.commandId()));
    }

    /** Who is told that it is not known yet, because of journal or archive, may be told more when he asks again. */
    private static boolean isNoOutcome(CommandResult<?> result) {
        return result instanceof CommandResult.Unknown<?> unknown
                && (unknown.reason() == UnknownReason.USED_BEFORE
                        || unknown.reason() == UnknownReason.JOURNAL_UNAVAILABLE);
    }

    /**
     * The process died. A command of which nothing is durable is forgotten with it: nothing was done under its key, and who sends it
     * again begins anew.
     */
    void crashed() {
        follow();
        for (Intention intention : intentions.values()) {
            CommandResult<?> told = intention.told();
            if (told != null && !settled.containsKey(told.commandId()) && !issued.containsKey(told.commandId())) {
                check(intention.written() == 0, "P3: written, and nothing of it is durable: " + intention);
                intention.tell(null);
            }
        }
    }

    // what is durable

    /** Takes in what became durable meanwhile. */
    void follow() {
        for (; read < journal.entries().size(); read++) {
            take(journal.entries().get(read).record());
        }
    }

    private void take(EventRecord record) {
        DeviceId device = record.device();
        if (record.event() instanceof BankReturned back) {
            check(returned.add(back.bank().value()), "P1: journalled twice: " + back);
            inOrder(device, back);
        } else if (record.event() instanceof ReturnRejected back) {
            rejected.add(String.valueOf(back.bank()));
        } else if (record.event() instanceof UnknownMessage message) {
            String slot = message.detail().substring(0, message.detail().indexOf(' '));
            check(ejected.add(device + " " + slot), "P1: journalled twice: " + message);
        } else if (record.event() instanceof Presence presence) {
            EventRecord before = lastPresence.put(device, record);
            check(!undisturbed.contains(device), "P5: nothing befell " + device + ", and it is said: " + presence);
            check(
                    before == null || before.epoch() <= record.epoch(),
                    "P2: " + presence + " of epoch " + record.epoch() + " after " + before);
        } else if (record.event() instanceof CommandIssued command) {
            issued(command);
        } else if (record.event() instanceof CommandSettled command) {
            CommandResult<?> before = settled.put(command.commandId(), command.result());
            check(before == null, "P3: settled twice: " + command + ", before " + before);
        } else if (record.event() instanceof CommandResolved command) {
            resolved.put(command.commandId(), command.happened());
        }
    }

    private void inOrder(DeviceId device, BankReturned back) {
        String bank = back.bank().value();
        if (SimulatedAuthority.isRejected(bank)) {
            return; // it is taken or not, as the fallback had it when the device asked
        }
        int number = Integer.parseInt(bank.substring(bank.indexOf('N') + 1));
        Integer before = lastReturn.put(device, number);
        check(before == null || before < number, "P2: return " + number + " of " + device + " after " + before);
    }

    private void issued(CommandIssued command) {
        int slot = switch (command.command()) {
            case RentBank rent -> rent.slot();
            case EjectBank eject -> eject.slot();
            default -> -1;
        };
        Intention intention = intention(command.device(), slot);
        if (intention == null) {
            finding("P3: issued, but nobody sent it: " + command);
        } else {
            check(issued.put(command.commandId(), intention) == null, "P3: issued twice: " + command);
        }
    }

    /** The last presence journalled; null for none. */
    @Nullable
    EventRecord lastPresence(DeviceId device) {
        return lastPresence.get(device);
    }

    /** From now on there is nothing to say of these. */
    void nothingChangesFor(Set<DeviceId> devices) {
        follow();
        undisturbed.addAll(devices);
    }

    int acknowledged() {
        return acknowledged;
    }

    // at the end, when all faults have ceased

    /** Holds outcomes against what devices did. */
    void judgeCommands() {
        follow();
        issued.forEach((id, intention) -> {
            check(settled.containsKey(id), "P3: never settled: " + id + " " + intention);
            Boolean happened = resolved.get(id);
            check(
                    happened == null || happened == (intention.executed() > 0),
                    "P3: guessed: " + id + " is said to have happened: " + happened + ", " + intention);
        });
        intentions.values().forEach(this::judge);
    }

    private void judge(Intention intention) {
        CommandResult<?> told = intention.told();
        if (told == null) {
            return;
        }
        CommandResult<?> journalled = settled.get(told.commandId());
        check(journalled == null || isSame(told, journalled), "P3: journalled as " + journalled + ": " + intention);
        boolean holds = switch (told) {
            case CommandResult.Done<?> done -> intention.executed() > 0;
            case CommandResult.Refused<?> refused -> intention.refused() > 0 && intention.executed() == 0;
            case CommandResult.NotSent<?> notSent -> intention.written() == 0;
            case CommandResult.Unknown<?> unknown -> true;
        };
        check(holds, "P3: that is not what happened: " + intention);
    }
}
