package io.devicegateway.app.config;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/**
 * The JSON protocol of 4G pressure modules (document 001); the meaning of each component is in the description of its setting.
 *
 * @param sampleInterval zero when it is not known
 */
public record PressureConfig(
        boolean enabled,
        String bind,
        int port,
        int maxFrame,
        Duration partialTimeout,
        Suffix suffix,
        boolean mirrorPacknum,
        TimestampType timestampType,
        int timestampOffsetSeconds,
        boolean infoWithImei,
        Duration loginDeadline,
        Duration staleAfter,
        Duration offlineAfter,
        Duration upgradeGrace,
        int expectedSamples,
        Optional<BigDecimal> sampleScale,
        int sampleOffset,
        Duration sampleInterval,
        ZoneId deviceZone,
        Duration dedup,
        int remembered,
        Duration requestedWithin,
        Duration commandGap,
        int commandQueue,
        Duration queryTimeout,
        Duration upgradeTimeout) {
    /** What follows each message that is written. */
    public enum Suffix {
        /** Nothing. */
        NONE,
        /** A line feed. */
        LF,
        /** A carriage return and a line feed. */
        CRLF
    }

    /** How a timestamp is written. */
    public enum TimestampType {
        /** As a text. */
        STRING,
        /** As a number. */
        NUMBER
    }

    static final Setting<Boolean> ENABLED =
            Setting.of("pressure.enabled", ValueTypes.truth(), true, "Whether the gateway listens for these modules.");
    static final Setting<String> BIND = Setting.of(
            "pressure.bind", ValueTypes.host(), "0.0.0.0", "Address that the gateway listens on for these modules.");
    static final Setting<Integer> PORT = Setting.of(
            "pressure.port",
            ValueTypes.port(),
            51609,
            "Port that the gateway listens on for these modules. 0 takes a free one, which is logged.");
    static final Setting<Integer> MAX_FRAME = Setting.of(
            "pressure.maxFrame",
            ValueTypes.number(4096, 1_048_576),
            65_536,
            "Longest message, in bytes; nine channels of 50 samples have some 2400. A longer one is taken for noise.");
    static final Setting<Duration> PARTIAL_TIMEOUT = Setting.of(
            "pressure.partialTimeout",
            Quantity.duration("1s", "5m"),
            Duration.ofSeconds(30),
            "How long an incomplete message may wait for its rest before it is dropped.");
    static final Setting<Suffix> SUFFIX = Setting.of(
            "pressure.suffix",
            ValueTypes.choice(Suffix.class),
            Suffix.NONE,
            "What follows each message to a module; the document shows nothing.");
    static final Setting<Boolean> MIRROR_PACKNUM = Setting.of(
            "pressure.mirrorPacknum",
            ValueTypes.truth(),
            true,
            "Whether an acknowledgement carries the packnum as the module wrote it, text or number; with false it is always text.");
    static final Setting<TimestampType> TIMESTAMP_TYPE = Setting.of(
            "pressure.timestampType",
            ValueTypes.choice(TimestampType.class),
            TimestampType.STRING,
            "How the time is written that a module asks for: as a string, as the document's sample has it, or as a number.");
    static final Setting<Integer> TIMESTAMP_OFFSET_SECONDS = Setting.of(
            "pressure.timestampOffsetSeconds",
            ValueTypes.number(-86_400, 86_400),
            0,
            "Added to the seconds since 1970 UTC that a module is told, for modules that take the number for local time (28800 in"
                    + " China).");
    static final Setting<Boolean> INFO_WITH_IMEI = Setting.of(
            "pressure.infoWithImei",
            ValueTypes.truth(),
            false,
            "Whether the query info names the IMEI as the other queries do; the document's sample does not.");
    static final Setting<Duration> LOGIN_DEADLINE = Setting.of(
            "pressure.loginDeadline",
            Quantity.duration("1s", "10m"),
            Duration.ofSeconds(90),
            "How long a new connection may stay without a message that names an IMEI before it is closed; a ping comes every"
                    + " minute.");
    static final Setting<Duration> STALE_AFTER = Setting.of(
            "pressure.staleAfter",
            Quantity.duration("1s", "1h"),
            Duration.ofSeconds(125),
            "Silence after which a module is shown as stale: two pings and 5 s. Never later than pressure.offlineAfter.");
    static final Setting<Duration> OFFLINE_AFTER = Setting.of(
            "pressure.offlineAfter",
            Quantity.duration("1s", "1h"),
            Duration.ofMinutes(3),
            "Silence after which a module's connection is closed and it is offline: three pings, as the document says.");
    static final Setting<Duration> UPGRADE_GRACE = Setting.of(
            "pressure.upgradeGrace",
            Quantity.duration("1s", "1d"),
            Duration.ofMinutes(10),
            "How long a module that began to upgrade its software may be silent before it is offline. Never less than"
                    + " pressure.offlineAfter.");
    static final Setting<Integer> EXPECTED_SAMPLES = Setting.of(
            "pressure.expectedSamples",
            ValueTypes.number(1, 200),
            50,
            "How many samples a channel has; another number is counted and taken.");
    static final Setting<Optional<BigDecimal>> SAMPLE_SCALE = Setting.of(
            "pressure.sampleScale",
            ValueTypes.decimal(),
            Optional.empty(),
            "How samples are to be read is handed on with them when this is set: (sample + pressure.sampleOffset) times this."
                    + " Samples themselves are always the converter's own numbers, 0 to 65535.");
    static final Setting<Integer> SAMPLE_OFFSET = Setting.of(
            "pressure.sampleOffset",
            ValueTypes.number(-65_536, 65_536),
            0,
            "See pressure.sampleScale. A sibling of the device uses -32768.");
    static final Setting<Duration> SAMPLE_INTERVAL = Setting.of(
            "pressure.sampleInterval",
            Quantity.duration("0ms", "1h"),
            Duration.ZERO,
            "Time between two samples, handed on with pressure.sampleScale; 0ms for not known. A sibling of the device uses 20ms.");
    static final Setting<ZoneId> DEVICE_ZONE = Setting.of(
            "pressure.deviceZone",
            ValueTypes.zone(),
            ZoneId.of("Asia/Shanghai"),
            "The zone that the modules' clocks show.");
    static final Setting<Duration> DEDUP = Setting.of(
            "pressure.dedup",
            Quantity.duration("1s", "10m"),
            Duration.ofMinutes(10),
            "How long a report that comes again, because its acknowledgement was lost, is acknowledged again and not published.");
    static final Setting<Integer> REMEMBERED = Setting.of(
            "pressure.remembered",
            ValueTypes.number(1, 1024),
            32,
            "How many reports of samples are remembered for one module, to recognise one that comes again.");
    static final Setting<Duration> REQUESTED_WITHIN = Setting.of(
            "pressure.requestedWithin",
            Quantity.duration("1s", "10m"),
            Duration.ofSeconds(30),
            "How long after a module accepted a query its next report of samples is taken for the answer.");
    static final Setting<Duration> COMMAND_GAP = Setting.of(
            "pressure.commandGap",
            Quantity.duration("0ms", "10s"),
            Duration.ofMillis(100),
            "Least time between two messages to one module of which the second is a command; 0ms for none.");
    static final Setting<Integer> COMMAND_QUEUE = Setting.of(
            "pressure.commandQueue",
            ValueTypes.number(1, 10_000),
            32,
            "Commands that wait for one module. A further one is answered with notSent (BUSY).");
    static final Setting<Duration> QUERY_TIMEOUT = Setting.of(
            "pressure.queryTimeout",
            Quantity.duration("1s", "10m"),
            Duration.ofSeconds(10),
            "How long the answer to a query may take, unless the caller sets a deadline.");
    static final Setting<Duration> UPGRADE_TIMEOUT = Setting.of(
            "pressure.upgradeTimeout",
            Quantity.duration("1s", "10m"),
            Duration.ofSeconds(20),
            "How long the answer to an upgrade may take, unless the caller sets a deadline. It is never sent twice.");

    static final Section SECTION = new Section(
            "pressure",
            "Pressure modules",
            "4G pressure modules that speak JSON over TCP (document 001).",
            List.of(
                    ENABLED,
                    BIND,
                    PORT,
                    MAX_FRAME,
                    PARTIAL_TIMEOUT,
                    SUFFIX,
                    MIRROR_PACKNUM,
                    TIMESTAMP_TYPE,
                    TIMESTAMP_OFFSET_SECONDS,
                    INFO_WITH_IMEI,
                    LOGIN_DEADLINE,
                    STALE_AFTER,
                    OFFLINE_AFTER,
                    UPGRADE_GRACE,
                    EXPECTED_SAMPLES,
                    SAMPLE_SCALE,
                    SAMPLE_OFFSET,
                    SAMPLE_INTERVAL,
                    DEVICE_ZONE,
                    DEDUP,
                    REMEMBERED,
                    REQUESTED_WITHIN,
                    COMMAND_GAP,
                    COMMAND_QUEUE,
                    QUERY_TIMEOUT,
                    UPGRADE_TIMEOUT));

    static PressureConfig from(Values values) {
        Duration offlineAfter = values.get(OFFLINE_AFTER);
        return new PressureConfig(
                values.get(ENABLED),
                values.get(BIND),
                values.get(PORT),
                values.get(MAX_FRAME),
                values.get(PARTIAL_TIMEOUT),
                values.get(SUFFIX),
                values.get(MIRROR_PACKNUM),
                values.get(TIMESTAMP_TYPE),
                values.get(TIMESTAMP_OFFSET_SECONDS),
                values.get(INFO_WITH_IMEI),
                values.get(LOGIN_DEADLINE),
                shorter(values.get(STALE_AFTER), offlineAfter),
                offlineAfter,
                longer(values.get(UPGRADE_GRACE), offlineAfter),
                values.get(EXPECTED_SAMPLES),
                values.get(SAMPLE_SCALE),
                values.get(SAMPLE_OFFSET),
                values.get(SAMPLE_INTERVAL),
                values.get(DEVICE_ZONE),
                values.get(DEDUP),
                values.get(REMEMBERED),
                values.get(REQUESTED_WITHIN),
                values.get(COMMAND_GAP),
                values.get(COMMAND_QUEUE),
                values.get(QUERY_TIMEOUT),
                values.get(UPGRADE_TIMEOUT));
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }
}
