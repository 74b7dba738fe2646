package io.devicegateway.pressure;

import io.devicegateway.api.DeviceId;
import io.devicegateway.pressure.PressureModuleSettings.Readings;
import io.devicegateway.pressure.PressureModuleSettings.Timing;
import io.devicegateway.simulation.Mischief;
import io.devicegateway.simulation.VirtualDevice;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A pressure module made of code (001): it sends pings, asks for the time, tells about itself once, reports samples and the
 * states of its sensors until they are acknowledged, and answers every command of the document. It misbehaves on request, see
 * {@link PressureFault}.
 *
 * <p>It reads what the server sends with code of its own and takes it by the letter: each deviation is counted and told to the
 * listener. Whoever calls {@link #push}, {@link #sensors}, {@link #lineFailure} or {@link #inject} does so on the thread that runs
 * it, and looks at {@link #nextTick} afterwards.
 */
public final class PressureModule implements VirtualDevice {
    private static final int GROUPS = 3;
    /** After how many readings the state of a sensor is told. */
    private static final int STATES_EVERY = 10;

    private static final int MOST_UNANSWERED_PINGS = 3;
    private static final long PUSH_AFTER_QUERY_MILLIS = 200;

    private final PressureModuleSettings settings;
    private final PressureModuleListener listener;
    private final DeviceId id;
    private final Timing timing;
    private final ModuleWriter writer;
    private final Mischief<PressureFault.Kind, PressureFault> mischief;
    private final ModuleOutbox outbox;
    private final ModuleInbox inbox = new ModuleInbox();
    private final ModuleReports reports;

    private long now;
    private long switchedOnAt = Long.MIN_VALUE;
    private boolean connected;
    private boolean silent;
    private long nextPing;
    private long nextTime = Long.MIN_VALUE;
    private long nextReading = Long.MAX_VALUE;
    private long queriedAt = Long.MAX_VALUE;
    private long upgradedAt = Long.MAX_VALUE;
    private long switchedOnAgainAt = Long.MAX_VALUE;
    private int unansweredPings;
    private int upgrades;
    private long number;
    private long readings;
    private long packnum;
    private long wrongs;
    private long lost;
    private long timeTold;

    public PressureModule(PressureModuleSettings settings, PressureModuleListener listener) {
        this.settings = settings;
        this.listener = listener;
        this.timing = settings.timing();
        this.id = new DeviceId(PressureProtocol.NAME, settings.imei());
        this.writer = new ModuleWriter(settings);
        this.mischief = new Mischief<>(settings.chances(), settings.seed());
        this.outbox = new ModuleOutbox(writer.ping(), mischief);
        Readings readings = settings.readings();
        this.reports = new ModuleReports(
                timing.retry().toMillis(),
                readings == null || settings.firmware().old() ? 1 : readings.window());
    }

    // what people and tests do to it

    /**
     * The pressure in a group of channels changes.
     *
     * @param group 0 to 2
     */
    public void push(int group) {
        if (group < 0 || group >= GROUPS) {
            throw new IllegalArgumentException("group " + group + " is not 0 to 2");
        }
        if (reports.isFull()) {
            lost++;
            return;
        }
        PressureFault fault = mischief.befalls(PressureFault.Kind.REPORT);
        number++;
        JsonText name = name(fault);
        report("push_msg", name, writer.samples(number, name, group, now - switchedOnAt), fault);
    }

    /** The states of sensors change. */
    public void sensors(List<PressureUplink.Sensor> sensors) {
        if (reports.isFull()) {
            lost++;
            return;
        }
        PressureFault fault = mischief.befalls(PressureFault.Kind.REPORT);
        number++;
        JsonText name = name(fault);
        report("push_online", name, writer.sensors(name, sensors), fault);
    }

    /**
     * The module fails once to talk to its sensors.
     *
     * @param line 1 to 3
     */
    public void lineFailure(int line) {
        writer.failure(line);
    }

    /** Misbehaves once, see {@link PressureFault}. */
    public void inject(PressureFault fault) {
        switch (fault.kind()) {
            case FRAME, REPORT, COMMAND -> mischief.order(fault);
            case CONNECTION -> fallSilent();
        }
    }

    // what it tells

    @Override
    public DeviceId id() {
        return id;
    }

    /** The reports that were acknowledged. */
    public PressureLedger ledger() {
        return reports.ledger();
    }

    /** Reports that have no acknowledgement yet. */
    public int unacknowledged() {
        return reports.waiting();
    }

    /** Reports that were never made because too many waited. */
    public long lost() {
        return lost;
    }

    /** How often the server did something that the document does not allow. */
    public long wrongs() {
        return wrongs;
    }

    /** The time that the server told last, in seconds since 1970 UTC; 0 before it did. */
    public long timeTold() {
        return timeTold;
    }

    /** How often it upgraded its software. */
    public int upgrades() {
        return upgrades;
    }

    // the conversation

    @Override
    public List<Act> onConnect(long nowMillis) {
        now = nowMillis;
        connected = true;
        silent = false;
        switchedOnAgainAt = Long.MAX_VALUE;
        unansweredPings = 0;
        inbox.clear();
        outbox.clear();
        if (isUpgrading()) {
            upgradedAt = Long.MAX_VALUE;
            upgrades++;
        }
        if (switchedOnAt == Long.MIN_VALUE) {
            switchedOnAt = now;
            nextTime = now;
            number++;
            report("push_info", null, writer.info(), null);
            nextReading = pause();
        }
        reports.restart();
        // Not spoiled: faults are for a conversation that has begun.
        outbox.sendAt(writer.ping(), now);
        unansweredPings++;
        nextPing = now + timing.heartbeat().toMillis();
        work();
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
        if (connected && !silent && !isUpgrading()) {
            inbox.take(bytes, this::onMessage, this::wrong);
            work();
        }
        return acts();
    }

    @Override
    public List<Act> onTick(long nowMillis) {
        now = nowMillis;
        if (upgradedAt <= now) {
            upgradedAt = Long.MAX_VALUE;
            upgrades++;
            outbox.reconnect(now);
        } else if (switchedOnAgainAt <= now) {
            switchedOnAgainAt = Long.MAX_VALUE;
            outbox.reconnect(now);
        } else if (connected && !silent && !isUpgrading()) {
            work();
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
            return Math.min(next, switchedOnAgainAt);
        }
        if (isUpgrading()) {
            return Math.min(next, upgradedAt);
        }
        next = Math.min(next, Math.min(nextPing, nextTime));
        next = Math.min(next, Math.min(nextReading, queriedAt));
        return Math.max(now, Math.min(next, reports.nextDue()));
    }

    private boolean isUpgrading() {
        return upgradedAt != Long.MAX_VALUE;
    }

    /** What has fallen due, but for the upgrade. */
    private void work() {
        if (nextPing <= now) {
            ping();
        }
        if (silent) {
            return;
        }
        if (nextTime <= now) {
            nextTime = now + timing.timeSync().toMillis();
            outbox.send(writer.time(), now);
        }
        if (queriedAt <= now) {
            queriedAt = Long.MAX_VALUE;
            push(0);
        }
        while (nextReading <= now) {
            nextReading = pause();
            push((int) (number % GROUPS));
            if (++readings % STATES_EVERY == 0) {
                sensors(List.of(
                        new PressureUplink.Sensor((int) (readings / STATES_EVERY % SensorPlace.COUNT), "1", "0")));
            }
        }
        reports.due(now, frame -> outbox.send(frame, now));
    }

    private List<Act> acts() {
        List<Act> acts = outbox.drain(now);
        // What a reconnection cuts off is never said; the connection is over for this side.
        if (acts.stream().anyMatch(Act.Reconnect.class::isInstance)) {
            onDisconnect(now);
        }
        return acts;
    }

    private void ping() {
        if (unansweredPings >= MOST_UNANSWERED_PINGS) {
            outbox.reconnect(now);
            nextPing = Long.MAX_VALUE;
            return;
        }
        if (mischief.befalls(PressureFault.Kind.CONNECTION) != null) {
            fallSilent();
            return;
        }
        unansweredPings++;
        nextPing = now + timing.heartbeat().toMillis();
        outbox.send(writer.ping(), now);
    }

    private void fallSilent() {
        outbox.fallSilent(now);
        silent = true;
        switchedOnAgainAt = now + timing.silence().toMillis();
    }

    private long pause() {
        Readings readings = settings.readings();
        return readings == null ? Long.MAX_VALUE : now + readings.pause().toMillis();
    }

    private @Nullable JsonText name(@Nullable PressureFault fault) {
        if (fault == PressureFault.RESTART_NUMBERS) {
            packnum = 0;
        }
        String text = Long.toString(packnum);
        packnum = (packnum + 1) & 0xffff_ffffL;
        return settings.firmware().old()
                ? null
                : new JsonText(text, !settings.firmware().numbers());
    }

    private void report(String cmd, @Nullable JsonText name, byte[] frame, @Nullable PressureFault fault) {
        String text = name == null ? null : name.text();
        String shown = name == null || !name.quoted() ? text : "\"" + text + "\"";
        byte[] written = fault == PressureFault.TYPOGRAPHY ? ModuleWriter.likeTheSamples(frame) : frame;
        reports.add(number, cmd, text, new ModuleReports.Key(cmd + "_ack", shown), written, fault);
    }

    // what the server sends

    private void onMessage(Map<String, String> message) {
        String quoted = message.getOrDefault("cmd", "");
        String cmd = quoted.substring(1, quoted.length() - 1);
        switch (cmd) {
            case "pong" -> unansweredPings = 0;
            case "time_ack" -> told(message.getOrDefault("timestamp", ""));
            case "push_msg_ack", "push_info_ack", "push_online_ack" ->
                acknowledged(new ModuleReports.Key(cmd, message.get("packnum")));
            case "info", "version", "update", "query_msg" -> command(cmd, message);
            default -> wrong("an unknown message: " + message);
        }
    }

    private void told(String timestamp) {
        if (timestamp.matches("\"[0-9]{10}\"")) {
            timeTold = Long.parseLong(timestamp.substring(1, timestamp.length() - 1));
        } else {
            wrong("a timestamp that is not ten digits in quotes: " + timestamp);
        }
    }

    private void acknowledged(ModuleReports.Key key) {
        PressureLedger.Entry entry = reports.acknowledged(key, now);
        if (entry != null) {
            listener.acknowledged(this, entry);
        } else if (!reports.wasDue(key)) {
            wrong("an acknowledgement of nothing: " + key);
        }
    }

    private void command(String cmd, Map<String, String> message) {
        String imei = message.get("IMEI");
        boolean mine = ("\"" + settings.imei() + "\"").equals(imei);
        if (!mine && (imei != null || !cmd.equals("info"))) {
            wrong("a command for another module: " + message);
            return;
        }
        PressureFault fault = mischief.befalls(PressureFault.Kind.COMMAND);
        if (fault == PressureFault.IGNORE_COMMAND) {
            return;
        }
        boolean does = fault != PressureFault.REFUSE_COMMAND;
        byte[] answer = switch (cmd) {
            case "info" -> writer.infoAck();
            case "version" -> writer.versionAck(version());
            case "update" -> writer.updateAck(does);
            default -> writer.queryMsgAck(does);
        };
        outbox.reply(answer, fault, timing.lateBy(), now);
        if (does && cmd.equals("update")) {
            upgradedAt = now + timing.upgrade().toMillis();
        } else if (does && cmd.equals("query_msg")) {
            queriedAt = now + PUSH_AFTER_QUERY_MILLIS;
        }
    }

    private String version() {
        return settings.firmware().version() + (upgrades == 0 ? "" : "." + upgrades);
    }

    private void wrong(String what) {
        wrongs++;
        listener.wrong(this, what);
    }
}
