package io.devicegateway.app.config;

import io.devicegateway.app.text.Phrase;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The Wosi cabinet protocol (document 004); the meaning of each component is in the description of its setting.
 */
public record WosiConfig(
        boolean enabled,
        String bind,
        int port,
        boolean strict,
        int token,
        TokenReplyMode tokenReplyMode,
        int maxPacket,
        Duration partialTimeout,
        Duration loginDeadline,
        Duration staleAfter,
        Duration readIdle,
        List<Integer> onLogin,
        Duration onLoginDelay,
        Duration onLoginGap,
        Duration returnDedup,
        int returnDuplicateResult,
        int returnZeroId,
        List<String> unreadableIds,
        int returnIllegalBank,
        Duration returnInventory,
        Duration commandGap,
        int commandQueue,
        Duration rentTimeout,
        Duration queryTimeout,
        Duration orderTimeout,
        Duration releaseInventory,
        boolean networkFallback71) {
    /** Which token a reply carries. */
    public enum TokenReplyMode {
        /** The one of the request. */
        ECHO,
        /** The configured one. */
        FIXED
    }

    static final Setting<Boolean> ENABLED =
            Setting.of("wosi.enabled", ValueTypes.truth(), true, "Whether the gateway listens for these cabinets.");
    static final Setting<String> BIND = Setting.of(
            "wosi.bind", ValueTypes.host(), "0.0.0.0", "Address that the gateway listens on for these cabinets.");
    static final Setting<Integer> PORT = Setting.of(
            "wosi.port",
            ValueTypes.port(),
            51608,
            "Port that the gateway listens on for these cabinets. 0 takes a free one, which is" + " logged.");
    static final Setting<Boolean> STRICT = Setting.of(
            "wosi.strict",
            ValueTypes.truth(),
            false,
            "With true a frame with a wrong checksum is dropped. With false it is taken and counted,"
                    + " because the vendor's own samples and several servers in the field have wrong ones.");
    static final Setting<Integer> TOKEN = Setting.of(
            "wosi.token", ValueTypes.bits(8), 0x11223344, "Token in frames that the gateway sends of its own accord.");
    static final Setting<TokenReplyMode> TOKEN_REPLY_MODE = Setting.of(
            "wosi.tokenReplyMode",
            ValueTypes.choice(TokenReplyMode.class),
            TokenReplyMode.ECHO,
            "Which token a reply to a cabinet carries: with echo that of the request, with fixed" + " wosi.token.");
    static final Setting<Integer> MAX_PACKET = Setting.of(
            "wosi.maxPacket",
            ValueTypes.number(64, 65_535),
            4_096,
            "Longest frame, in bytes as its length field counts. A longer one is taken for noise.");
    static final Setting<Duration> PARTIAL_TIMEOUT = Setting.of(
            "wosi.partialTimeout",
            Quantity.duration("1s", "5m"),
            Duration.ofSeconds(15),
            "How long an incomplete frame may wait for its rest before it is dropped.");
    static final Setting<Duration> LOGIN_DEADLINE = Setting.of(
            "wosi.loginDeadline",
            Quantity.duration("1s", "10m"),
            Duration.ofMinutes(1),
            "How long a new connection may stay without a login before it is closed.");
    static final Setting<Duration> STALE_AFTER = Setting.of(
            "wosi.staleAfter",
            Quantity.duration("1s", "1h"),
            Duration.ofSeconds(65),
            "Silence after which a cabinet is shown as stale: two heartbeats of 30 s and 5 s. Never"
                    + " later than wosi.readIdle.");
    static final Setting<Duration> READ_IDLE = Setting.of(
            "wosi.readIdle",
            Quantity.duration("1s", "1h"),
            Duration.ofSeconds(100),
            "Silence after which a cabinet's connection is closed and it is offline: three heartbeats"
                    + " of 30 s and 10 s. A cabinet that tells another heartbeat in answer to a server query is"
                    + " measured by that.");
    static final Setting<List<Integer>> ON_LOGIN = Setting.of(
            "wosi.onLogin",
            ValueTypes.list(ValueTypes.code(List.of(0x62, 0x64, 0x69, 0x6A, 0x72, 0x77)), 6),
            List.of(0x64),
            "What is asked once after each login: 0x62 version, 0x64 inventory, 0x69 SIM card, 0x6A"
                    + " server address, 0x72 network, 0x77 volume. All but the first two are for maintenance and"
                    + " unknown to cabinets made before April 2019.");
    static final Setting<Duration> ON_LOGIN_DELAY = Setting.of(
            "wosi.onLoginDelay",
            Quantity.duration("0ms", "1m"),
            Duration.ofSeconds(1),
            "How long after the login the first of these is asked.");
    static final Setting<Duration> ON_LOGIN_GAP = Setting.of(
            "wosi.onLoginGap", Quantity.duration("200ms", "1m"), Duration.ofMillis(200), "Time between two of these.");
    static final Setting<Duration> RETURN_DEDUP = Setting.of(
            "wosi.returnDedup",
            Quantity.duration("1s", "10m"),
            Duration.ofMinutes(2),
            "How long the same bank in the same slot counts as a repeated report of one return, which"
                    + " gets the same answer again and is not published again.");
    static final Setting<Integer> RETURN_DUPLICATE_RESULT = Setting.of(
            "wosi.returnDuplicateResult",
            ValueTypes.oneOf(3, 1),
            3,
            "Answer to the return of a bank that was returned before: 3 as the document says, or 1"
                    + " where cabinets hand a bank out that is not answered with 1.");
    static final Setting<Integer> RETURN_ZERO_ID = Setting.of(
            "wosi.returnZeroId",
            ValueTypes.oneOf(2, 4),
            2,
            "Answer to the return of a bank whose id the cabinet could not read: 2 abnormal, 4" + " illegal.");
    static final Setting<List<String>> UNREADABLE_IDS = Setting.of(
            "wosi.unreadableIds",
            ValueTypes.list(ValueTypes.text(Phrase.of("type.id.terminal"), Pattern.compile("[0-9A-Fa-f?]{16}")), 64),
            List.of("????????00000000", "????????FFFFFFFF", "2020202020202020", "3030303030303030"),
            "Bank ids that cabinets send when they could not read one, besides eight zeros: as hexadecimal digits, ? for any.");
    static final Setting<Integer> RETURN_ILLEGAL_BANK = Setting.of(
            "wosi.returnIllegalBank",
            ValueTypes.oneOf(4, 1),
            4,
            "Answer to the return of a bank that the authority says is not the system's: 4 illegal,"
                    + " or 1 where cabinets hand a bank out that is not answered with 1.");
    static final Setting<Duration> RETURN_INVENTORY = Setting.of(
            "wosi.returnInventory",
            Quantity.duration("0s", "10m"),
            Duration.ofSeconds(20),
            "How long after a return the inventory is asked; 0s for never.");
    static final Setting<Duration> COMMAND_GAP = Setting.of(
            "wosi.commandGap",
            Quantity.duration("0ms", "10s"),
            Duration.ofMillis(100),
            "Least time between two frames to one cabinet of which the second is a command; 0ms for"
                    + " none. Cabinets seem to take one network segment for one frame and lose a second one in"
                    + " it.");
    static final Setting<Integer> COMMAND_QUEUE = Setting.of(
            "wosi.commandQueue",
            ValueTypes.number(1, 10_000),
            32,
            "Commands that wait for one cabinet. A further one is answered with notSent (BUSY).");
    static final Setting<Duration> RENT_TIMEOUT = Setting.of(
            "wosi.rentTimeout",
            Quantity.duration("1s", "10m"),
            Duration.ofSeconds(20),
            "How long letting a bank go (rent, forced eject) may take, unless the caller sets a"
                    + " deadline. It is never sent twice.");
    static final Setting<Duration> QUERY_TIMEOUT = Setting.of(
            "wosi.queryTimeout",
            Quantity.duration("1s", "10m"),
            Duration.ofSeconds(10),
            "How long the answer to a query may take, unless the caller sets a deadline.");
    static final Setting<Duration> ORDER_TIMEOUT = Setting.of(
            "wosi.orderTimeout",
            Quantity.duration("1s", "10m"),
            Duration.ofSeconds(20),
            "How long the confirmation of any other command may take, unless the caller sets a"
                    + " deadline. Keep it above wosi.partialTimeout: a confirmation whose length lies is"
                    + " understood only then.");
    static final Setting<Duration> RELEASE_INVENTORY = Setting.of(
            "wosi.releaseInventory",
            Quantity.duration("0s", "10m"),
            Duration.ofSeconds(20),
            "How long after the answer to a rent or an eject the inventory is asked; 0s for never.");
    static final Setting<Boolean> NETWORK_FALLBACK_71 = Setting.of(
            "wosi.networkFallback71",
            ValueTypes.truth(),
            true,
            "Whether a network query 0x72 without an answer is repeated once under the retired code"
                    + " 0x71, which firmware older than 4.6 knows.");

    static final Section SECTION = new Section(
            "wosi",
            "Wosi cabinets",
            "Power-bank cabinets that speak the Wosi binary protocol (document 004).",
            List.of(
                    ENABLED,
                    BIND,
                    PORT,
                    STRICT,
                    TOKEN,
                    TOKEN_REPLY_MODE,
                    MAX_PACKET,
                    PARTIAL_TIMEOUT,
                    LOGIN_DEADLINE,
                    STALE_AFTER,
                    READ_IDLE,
                    ON_LOGIN,
                    ON_LOGIN_DELAY,
                    ON_LOGIN_GAP,
                    RETURN_DEDUP,
                    RETURN_DUPLICATE_RESULT,
                    RETURN_ZERO_ID,
                    UNREADABLE_IDS,
                    RETURN_ILLEGAL_BANK,
                    RETURN_INVENTORY,
                    COMMAND_GAP,
                    COMMAND_QUEUE,
                    RENT_TIMEOUT,
                    QUERY_TIMEOUT,
                    ORDER_TIMEOUT,
                    RELEASE_INVENTORY,
                    NETWORK_FALLBACK_71));

    static WosiConfig from(Values values) {
        Duration readIdle = values.get(READ_IDLE);
        Duration staleAfter = values.get(STALE_AFTER);
        return new WosiConfig(
                values.get(ENABLED),
                values.get(BIND),
                values.get(PORT),
                values.get(STRICT),
                values.get(TOKEN),
                values.get(TOKEN_REPLY_MODE),
                values.get(MAX_PACKET),
                values.get(PARTIAL_TIMEOUT),
                values.get(LOGIN_DEADLINE),
                staleAfter.compareTo(readIdle) < 0 ? staleAfter : readIdle,
                readIdle,
                values.get(ON_LOGIN),
                values.get(ON_LOGIN_DELAY),
                values.get(ON_LOGIN_GAP),
                values.get(RETURN_DEDUP),
                values.get(RETURN_DUPLICATE_RESULT),
                values.get(RETURN_ZERO_ID),
                values.get(UNREADABLE_IDS),
                values.get(RETURN_ILLEGAL_BANK),
                values.get(RETURN_INVENTORY),
                values.get(COMMAND_GAP),
                values.get(COMMAND_QUEUE),
                values.get(RENT_TIMEOUT),
                values.get(QUERY_TIMEOUT),
                values.get(ORDER_TIMEOUT),
                values.get(RELEASE_INVENTORY),
                values.get(NETWORK_FALLBACK_71));
    }
}
