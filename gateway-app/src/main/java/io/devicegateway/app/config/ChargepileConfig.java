package io.devicegateway.app.config;

import io.devicegateway.app.text.Phrase;
import java.net.URI;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Charge piles, whose platform publishes commands for them through RabbitMQ. */
public record ChargepileConfig(
        boolean enabled,
        Optional<URI> broker,
        String trustFile,
        String queue,
        String exchange,
        String routingKey,
        boolean autoCreate,
        int prefetch,
        String deadLetterExchange,
        String deadLetterQueue,
        boolean deadLetterCreate,
        int deadLetterMaxLength,
        Duration heartbeat,
        Duration answerWithin,
        Duration verifyEvery,
        Duration lastRetry,
        Charset charset,
        int maxLine,
        PileMismatch pileMismatch,
        RateTimeFormat rateTimeFormat,
        ZoneId zone,
        Duration maxAge,
        Duration dedup,
        Duration staleAfter,
        Duration offlineAfter) {
    private static final Pattern NAME = Pattern.compile("[\\x21-\\x7e]{1,255}");
    private static final Pattern NAME_OR_NONE = Pattern.compile("[\\x21-\\x7e]{0,255}");

    /** In which bytes lines are written. */
    public enum Charset {
        UTF_8,
        GBK
    }

    /** What becomes of a command to charge that names two piles. */
    public enum PileMismatch {
        /** It is refused as one that cannot be understood. */
        REJECT,
        /** It is for the pile that the line names. */
        ACCEPT
    }

    /** The form of the times of the day in a command 110. */
    public enum RateTimeFormat {
        /** As 12:59:59. */
        CLOCK,
        /** Seconds since midnight. */
        SECONDS_OF_DAY,
        /** Milliseconds since 1970, of that time on some day. */
        EPOCH_MILLIS
    }

    static final Setting<Boolean> ENABLED = Setting.of(
            "chargepile.enabled",
            ValueTypes.truth(),
            true,
            "Whether the gateway consumes the commands of a charging platform.");
    static final Setting<Optional<URI>> BROKER = new Setting<>(
            "chargepile.broker",
            ValueTypes.broker("amqp", "amqps"),
            Optional.empty(),
            "Address of the RabbitMQ broker, as amqp://user:password@host:5672/vhost; the virtual host / is written %2F. amqps is"
                    + " encrypted, and the broker's certificate is checked. The password is not shown.",
            true);
    static final Setting<String> TRUST_FILE = Setting.of(
            "chargepile.trustFile",
            ValueTypes.text(Phrase.of("type.file.optional"), Pattern.compile(".{0,4096}")),
            "",
            "File of certificates (PEM) that are trusted to sign the broker's; empty for the authorities that Java trusts.");
    static final Setting<String> QUEUE = name("chargepile.queue", "qik_pricechange", "The queue that is consumed.");
    static final Setting<String> EXCHANGE = name(
            "chargepile.exchange", "cdz_command_topic_exchange", "The topic exchange that the platform publishes to.");
    static final Setting<String> ROUTING_KEY =
            name("chargepile.routingKey", "klc.command.qik", "The routing key with which the queue is bound to it.");
    static final Setting<Boolean> AUTO_CREATE = Setting.of(
            "chargepile.autoCreate",
            ValueTypes.truth(),
            false,
            "Whether queue, exchange and binding are created if they do not exist. What exists is never declared anew.");
    static final Setting<Integer> PREFETCH = Setting.of(
            "chargepile.prefetch",
            ValueTypes.number(1, 10_000),
            50,
            "Lines that the broker hands over before the first of them is acknowledged. Each is acknowledged once it is durable.");
    static final Setting<String> DEAD_LETTER_EXCHANGE = Setting.of(
            "chargepile.deadLetterExchange",
            ValueTypes.text(Phrase.of("type.name.optional"), NAME_OR_NONE),
            "qik_dead_letter_exchange",
            "Where lines that cannot be understood are published, with the reason in their headers; they are acknowledged once the"
                    + " broker has confirmed that it keeps them. Empty: they are an event only.");
    static final Setting<String> DEAD_LETTER_QUEUE =
            name("chargepile.deadLetterQueue", "qik_pricechange_dead_letter", "The queue that such lines are kept in.");
    static final Setting<Boolean> DEAD_LETTER_CREATE = Setting.of(
            "chargepile.deadLetterCreate",
            ValueTypes.truth(),
            true,
            "Whether these two and their binding are created if they do not exist.");
    static final Setting<Integer> DEAD_LETTER_MAX_LENGTH = Setting.of(
            "chargepile.deadLetterMaxLength",
            ValueTypes.number(1, 100_000_000),
            10_000,
            "Lines that such a queue keeps if it is created; the oldest go first.");
    static final Setting<Duration> HEARTBEAT = Setting.of(
            "chargepile.heartbeat",
            Quantity.duration("1s", "1h"),
            Duration.ofSeconds(10),
            "Heartbeat of the connection to the broker.");
    static final Setting<Duration> ANSWER_WITHIN = Setting.of(
            "chargepile.answerWithin",
            Quantity.duration("100ms", "1m"),
            Duration.ofSeconds(3),
            "How long the broker may take to accept a connection, to answer and to confirm, before it is given up and connected"
                    + " to anew.");
    static final Setting<Duration> VERIFY_EVERY = Setting.of(
            "chargepile.verifyEvery",
            Quantity.duration("100ms", "10m"),
            Duration.ofSeconds(3),
            "How often it is verified that the broker still hands over lines.");
    static final Setting<Duration> LAST_RETRY = Setting.of(
            "chargepile.lastRetry",
            Quantity.duration("200ms", "10m"),
            Duration.ofSeconds(3),
            "Longest pause before the broker is tried again; pauses begin at 200 ms and double.");
    static final Setting<Charset> CHARSET = Setting.of(
            "chargepile.charset", ValueTypes.choice(Charset.class), Charset.UTF_8, "In which bytes lines are written.");
    static final Setting<Integer> MAX_LINE = Setting.of(
            "chargepile.maxLine",
            ValueTypes.number(256, 1_048_576),
            65_536,
            "Longest line, in bytes. A longer one cannot be understood.");
    static final Setting<PileMismatch> PILE_MISMATCH = Setting.of(
            "chargepile.pileMismatch",
            ValueTypes.choice(PileMismatch.class),
            PileMismatch.REJECT,
            "What becomes of a command 101 whose two pile numbers differ: reject takes it for one that cannot be understood,"
                    + " accept takes it as for the first pile.");
    static final Setting<RateTimeFormat> RATE_TIME_FORMAT = Setting.of(
            "chargepile.rateTimeFormat",
            ValueTypes.choice(RateTimeFormat.class),
            RateTimeFormat.CLOCK,
            "The form of the times in a command 110: clock as 12:59:59, secondsOfDay, or epochMillis. A line with another form is"
                    + " refused: a number can be read in several ways, and a price would hold at the wrong hours.");
    static final Setting<ZoneId> ZONE = Setting.of(
            "chargepile.zone",
            ValueTypes.zone(),
            ZoneId.of("Asia/Shanghai"),
            "The zone in which a rate's period that is given as a point in time is a time of the day.");
    static final Setting<Duration> MAX_AGE = Setting.of(
            "chargepile.maxAge",
            Quantity.duration("0ms", "1d"),
            Duration.ofMinutes(2),
            "How old a command to start a charge, to reserve or to restart may be; an older one is an event that says it must not"
                    + " be executed. 0ms for any age. A command to stop a charge is never too old.");
    static final Setting<Duration> DEDUP = Setting.of(
            "chargepile.dedup",
            Quantity.duration("1s", "10m"),
            Duration.ofMinutes(10),
            "How long a line is recognised when the platform sends it again; then its event says that it must not be executed.");
    static final Setting<Duration> STALE_AFTER = Setting.of(
            "chargepile.staleAfter",
            Quantity.duration("1s", "1d"),
            Duration.ofSeconds(200),
            "Silence after which the platform is shown as stale, until the rhythm of its heartbeat is known. Never later than"
                    + " chargepile.offlineAfter.");
    static final Setting<Duration> OFFLINE_AFTER = Setting.of(
            "chargepile.offlineAfter",
            Quantity.duration("1s", "1d"),
            Duration.ofMinutes(5),
            "Silence after which the platform is offline, until the rhythm of its heartbeat is known.");

    static final Section SECTION = new Section(
            "chargepile",
            "Charge piles",
            "Commands for charge piles from a RabbitMQ broker (document 002).",
            List.of(
                    ENABLED,
                    BROKER,
                    TRUST_FILE,
                    QUEUE,
                    EXCHANGE,
                    ROUTING_KEY,
                    AUTO_CREATE,
                    PREFETCH,
                    DEAD_LETTER_EXCHANGE,
                    DEAD_LETTER_QUEUE,
                    DEAD_LETTER_CREATE,
                    DEAD_LETTER_MAX_LENGTH,
                    HEARTBEAT,
                    ANSWER_WITHIN,
                    VERIFY_EVERY,
                    LAST_RETRY,
                    CHARSET,
                    MAX_LINE,
                    PILE_MISMATCH,
                    RATE_TIME_FORMAT,
                    ZONE,
                    MAX_AGE,
                    DEDUP,
                    STALE_AFTER,
                    OFFLINE_AFTER));

    private static Setting<String> name(String key, String fallback, String description) {
        return Setting.of(key, ValueTypes.text(Phrase.of("type.name"), NAME), fallback, description);
    }

    static ChargepileConfig from(Values values) {
        Duration stale = values.get(STALE_AFTER);
        Duration offline = values.get(OFFLINE_AFTER);
        return new ChargepileConfig(
                values.get(ENABLED),
                values.get(BROKER),
                values.get(TRUST_FILE),
                values.get(QUEUE),
                values.get(EXCHANGE),
                values.get(ROUTING_KEY),
                values.get(AUTO_CREATE),
                values.get(PREFETCH),
                values.get(DEAD_LETTER_EXCHANGE),
                values.get(DEAD_LETTER_QUEUE),
                values.get(DEAD_LETTER_CREATE),
                values.get(DEAD_LETTER_MAX_LENGTH),
                values.get(HEARTBEAT),
                values.get(ANSWER_WITHIN),
                values.get(VERIFY_EVERY),
                values.get(LAST_RETRY),
                values.get(CHARSET),
                values.get(MAX_LINE),
                values.get(PILE_MISMATCH),
                values.get(RATE_TIME_FORMAT),
                values.get(ZONE),
                values.get(MAX_AGE),
                values.get(DEDUP),
                stale.compareTo(offline) < 0 ? stale : offline,
                offline);
    }

    /** Without the broker's password. */
    @Override
    public String toString() {
        return "ChargepileConfig[enabled=" + enabled + ", broker="
                + broker.map(URI::getHost).orElse("") + ", queue=" + queue + "]";
    }
}
