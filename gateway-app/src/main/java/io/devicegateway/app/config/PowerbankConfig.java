package io.devicegateway.app.config;

import io.devicegateway.app.text.Phrase;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The text protocol of power-bank lockers (document 003); the meaning of each component is in the description of its setting.
 *
 * @param crc the name of a CRC16 variant, as {@code MODBUS/body/high}
 * @param crcDevices names of variants by IMEI, or by the beginning of an IMEI and {@code *}
 */
public record PowerbankConfig(
        boolean enabled,
        String bind,
        int port,
        boolean strict,
        CrcMode crcMode,
        String crc,
        Map<String, String> crcDevices,
        CrcCase crcCase,
        boolean crcRawReplies,
        AckSeparator ackSeparator,
        int maxFrame,
        Duration partialTimeout,
        int maxSlot,
        EmMeaning emMeaning,
        boolean lendFlat,
        boolean unlistedEmpty,
        List<String> unreadableIds,
        Duration loginDeadline,
        Duration staleAfter,
        Duration offlineAfter,
        Duration offlineLeast,
        Duration firstInventory,
        Duration inventoryAfter,
        Duration dedup,
        Duration questionDedup,
        Duration commandGap,
        int commandQueue,
        Duration lendTimeout,
        Duration queryTimeout,
        Duration inventoryFresh) {
    /** How it is known in which variant a device writes its check. */
    public enum CrcMode {
        /** From its own frames. */
        AUTO,
        /** All devices use the configured one. */
        FIXED,
        /** Checks are not looked at. */
        OFF
    }

    /** How checks are written. */
    public enum CrcCase {
        /** As {@code 7CB3}. */
        UPPER,
        /** As {@code 7cb3}. */
        LOWER
    }

    /** What stands between slot and bank in an acknowledgement. */
    public enum AckSeparator {
        /** What the report has there. */
        MIRROR,
        /** A comma. */
        COMMA,
        /** A dot. */
        DOT
    }

    /** What the state EM means. */
    public enum EmMeaning {
        /** With a bank's number a flat bank, without one an empty slot. */
        AUTO,
        /** A flat bank. */
        FLAT,
        /** An empty slot. */
        EMPTY
    }

    private static final String VARIANT =
            "(?:MODBUS|CCITT-FALSE|XMODEM|ARC|KERMIT)/(?:body|body\\+comma|head\\+body|head\\+body\\+comma|cmd\\+data)/(?:high|low)";
    private static final int MOST_DEVICES = 10_000;

    static final Setting<Boolean> ENABLED =
            Setting.of("powerbank.enabled", ValueTypes.truth(), true, "Whether the gateway listens for these lockers.");
    static final Setting<String> BIND = Setting.of(
            "powerbank.bind", ValueTypes.host(), "0.0.0.0", "Address that the gateway listens on for these lockers.");
    static final Setting<Integer> PORT = Setting.of(
            "powerbank.port",
            ValueTypes.port(),
            51610,
            "Port that the gateway listens on for these lockers. 0 takes a free one, which is logged.");
    static final Setting<Boolean> STRICT = Setting.of(
            "powerbank.strict",
            ValueTypes.truth(),
            false,
            "With true a frame whose check is wrong is dropped. With false it is taken and counted.");
    static final Setting<CrcMode> CRC_MODE = Setting.of(
            "powerbank.crcMode",
            ValueTypes.choice(CrcMode.class),
            CrcMode.AUTO,
            "How it is known which CRC16 a locker uses, because the document does not say: with auto from its own frames, what two"
                    + " of them agree on; with fixed it is powerbank.crc for all; with off checks are not looked at.");
    static final Setting<String> CRC = Setting.of(
            "powerbank.crc",
            ValueTypes.text(Phrase.of("type.crc"), Pattern.compile(VARIANT)),
            "MODBUS/body/high",
            "The CRC16 variant that lockers are spoken to in until more is known of them; with crcMode fixed or off, always.");
    static final Setting<List<String>> CRC_DEVICES = Setting.of(
            "powerbank.crcDevices",
            ValueTypes.list(
                    ValueTypes.text(
                            Phrase.of("type.crc.device"),
                            Pattern.compile("(?:[0-9]{14,17}|[0-9]{1,16}\\*)=" + VARIANT)),
                    MOST_DEVICES),
            List.of(),
            "CRC16 variants fixed by hand, whatever the mode: IMEI=VARIANT for one locker, or the beginning of an IMEI and *, as"
                    + " 86550104*=XMODEM/body/low, for all of a model. The longest that fits holds.");
    static final Setting<CrcCase> CRC_CASE = Setting.of(
            "powerbank.crcCase", ValueTypes.choice(CrcCase.class), CrcCase.UPPER, "How checks are written to lockers.");
    static final Setting<Boolean> CRC_RAW_REPLIES = Setting.of(
            "powerbank.crcRawReplies",
            ValueTypes.truth(),
            false,
            "Whether a locker that writes its check as two bytes instead of four hexadecimal digits is written to so.");
    static final Setting<AckSeparator> ACK_SEPARATOR = Setting.of(
            "powerbank.ackSeparator",
            ValueTypes.choice(AckSeparator.class),
            AckSeparator.MIRROR,
            "What stands between slot and bank in an acknowledgement: the document prints both a comma and a dot; mirror repeats"
                    + " what the report has.");
    static final Setting<Integer> MAX_FRAME = Setting.of(
            "powerbank.maxFrame",
            ValueTypes.number(128, 8192),
            512,
            "Longest frame, in bytes. A longer one is taken for noise.");
    static final Setting<Duration> PARTIAL_TIMEOUT = Setting.of(
            "powerbank.partialTimeout",
            Quantity.duration("1s", "5m"),
            Duration.ofSeconds(15),
            "How long an incomplete frame may wait for its rest before it is dropped.");
    static final Setting<Integer> MAX_SLOT = Setting.of(
            "powerbank.maxSlot",
            ValueTypes.number(1, 99),
            3,
            "Highest slot that a command goes to. Reports of slots above it are counted and taken.");
    static final Setting<EmMeaning> EM_MEANING = Setting.of(
            "powerbank.emMeaning",
            ValueTypes.choice(EmMeaning.class),
            EmMeaning.AUTO,
            "What the slot state EM means: with auto, with a bank's number a flat bank and without one an empty slot.");
    static final Setting<Boolean> LEND_FLAT = Setting.of(
            "powerbank.lendFlat",
            ValueTypes.truth(),
            false,
            "Whether a bank that a locker reports as EM, without charge, may be lent.");
    static final Setting<Boolean> UNLISTED_EMPTY = Setting.of(
            "powerbank.unlistedEmpty",
            ValueTypes.truth(),
            false,
            "Whether a slot that an inventory leaves out is empty, as with lockers that list only slots with a bank. With false"
                    + " such an inventory resolves no lend of unknown outcome.");
    static final Setting<List<String>> UNREADABLE_IDS = Setting.of(
            "powerbank.unreadableIds",
            ValueTypes.list(
                    ValueTypes.text(Phrase.of("type.id.bank"), Pattern.compile("[0-9A-Z]{1,32}|[0-9A-Z]\\*")), 64),
            List.of("0*", "F*"),
            "Bank numbers that lockers send when they could not read one: a whole number, or one character and * for that"
                    + " character alone.");
    static final Setting<Duration> LOGIN_DEADLINE = Setting.of(
            "powerbank.loginDeadline",
            Quantity.duration("1s", "10m"),
            Duration.ofMinutes(1),
            "How long a new connection may stay without a frame that says who it is before it is closed.");
    static final Setting<Duration> STALE_AFTER = Setting.of(
            "powerbank.staleAfter",
            Quantity.duration("1s", "1h"),
            Duration.ofSeconds(200),
            "Silence after which a locker is shown as stale, until its rhythm is known: then it is two of its heartbeat intervals."
                    + " Never later than powerbank.offlineAfter.");
    static final Setting<Duration> OFFLINE_AFTER = Setting.of(
            "powerbank.offlineAfter",
            Quantity.duration("1s", "1h"),
            Duration.ofMinutes(5),
            "Silence after which a locker's connection is closed and it is offline, until its rhythm is known: then it is three of"
                    + " its heartbeat intervals. The document names no interval.");
    static final Setting<Duration> OFFLINE_LEAST = Setting.of(
            "powerbank.offlineLeast",
            Quantity.duration("1s", "1h"),
            Duration.ofSeconds(90),
            "What three heartbeat intervals do not fall below.");
    static final Setting<Duration> FIRST_INVENTORY = Setting.of(
            "powerbank.firstInventory",
            Quantity.duration("0ms", "1m"),
            Duration.ofSeconds(1),
            "How long after the first frame of a connection the inventory is asked.");
    static final Setting<Duration> INVENTORY_AFTER = Setting.of(
            "powerbank.inventoryAfter",
            Quantity.duration("0s", "10m"),
            Duration.ofSeconds(20),
            "How long after a bank went or came the inventory is asked; 0s for never.");
    static final Setting<Duration> DEDUP = Setting.of(
            "powerbank.dedup",
            Quantity.duration("1s", "10m"),
            Duration.ofMinutes(10),
            "How long a report that comes again, because its acknowledgement was lost, is acknowledged again and not published.");
    static final Setting<Duration> QUESTION_DEDUP = Setting.of(
            "powerbank.questionDedup",
            Quantity.duration("1s", "10m"),
            Duration.ofSeconds(30),
            "How long the question whether a bank belongs to the system gets the same answer again.");
    static final Setting<Duration> COMMAND_GAP = Setting.of(
            "powerbank.commandGap",
            Quantity.duration("0ms", "10s"),
            Duration.ofMillis(100),
            "Least time between two frames to one locker of which the second is a command; 0ms for none.");
    static final Setting<Integer> COMMAND_QUEUE = Setting.of(
            "powerbank.commandQueue",
            ValueTypes.number(1, 10_000),
            32,
            "Commands that wait for one locker. A further one is answered with notSent (BUSY).");
    static final Setting<Duration> LEND_TIMEOUT = Setting.of(
            "powerbank.lendTimeout",
            Quantity.duration("1s", "10m"),
            Duration.ofSeconds(30),
            "How long a lend may take, unless the caller sets a deadline. It is never sent twice.");
    static final Setting<Duration> QUERY_TIMEOUT = Setting.of(
            "powerbank.queryTimeout",
            Quantity.duration("1s", "10m"),
            Duration.ofSeconds(10),
            "How long the answer to a query may take, unless the caller sets a deadline.");
    static final Setting<Duration> INVENTORY_FRESH = Setting.of(
            "powerbank.inventoryFresh",
            Quantity.duration("1s", "1h"),
            Duration.ofMinutes(1),
            "A lend names the bank, which is taken from the latest inventory; one older than this is asked anew first.");

    static final Section SECTION = new Section(
            "powerbank",
            "Power-bank lockers",
            "Power-bank lockers that speak the text protocol (document 003).",
            List.of(
                    ENABLED,
                    BIND,
                    PORT,
                    STRICT,
                    CRC_MODE,
                    CRC,
                    CRC_DEVICES,
                    CRC_CASE,
                    CRC_RAW_REPLIES,
                    ACK_SEPARATOR,
                    MAX_FRAME,
                    PARTIAL_TIMEOUT,
                    MAX_SLOT,
                    EM_MEANING,
                    LEND_FLAT,
                    UNLISTED_EMPTY,
                    UNREADABLE_IDS,
                    LOGIN_DEADLINE,
                    STALE_AFTER,
                    OFFLINE_AFTER,
                    OFFLINE_LEAST,
                    FIRST_INVENTORY,
                    INVENTORY_AFTER,
                    DEDUP,
                    QUESTION_DEDUP,
                    COMMAND_GAP,
                    COMMAND_QUEUE,
                    LEND_TIMEOUT,
                    QUERY_TIMEOUT,
                    INVENTORY_FRESH));

    static PowerbankConfig from(Values values) {
        Duration offlineAfter = values.get(OFFLINE_AFTER);
        Duration staleAfter = values.get(STALE_AFTER);
        return new PowerbankConfig(
                values.get(ENABLED),
                values.get(BIND),
                values.get(PORT),
                values.get(STRICT),
                values.get(CRC_MODE),
                values.get(CRC),
                byDevice(values.get(CRC_DEVICES)),
                values.get(CRC_CASE),
                values.get(CRC_RAW_REPLIES),
                values.get(ACK_SEPARATOR),
                values.get(MAX_FRAME),
                values.get(PARTIAL_TIMEOUT),
                values.get(MAX_SLOT),
                values.get(EM_MEANING),
                values.get(LEND_FLAT),
                values.get(UNLISTED_EMPTY),
                values.get(UNREADABLE_IDS),
                values.get(LOGIN_DEADLINE),
                staleAfter.compareTo(offlineAfter) < 0 ? staleAfter : offlineAfter,
                offlineAfter,
                values.get(OFFLINE_LEAST),
                values.get(FIRST_INVENTORY),
                values.get(INVENTORY_AFTER),
                values.get(DEDUP),
                values.get(QUESTION_DEDUP),
                values.get(COMMAND_GAP),
                values.get(COMMAND_QUEUE),
                values.get(LEND_TIMEOUT),
                values.get(QUERY_TIMEOUT),
                values.get(INVENTORY_FRESH));
    }

    /** Of two entries for one device the later holds. */
    private static Map<String, String> byDevice(List<String> entries) {
        Map<String, String> byDevice = new LinkedHashMap<>();
        for (String entry : entries) {
            int equals = entry.indexOf('=');
            byDevice.put(entry.substring(0, equals), entry.substring(equals + 1));
        }
        return byDevice;
    }
}
