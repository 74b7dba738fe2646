package io.devicegateway.faults;

import io.devicegateway.api.CommandOptions;
import io.devicegateway.api.DeviceId;
import io.devicegateway.session.Sessions;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Those who send commands: with keys and without, again when they do not know, at the same time, and after a restart. */
final class SimulatedBackend {
    private final World world;
    private final OutsideLedger ledger;
    private final List<DeviceId> devices;
    private final int[] nextSlot;
    private final Set<Call> open = new LinkedHashSet<>();
    private @Nullable SimulatedProcess process;
    private @Nullable Sessions sessions;
    private boolean over;
    private int sent;

    private record Call(SimulatedProcess process, Intention intention, int number, long at) {}

    SimulatedBackend(World world, OutsideLedger ledger, List<DeviceId> devices) {
        this.world = world;
        this.ledger = ledger;
        this.devices = devices;
        nextSlot = new int[devices.size()];
        sendLater();
    }

    /** From now on that gateway gets the commands; null for none. */
    void use(@Nullable SimulatedProcess itsProcess, @Nullable Sessions running) {
        process = itsProcess;
        sessions = running;
        ledger.crashed();
        if (running != null) {
            open.removeIf(call -> call.process().isDead());
            for (Intention intention : ledger.intentions()) {
                if (intention.hasKey() && world.chance(0.3)) {
                    againLater(intention);
                }
            }
        }
    }

    /** No new commands from now on. */
    void stop() {
        over = true;
    }

    private void sendLater() {
        world.after(world.between(50 * World.MILLI, 3 * World.SECOND), () -> {
            if (!over) {
                sendOne();
                sendLater();
            }
        });
    }

    private void sendOne() {
        int which = world.random().nextInt(devices.size());
        int slot = SimulatedDevice.FIRST_SLOT + nextSlot[which];
        if (sessions == null || slot > SimulatedDevice.LAST_SLOT) {
            return;
        }
        nextSlot[which]++;
        Intention intention = new Intention(devices.get(which), slot, world.chance(0.4), options(slot));
        ledger.intends(devices.get(which), intention);
        send(intention);
        if (intention.hasKey() && world.chance(0.2)) {
            send(intention);
        }
    }

    private CommandOptions options(int slot) {
        CommandOptions options = CommandOptions.DEFAULT;
        Duration deadline = Duration.ofNanos(world.between(200 * World.MILLI, 8 * World.SECOND));
        if (world.chance(0.15)) {
            options = options.waitingAndActingWithNobodyThereUpTo(deadline);
        } else if (world.chance(0.5)) {
            options = options.within(deadline);
        }
        return world.chance(0.7) ? options.once("order-" + slot) : options;
    }

    private void againLater(Intention intention) {
        long most = world.chance(0.1) ? 15 * 60 * World.SECOND : 10 * World.SECOND;
        world.after(world.between(0, most), () -> {
            if (!over) {
                send(intention);
            }
        });
    }

    private void send(Intention intention) {
        SimulatedProcess to = process;
        Sessions running = sessions;
        if (to == null || running == null || to.isDead()) {
            return;
        }
        to.thread("caller").execute(() -> send(intention, to, running));
    }

    private void send(Intention intention, SimulatedProcess to, Sessions running) {
        Call call = new Call(to, intention, ++sent, world.getAsLong());
        try {
            open.add(call);
            var unused = running.send(intention.command(), intention.options()).whenComplete((result, error) -> {
                open.remove(call);
                SimulatedThread thread = world.running();
                if (thread == null || !thread.name().equals("caller")) {
                    ledger.finding("P5: the code of a caller runs on " + (thread == null ? "nothing" : thread.name()));
                }
                if (result != null) {
                    ledger.told(intention, result);
                } else {
                    ledger.finding("P5: a command ended in an error: " + error + " " + intention);
                }
                if (intention.hasKey() && world.chance(0.4)) {
                    againLater(intention);
                }
            });
        } catch (RuntimeException e) {
            open.remove(call); // told that it cannot be said now: asks again
            if (intention.hasKey()) {
                againLater(intention);
            }
        }
    }

    int sent() {
        return sent;
    }

    /** Every call has come to an end. */
    void judge() {
        for (Call call : open) {
            if (!call.process().isDead()) {
                ledger.finding("P5: no outcome since " + call.at() / World.MILLI + " ms: " + call.intention());
            }
        }
    }
}
