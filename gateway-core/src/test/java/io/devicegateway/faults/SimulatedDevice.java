package io.devicegateway.faults;

import io.devicegateway.api.DeviceId;
import java.util.BitSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A device with a mind of its own: it numbers its returns and says each until it is acknowledged, in their order; connects again when
 * nothing is heard; and does what it is told, or not, and says so, or not.
 */
final class SimulatedDevice implements SimulatedConnection.Peer {
    static final int FIRST_SLOT = 1_001;
    static final int LAST_SLOT = 1_060;
    private static final int WINDOW = 4;
    private static final long NOTHING_HEARD = 5 * World.SECOND;

    private final World world;
    private final DeviceId id;
    private final OutsideLedger ledger;
    private final Function<SimulatedDevice, @Nullable SimulatedConnection> dial;
    private final Habits habits;
    private final BitSet acknowledged = new BitSet();
    private final TreeMap<Integer, Boolean> unnoted = new TreeMap<>();
    private final Set<Integer> filled = new TreeSet<>();
    private @Nullable SimulatedConnection connection;
    private @Nullable SimulatedConnection last;
    private boolean calm;
    private boolean away;
    private boolean welcome;
    private int base = 1;
    private int next = 1;
    private long heardAt;
    private long dialAt;
    private long beatAt;
    private long returnAt;
    private long sayAgainAt;
    private long silentUntil;

    /**
     * What one device is like.
     *
     * @param beatEvery nanoseconds between heartbeats
     * @param returnEvery nanoseconds between returns, about
     * @param patient whether it waits for the welcome before it says more
     * @param steady whether nothing befalls its connections
     */
    record Habits(long beatEvery, long returnEvery, boolean patient, boolean steady) {}

    /** @param dial connects to the gateway; null when nobody is there */
    SimulatedDevice(
            World world,
            DeviceId id,
            OutsideLedger ledger,
            Function<SimulatedDevice, @Nullable SimulatedConnection> dial,
            Habits habits) {
        this.world = world;
        this.id = id;
        this.ledger = ledger;
        this.dial = dial;
        this.habits = habits;
        for (int slot = FIRST_SLOT; slot <= LAST_SLOT; slot++) {
            filled.add(slot);
        }
        tick();
    }

    DeviceId id() {
        return id;
    }

    Habits habits() {
        return habits;
    }

    /** From now on it behaves; or it leaves for good. */
    void calmDown(boolean leaves) {
        calm = true;
        away = leaves;
        SimulatedConnection open = connection;
        if (open == null) {
            return;
        }
        open.becomeQuick();
        if (leaves) {
            connection = null;
            if (world.chance(0.5)) {
                open.hangUp();
            } else {
                open.loseEverything();
            }
        }
    }

    boolean isAway() {
        return away;
    }

    /** How many of its returns are not acknowledged. */
    int unacknowledged() {
        return next - base;
    }

    private void tick() {
        world.after(Math.min(habits.beatEvery(), 100 * World.MILLI), this::tick);
        long now = world.getAsLong();
        if (away) {
            return;
        }
        SimulatedConnection open = connection;
        if (open == null) {
            if (now >= dialAt) {
                connect();
            }
        } else if (now - heardAt > NOTHING_HEARD) {
            giveUp(open);
        } else if (now >= silentUntil) {
            speak(open, now);
            if (!calm && !habits.steady()) {
                misfortune(open);
            }
        }
    }

    private void connect() {
        welcome = false;
        SimulatedConnection before = last;
        if (before != null) {
            before.replaced();
        }
        SimulatedConnection made = dial.apply(this);
        connection = made;
        last = made;
        heardAt = world.getAsLong();
        dialAt = heardAt + world.between(100 * World.MILLI, World.SECOND);
        if (made != null) {
            made.send("login " + id.value());
            if (!habits.patient()) {
                sayUnacknowledged(made);
            }
        }
    }

    private void giveUp(SimulatedConnection open) {
        connection = null;
        if (world.chance(0.5)) {
            open.hangUp();
        }
    }

    private void speak(SimulatedConnection open, long now) {
        if (now >= beatAt) {
            beatAt = now + habits.beatEvery();
            open.send("beat");
        }
        if (habits.patient() && !welcome) {
            return;
        }
        if (now >= returnAt && next - base < WINDOW) {
            returnAt = now + world.between(habits.returnEvery() / 2, habits.returnEvery() * 2);
            int bulk = 1 + world.random().nextInt(WINDOW - (next - base));
            for (int i = 0; i < bulk; i++) {
                sayReturn(open, next++);
            }
        }
        if (now >= sayAgainAt) {
            sayUnacknowledged(open);
        }
    }

