package io.devicegateway.pressure;

import io.devicegateway.api.DeviceEvent;
import io.devicegateway.api.DeviceId;
import io.devicegateway.api.DeviceLocation;
import io.devicegateway.api.PressureSamples;
import io.devicegateway.api.SensorStates;
import io.devicegateway.api.SimCard;
import io.devicegateway.protocol.DecodeListener.Label;
import io.devicegateway.protocol.Effect;
import io.devicegateway.protocol.Effect.DedupKey;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What follows from the reports of one module. Each is published once and acknowledged every time it comes. */
final class PressureReports {
    /** What is farther in the future by our clock is no time that makes sense. */
    private static final Duration CLOCK_AHEAD = Duration.ofDays(7);

    /** Neither is what is longer ago: a report does not wait so long. */
    private static final Duration LONGEST_PAST = Duration.ofDays(3653);

    private static final Label CLOCK = new Label(
            "the module's time is 7 days ahead of the gateway's, or ten years behind it", "设备时间比网关快7天以上或慢十年以上");

    private final PressureSettings.Reports settings;
    private final InstantSource clock;
    private final DeviceId id;
    private final ZoneId zone;

    private @Nullable Instant requestedUntil;
    private long lastFingerprint;

    PressureReports(PressureSettings settings, InstantSource clock, DeviceId id) {
        this.settings = settings.reports();
        this.clock = clock;
        this.id = id;
        this.zone = this.settings.deviceZone();
    }

    /** The module accepted a query: its next push is the answer, if it comes soon. */
    void expectRequested() {
        requestedUntil = clock.instant().plus(settings.requestedWithin());
    }

    List<Effect<PressureMessage>> samples(PressureUplink.PushMsg push) {
        LocalDateTime time = push.time();
        Instant told = time == null ? null : time.atZone(zone).toInstant();
        Duration off = told == null ? Duration.ZERO : Duration.between(clock.instant(), told);
        boolean makesSense = off.compareTo(CLOCK_AHEAD) <= 0 && off.negated().compareTo(LONGEST_PAST) <= 0;
        PressureSamples samples = new PressureSamples(
                id,
                text(push.packnum()),
                push.group(),
                makesSense ? told : null,
                push.channels(),
                push.temperature(),
                push.humidity(),
                settings.conversion(),
                isRequested(push.fingerprint()));
        List<Effect<PressureMessage>> effects = new ArrayList<>(2);
        if (!makesSense) {
            effects.add(new Effect.Anomaly<>("clock-off", CLOCK));
        }
        effects.addAll(once(
                samplesKey(push),
                List.of(
                        new Effect.Publish<>(samples),
                        new Effect.Send<>(new PressureDownlink.PushMsgAck(push.packnum())))));
        return effects;
    }

    List<Effect<PressureMessage>> sensors(PressureUplink.PushOnline push) {
        List<SensorStates.Sensor> sensors = new ArrayList<>(push.sensors().size());
        for (PressureUplink.Sensor sensor : push.sensors()) {
            String st = sensor.st();
            String dt = sensor.dt();
            sensors.add(new SensorStates.Sensor(
                    sensor.index(),
                    SensorPlace.line(sensor.index()),
                    SensorPlace.position(sensor.index()),
                    st == null ? null : SensorPlace.conditionOf(st),
                    st,
                    dt == null ? null : SensorPlace.crystalFault(dt)));
        }
        return once(
                latestKey("push_online", push.fingerprint()),
                List.of(
                        new Effect.Publish<>(new SensorStates(id, text(push.packnum()), sensors)),
                        new Effect.Send<>(new PressureDownlink.PushOnlineAck(push.packnum()))));
    }

    List<Effect<PressureMessage>> info(PressureUplink.PushInfo push) {
        List<DeviceEvent> told = new ArrayList<>(2);
        String ccid = push.ccid();
        if (ccid != null) {
            told.add(new SimCard(id, ccid));
        }
        PressureUplink.Location place = push.location();
        if (place != null) {
            told.add(new DeviceLocation(id, place.longitude(), place.latitude()));
        }
        List<Effect<PressureMessage>> effects = new ArrayList<>(3);
        told.forEach(event -> effects.add(new Effect.Publish<>(event)));
        effects.add(new Effect.Send<>(new PressureDownlink.PushInfoAck()));
        return once(latestKey("push_info", push.fingerprint()), effects);
    }

    private static List<Effect<PressureMessage>> once(DedupKey key, List<Effect<PressureMessage>> effects) {
        return List.of(new Effect.Once<>(key, effects));
    }

    /**
     * The bytes of a report say whether it came before, because a module's numbers begin again when it restarts. So that a
     * module which reports all the time takes no more memory than another, pushes of samples share a limited number of scopes
     * by their number.
     */
    private DedupKey samplesKey(PressureUplink.PushMsg push) {
        JsonText packnum = push.packnum();
        return packnum == null
                ? latestKey("push_msg", push.fingerprint())
                : key("push_msg/" + Math.floorMod(number(packnum), settings.remembered()), push.fingerprint());
    }

    /**
     * Where neither a time nor a number that can be relied on tells two reports apart, the same bytes are a repetition only if
     * nothing came in between: a state may well change and change back, also across a restart of the module.
     */
    private DedupKey latestKey(String cmd, long fingerprint) {
        return key(cmd, fingerprint);
    }

    private DedupKey key(String scope, long fingerprint) {
        return new DedupKey(scope, Long.toHexString(fingerprint), settings.dedup());
    }

    private static long number(JsonText packnum) {
        String text = packnum.text().strip();
        byte[] digits = text.getBytes(StandardCharsets.ISO_8859_1);
        long number = FieldText.u32(digits, 0, digits.length);
        return number < 0 ? text.hashCode() : number;
    }

    private static @Nullable String text(@Nullable JsonText packnum) {
        return packnum == null ? null : packnum.text().strip();
    }

    /** A report that comes again is not taken for the answer. */
    private boolean isRequested(long fingerprint) {
        boolean again = fingerprint == lastFingerprint;
        lastFingerprint = fingerprint;
        Instant until = requestedUntil;
        if (until == null || again) {
            return false;
        }
        requestedUntil = null;
        return !clock.instant().isAfter(until);
    }
}
