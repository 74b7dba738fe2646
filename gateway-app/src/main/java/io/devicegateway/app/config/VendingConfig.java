package io.devicegateway.app.config;

import io.devicegateway.app.text.Phrase;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Vending cabinets that speak JSON over an MQTT broker (document 000); the meaning of each component is in the description of its
 * setting.
 *
 * @param sharedGroup empty for not sharing
 * @param caFile empty for none; so are certificate and key
 * @param firstMessageId 0 for one that follows from the time
 * @param firstQuery zero for not at all; so is countersAfter
 */
public record VendingConfig(
        boolean enabled,
        Optional<URI> broker,
        String clientId,
        boolean cleanSession,
        String caFile,
        String certificate,
        String key,
        boolean verifyHost,
        String vendor,
        String serverId,
        boolean serverIdBlank,
        Direction direction,
        boolean wildcard,
        String sharedGroup,
        int qos,
        boolean requireToMatch,
        int laneBase,
        int highestLane,
        int resultIndex,
        int firstMessageId,
        Duration staleAfter,
        Duration offlineAfter,
        Duration firstQuery,
        Duration commandGap,
        int commandQueue,
        Duration vendTimeout,
        Duration queryTimeout,
        Duration resetTimeout,
        Duration countersAfter,
        Duration keepAlive,
        Duration connectWithin,
        Duration probeEvery,
        Duration probeWithin,
        Duration longestPause,
        int maxUnacknowledged,
        int maxDevices) {
    /** Whose id the second part of a topic is. */
    public enum Direction {
        /** The recipient's. */
        RECIPIENT,
        /** The sender's. */
        SENDER
    }

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{1,64}");
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,32}");
    private static final Pattern NAME_OR_NONE = Pattern.compile("[A-Za-z0-9_.-]{0,64}");
    private static final Pattern PATH_OR_NONE = Pattern.compile("[^\\x00]{0,1024}");

    static final Setting<Boolean> ENABLED =
            Setting.of("vending.enabled", ValueTypes.truth(), true, "Whether the gateway connects to the broker.");
    static final Setting<Optional<URI>> BROKER = new Setting<>(
            "vending.broker",
            ValueTypes.broker("tcp", "ssl"),
            Optional.empty(),
            "Address of the broker; empty for one that the gateway brings along. It may hold a user and a password, which"
                    + " are not shown.",
            true);
    static final Setting<String> CLIENT_ID = Setting.of(
            "vending.clientId",
            ValueTypes.text(Phrase.of("type.topic", 64), NAME),
            "device-gateway-CQAZ01",
            "The name under which the broker keeps what cabinets send while the gateway is away. Two gateways never have the same.");
    static final Setting<Boolean> CLEAN_SESSION = Setting.of(
            "vending.cleanSession",
            ValueTypes.truth(),
            false,
            "Whether the broker forgets everything when the connection ends; what cabinets send meanwhile is lost then.");
    static final Setting<String> CA_FILE = Setting.of(
            "vending.caFile",
            ValueTypes.text(Phrase.of("type.path.none"), PATH_OR_NONE),
            "",
            "Certificates, in PEM, of who may vouch for a broker at ssl://; empty for those that Java trusts.");
    static final Setting<String> CERTIFICATE = Setting.of(
            "vending.certificate",
            ValueTypes.text(Phrase.of("type.path.none"), PATH_OR_NONE),
            "",
            "The gateway's own certificate and those above it, in PEM, for a broker at ssl:// that asks for one.");
    static final Setting<String> KEY = Setting.of(
            "vending.key",
            ValueTypes.text(Phrase.of("type.path.none"), PATH_OR_NONE),
            "",
            "The key to vending.certificate: PKCS #8 in PEM, not encrypted.");
    static final Setting<Boolean> VERIFY_HOST = Setting.of(
            "vending.verifyHost",
            ValueTypes.truth(),
            true,
            "Whether the certificate of a broker at ssl:// has to name its host.");
    static final Setting<String> VENDOR = Setting.of(
            "vending.vendor",
            ValueTypes.text(Phrase.of("type.topic", 64), NAME),
            "CQAZ",
            "The vendor's code, the first part of each topic.");
    static final Setting<String> SERVER_ID = Setting.of(
            "vending.serverId",
            ValueTypes.text(Phrase.of("type.topic", 32), ID),
            "CQAZ01",
            "The server's id: cabinets publish to vendor/serverId.");
    static final Setting<Boolean> SERVER_ID_BLANK = Setting.of(
            "vending.serverIdBlank",
            ValueTypes.truth(),
            false,
            "Whether the server's id is written with a blank before it, for cabinets that were set up as the document's samples are.");
    static final Setting<Direction> DIRECTION = Setting.of(
            "vending.direction",
            ValueTypes.choice(Direction.class),
            Direction.RECIPIENT,
            "Whose id the second part of a topic is.");
    static final Setting<Boolean> WILDCARD = Setting.of(
            "vending.wildcard",
            ValueTypes.truth(),
            false,
            "Whether vendor/+ is subscribed to as well, for cabinets that publish elsewhere.");
    static final Setting<String> SHARED_GROUP = Setting.of(
            "vending.sharedGroup",
            ValueTypes.text(Phrase.of("type.topic.none", 64), NAME_OR_NONE),
            "",
            "The group in which several gateways share what cabinets send; empty for not sharing. Each command is then settled only"
                    + " where its answer happens to arrive.");
    static final Setting<Integer> QOS = Setting.of(
            "vending.qos",
            ValueTypes.number(0, 1),
            1,
            "Quality of service: with 1 a message is taken off the broker when it is durable, with 0 it may be lost.");
    static final Setting<Boolean> REQUIRE_TO_MATCH = Setting.of(
            "vending.requireToMatch",
            ValueTypes.truth(),
            false,
            "Whether a message for another recipient than vending.serverId is dropped instead of counted and taken.");
    static final Setting<Integer> LANE_BASE =
            Setting.of("vending.laneBase", ValueTypes.number(0, 1), 1, "The number of the first lane.");
    static final Setting<Integer> HIGHEST_LANE = Setting.of(
            "vending.highestLane", ValueTypes.number(1, 1024), 255, "The highest lane that a sale may name.");
    static final Setting<Integer> RESULT_INDEX = Setting.of(
            "vending.resultIndex",
            ValueTypes.number(2, 8),
            2,
            "Which part of the result of a sale, counted from 0, says what became of it.");
    static final Setting<Integer> FIRST_MESSAGE_ID = Setting.of(
            "vending.firstMessageId",
            ValueTypes.number(0, Integer.MAX_VALUE),
            0,
            "The number of the first message to each cabinet; 0 for one that follows from the time, so that an old answer never fits"
                    + " a new question.");
    static final Setting<Duration> STALE_AFTER = Setting.of(
            "vending.staleAfter",
            Quantity.duration("1s", "1h"),
            Duration.ofSeconds(90),
            "Silence after which a cabinet is shown as stale, and nothing is sold through it. Never later than"
                    + " vending.offlineAfter.");
    static final Setting<Duration> OFFLINE_AFTER = Setting.of(
            "vending.offlineAfter",
            Quantity.duration("1s", "1h"),
            Duration.ofSeconds(90),
            "Silence after which a cabinet is offline: three heartbeats.");
    static final Setting<Duration> FIRST_QUERY = Setting.of(
            "vending.firstQuery",
            Quantity.duration("0ms", "10m"),
            Duration.ofSeconds(2),
            "How long after its first message a cabinet is asked for its lanes and counters; 0ms for not at all.");
    static final Setting<Duration> COMMAND_GAP = Setting.of(
            "vending.commandGap",
            Quantity.duration("0ms", "10s"),
            Duration.ofMillis(100),
            "Least time between two messages to one cabinet; 0ms for none.");
    static final Setting<Integer> COMMAND_QUEUE = Setting.of(
            "vending.commandQueue",
            ValueTypes.number(1, 10_000),
            32,
            "Commands that wait for one cabinet. A further one is answered with notSent (BUSY).");
    static final Setting<Duration> VEND_TIMEOUT = Setting.of(
            "vending.vendTimeout",
            Quantity.duration("1s", "10m"),
            Duration.ofSeconds(30),
            "How long the result of a sale may take, unless the caller sets a deadline. It is never sent twice.");
    static final Setting<Duration> QUERY_TIMEOUT = Setting.of(
            "vending.queryTimeout",
            Quantity.duration("1s", "10m"),
            Duration.ofSeconds(15),
            "How long the answer to a query may take, unless the caller sets a deadline.");
    static final Setting<Duration> RESET_TIMEOUT = Setting.of(
            "vending.resetTimeout",
            Quantity.duration("1s", "10m"),
            Duration.ofSeconds(15),
            "How long the answer to a restock reset may take; the document defines none, so silence is no failure.");
    static final Setting<Duration> COUNTERS_AFTER = Setting.of(
            "vending.countersAfter",
            Quantity.duration("0ms", "10m"),
            Duration.ofSeconds(2),
            "How long after a sale the counters are asked, so that they are known before the next one; 0ms for not at all.");
    static final Setting<Duration> KEEP_ALIVE = Setting.of(
            "vending.keepAlive",
            Quantity.duration("1s", "10m"),
            Duration.ofSeconds(15),
            "How often broker and gateway make sure of each other when nothing is sent.");
    static final Setting<Duration> CONNECT_WITHIN = Setting.of(
            "vending.connectWithin",
            Quantity.duration("1s", "1m"),
            Duration.ofSeconds(5),
            "How long the broker may take to accept a connection or a subscription.");
    static final Setting<Duration> PROBE_EVERY = Setting.of(
            "vending.probeEvery",
            Quantity.duration("1s", "10m"),
            Duration.ofSeconds(10),
            "How often the gateway sends itself a message through the broker, to see that it still consumes.");
    static final Setting<Duration> PROBE_WITHIN = Setting.of(
            "vending.probeWithin",
            Quantity.duration("500ms", "1m"),
            Duration.ofSeconds(4),
            "How long that message may take before the connection is made anew.");
    static final Setting<Duration> LONGEST_PAUSE = Setting.of(
            "vending.longestPause",
            Quantity.duration("200ms", "5m"),
            Duration.ofSeconds(5),
            "The longest pause before another attempt to connect; the first is 200 ms, and each is up to twice the one before.");
    static final Setting<Integer> MAX_UNACKNOWLEDGED = Setting.of(
            "vending.maxUnacknowledged",
            ValueTypes.number(1, 65_535),
            2000,
            "Messages that may wait to become durable. Above it the broker keeps what comes.");
    static final Setting<Integer> MAX_DEVICES = Setting.of(
            "vending.maxDevices",
            ValueTypes.number(1, 10_000_000),
            100_000,
            "Cabinets that may be heard at a time; what others say is dropped and counted.");

    static final Section SECTION = new Section(
            "vending",
            "Vending cabinets",
            "Vending cabinets that speak JSON over an MQTT broker (document 000).",
            List.of(
                    ENABLED,
                    BROKER,
                    CLIENT_ID,
                    CLEAN_SESSION,
                    CA_FILE,
                    CERTIFICATE,
                    KEY,
                    VERIFY_HOST,
                    VENDOR,
                    SERVER_ID,
                    SERVER_ID_BLANK,
                    DIRECTION,
                    WILDCARD,
                    SHARED_GROUP,
                    QOS,
                    REQUIRE_TO_MATCH,
                    LANE_BASE,
                    HIGHEST_LANE,
                    RESULT_INDEX,
                    FIRST_MESSAGE_ID,
                    STALE_AFTER,
                    OFFLINE_AFTER,
                    FIRST_QUERY,
                    COMMAND_GAP,
                    COMMAND_QUEUE,
                    VEND_TIMEOUT,
                    QUERY_TIMEOUT,
                    RESET_TIMEOUT,
                    COUNTERS_AFTER,
                    KEEP_ALIVE,
                    CONNECT_WITHIN,
                    PROBE_EVERY,
                    PROBE_WITHIN,
                    LONGEST_PAUSE,
                    MAX_UNACKNOWLEDGED,
                    MAX_DEVICES));

    static VendingConfig from(Values values) {
        Duration offlineAfter = values.get(OFFLINE_AFTER);
        Duration staleAfter = values.get(STALE_AFTER);
        return new VendingConfig(
                values.get(ENABLED),
                values.get(BROKER),
                values.get(CLIENT_ID),
                values.get(CLEAN_SESSION),
                values.get(CA_FILE),
                values.get(CERTIFICATE),
                values.get(KEY),
                values.get(VERIFY_HOST),
                values.get(VENDOR),
                values.get(SERVER_ID),
                values.get(SERVER_ID_BLANK),
                values.get(DIRECTION),
                values.get(WILDCARD),
                values.get(SHARED_GROUP),
                values.get(QOS),
                values.get(REQUIRE_TO_MATCH),
                values.get(LANE_BASE),
                values.get(HIGHEST_LANE),
                values.get(RESULT_INDEX),
                values.get(FIRST_MESSAGE_ID),
                staleAfter.compareTo(offlineAfter) < 0 ? staleAfter : offlineAfter,
                offlineAfter,
                values.get(FIRST_QUERY),
                values.get(COMMAND_GAP),
                values.get(COMMAND_QUEUE),
                values.get(VEND_TIMEOUT),
                values.get(QUERY_TIMEOUT),
                values.get(RESET_TIMEOUT),
                values.get(COUNTERS_AFTER),
                values.get(KEEP_ALIVE),
                values.get(CONNECT_WITHIN),
                values.get(PROBE_EVERY),
                values.get(PROBE_WITHIN),
                values.get(LONGEST_PAUSE),
                values.get(MAX_UNACKNOWLEDGED),
                values.get(MAX_DEVICES));
    }

    /** Without the broker's password. */
    @Override
    public String toString() {
        return "VendingConfig[enabled=" + enabled + ", broker="
                + broker.map(URI::getHost).orElse("") + "]";
    }
}