    private void sayUnacknowledged(SimulatedConnection open) {
        sayAgainAt = world.getAsLong() + world.between(500 * World.MILLI, 3 * World.SECOND);
        for (int number = base; number < next; number++) {
            if (!acknowledged.get(number)) {
                sayReturn(open, number);
            }
        }
        unnoted.forEach((slot, ok) -> open.send("ejected " + slot + (ok ? " ok" : " no")));
    }

    private void sayReturn(SimulatedConnection open, int number) {
        open.send("return " + number + " " + (1 + number % WINDOW));
    }

    private void misfortune(SimulatedConnection open) {
        if (!world.chance(0.01)) {
            return;
        }
        switch (world.random().nextInt(5)) {
            case 0 -> open.reset();
            case 1 -> open.loseEverything();
            case 2 -> {
                connection = null;
                open.hangUp();
            }
            case 3 -> connect(); // and the other one stays as it is
            default -> silentUntil = world.getAsLong() + world.between(0, 9 * World.SECOND);
        }
    }

    // from the gateway

    @Override
    public void ended(SimulatedConnection ended) {
        if (ended == connection) {
            connection = null;
        }
    }

    @Override
    public void writing(String line) {
        if (line.startsWith("rent ") || line.startsWith("eject ")) {
            ledger.writing(id, number(line, 1));
        }
    }

    private static int number(String line, int word) {
        return Integer.parseInt(line.split(" ")[word]);
    }

    @Override
    public void received(SimulatedConnection from, String line) {
        if (from != connection) {
            return;
        }
        heardAt = world.getAsLong();
        switch (line.substring(0, line.contains(" ") ? line.indexOf(' ') : line.length())) {
            case "welcome" -> {
                welcome = true;
                sayUnacknowledged(from);
            }
            case "denied" -> {
                connection = null;
                from.hangUp();
            }
            case "returned" -> acknowledged(number(line, 1), line.endsWith("ACCEPTED"));
            case "noted" -> {
                unnoted.remove(number(line, 1));
                ledger.noted(id, number(line, 1));
            }
            case "rent" -> act(number(line, 1), false);
            case "eject" -> act(number(line, 1), true);
            case "list" -> list(from);
            default -> {}
        }
    }

    private void acknowledged(int number, boolean stands) {
        ledger.acknowledged(id, number, stands);
        acknowledged.set(number);
        while (base < next && acknowledged.get(base)) {
            base++;
        }
    }

    private void list(SimulatedConnection asking) {
        if (calm || !world.chance(0.1)) {
            world.after(world.between(0, 300 * World.MILLI), () -> {
                if (asking == connection) {
                    asking.send(inventory());
                }
            });
        }
    }

    /** What it has when it says so, and not when it was asked. */
    private String inventory() {
        StringBuilder line = new StringBuilder("inventory");
        filled.forEach(slot -> line.append(' ').append(slot));
        return line.toString();
    }

    private void act(int slot, boolean eject) {
        Intention intention = ledger.intention(id, slot);
        if (intention == null || (!calm && world.chance(0.05))) {
            return; // it is as if it never came
        }
        boolean ok = !world.chance(0.1);
        if (ok) {
            intention.countExecuted();
            filled.remove(slot);
        } else {
            intention.countRefused();
        }
        if (eject) {
            world.after(delay(), () -> {
                unnoted.put(slot, ok);
                sayNow("ejected " + slot + (ok ? " ok" : " no"));
            });
            return;
        }
        String reply = "rented " + slot + (ok ? " ok" : " no");
        int replies = calm || !world.chance(0.15) ? 1 : world.random().nextInt(3);
        for (int i = 0; i < replies; i++) {
            say(delay(), reply);
        }
    }

    private long delay() {
        return calm || !world.chance(0.15)
                ? world.between(0, 300 * World.MILLI)
                : world.between(World.SECOND, 8 * World.SECOND);
    }

    private void say(long later, String line) {
        world.after(later, () -> sayNow(line));
    }

    private void sayNow(String line) {
        SimulatedConnection open = connection;
        if (open != null) {
            open.send(line);
        }
    }
}
