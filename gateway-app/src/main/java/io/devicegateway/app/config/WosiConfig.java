package io.devicegateway.app.config;

import java.time.Duration;
import java.util.List;

/**
 * The Wosi cabinet protocol (document 004); the meaning of each component is in its setting.
 *
 * @param enabled whether it is listened for
 * @param bind address to listen on
 * @param port port to listen on; 0 for a free one
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
        Duration onLoginGap,
        Duration replyTimeout,
        Duration rentTimeout,
        Duration returnDedup,
        int returnDuplicateResult,
        int returnUnknownBank,
        int returnZeroId,
        boolean returnCheckSlot,
        Duration returnInventory,
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
    static final Setting<String> BIND =
            Setting.of("wosi.bind", ValueTypes.host(), "0.0.0.0", "Address that the gateway listens on for these cabinets.");
    static final Setting<Integer> PORT = Setting.of(
            "wosi.port",
            ValueTypes.port(),
            51608,
            "Port that the gateway listens on for these cabinets. 0 takes a free one, which is logged.");
    static final Setting<Boolean> STRICT = Setting.of(
            "wosi.strict",
            ValueTypes.truth(),
            false,
            "With true a frame with a wrong checksum is dropped. With false it is taken and counted, because the vendor's own samples"
                    + " have wrong ones.");
    static final Setting<Integer> TOKEN = Setting.of(
            "wosi.token", ValueTypes.bits(8), 0x11223344, "Token in frames that the gateway sends of its own accord.");
    static final Setting<TokenReplyMode> TOKEN_REPLY_MODE = Setting.of(
            "wosi.tokenReplyMode",
            ValueTypes.choice(TokenReplyMode.class),
            TokenReplyMode.ECHO,
            "Which token a reply to a cabinet carries: with echo that of the request, with fixed wosi.token.");
    static final Setting<Integer> MAX_PACKET = Setting.of(
            "wosi.maxPacket",
            ValueTypes.number(64, 65_535),
            4_096,
            "Longest frame in bytes, as its length field counts. A longer one is taken for noise.");
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
            "Silence after which a cabinet is shown as stale: two heartbeats of 30 s and 5 s. Never later than wosi.readIdle.");
    static final Setting<Duration> READ_IDLE = Setting.of(
            "wosi.readIdle",
            Quantity.duration("1s", "1h"),
            Duration.ofSeconds(100),
            "Silence after which a cabinet's connection is closed and it is offline: three heartbeats of 30 s and 10 s. A cabinet"
                    + " that was told another heartbeat gets three of those and 10 s.");
    static final Setting<List<Integer>> ON_LOGIN = Setting.of(
            "wosi.onLogin",
            ValueTypes.list(ValueTypes.code(List.of(0x62, 0x64, 0x69, 0x6A, 0x72)), 5),
            List.of(0x64),
            "Queries sent once after each login: 0x62 version, 0x64 inventory, 0x69 SIM card, 0x6A server address, 0x72 network.");
    static final Setting<Duration> ON_LOGIN_GAP = Setting.of(
            "wosi.onLoginGap",
            Quantity.duration("0ms", "10s"),
            Duration.ofMillis(200),
            "Least time between two of those queries.");
    static final Setting<Duration> REPLY_TIMEOUT = Setting.of(
            "wosi.replyTimeout",
            Quantity.duration("1s", "2m"),
            Duration.ofSeconds(10),
            "How long a cabinet may take to answer a command, unless the caller sets a deadline.");
    static final Setting<Duration> RENT_TIMEOUT = Setting.of(
            "wosi.rentTimeout",
            Quantity.duration("1s", "2m"),
            Duration.ofSeconds(20),
            "The same for letting a bank go (rent and forced eject). A rent is never sent twice.");
    static final Setting<Duration> RETURN_DEDUP = Setting.of(
            "wosi.returnDedup",
            Quantity.duration("0s", "1h"),
            Duration.ofMinutes(2),
            "How long the same bank in the same slot counts as a repeated report of one return, which gets the same answer again and"
                    + " is not published again.");
    static final Setting<Integer> RETURN_DUPLICATE_RESULT = Setting.of(
            "wosi.returnDuplicateResult",
            ValueTypes.oneOf(3, 1),
            3,
            "Answer to the return of a bank that is back already: 3 as the document says, or 1 where cabinets then hand the bank"
                    + " out.");
    static final Setting<Integer> RETURN_UNKNOWN_BANK = Setting.of(
            "wosi.returnUnknownBank",
            ValueTypes.oneOf(1, 4),
            1,
            "Answer to the return of a bank that the gateway has never seen: 1 accepts it, 4 says illegal id.");
    static final Setting<Integer> RETURN_ZERO_ID = Setting.of(
            "wosi.returnZeroId",
            ValueTypes.oneOf(2, 1, 0),
            2,
            "Answer to the return of a bank whose id the cabinet could not read.");
    static final Setting<Boolean> RETURN_CHECK_SLOT = Setting.of(
            "wosi.returnCheckSlot",
            ValueTypes.truth(),
            false,
            "Whether a return into a slot that is known to hold another bank is answered with 5, slot not empty.");
    static final Setting<Duration> RETURN_INVENTORY = Setting.of(
            "wosi.returnInventory",
            Quantity.duration("0s", "10m"),
            Duration.ofSeconds(20),
            "How long after a return the inventory is queried; 0s for never.");
    static final Setting<Boolean> NETWORK_FALLBACK_71 = Setting.of(
            "wosi.networkFallback71",
            ValueTypes.truth(),
            true,
            "Whether a network query 0x72 without an answer is repeated once with the retired code 0x71, which older firmware"
                    + " knows.");

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
                    ON_LOGIN_GAP,
                    REPLY_TIMEOUT,
                    RENT_TIMEOUT,
                    RETURN_DEDUP,
                    RETURN_DUPLICATE_RESULT,
                    RETURN_UNKNOWN_BANK,
                    RETURN_ZERO_ID,
                    RETURN_CHECK_SLOT,
                    RETURN_INVENTORY,
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
                values.get(ON_LOGIN_GAP),
                values.get(REPLY_TIMEOUT),
                values.get(RENT_TIMEOUT),
                values.get(RETURN_DEDUP),
                values.get(RETURN_DUPLICATE_RESULT),
                values.get(RETURN_UNKNOWN_BANK),
                values.get(RETURN_ZERO_ID),
                values.get(RETURN_CHECK_SLOT),
                values.get(RETURN_INVENTORY),
                values.get(NETWORK_FALLBACK_71));
    }
}
