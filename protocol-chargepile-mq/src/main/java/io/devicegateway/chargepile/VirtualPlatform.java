package io.devicegateway.chargepile;

import io.devicegateway.chargepile.ChargepileCommand.Period;
import io.devicegateway.chargepile.ChargepileCommand.QrCode;
import io.devicegateway.simulation.Mischief;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A charging platform made of code: it thinks of commands for its piles, one after the other, and says what a gateway should make
 * of each line. It publishes nothing itself and reads no clock; {@link ChargepilePublisher} does the one, the caller the
 * other. What it does follows from its seed. For one thread.
 */
public final class VirtualPlatform {
    private static final Duration WAITED = Duration.ofHours(1);
    private static final int HUGE = 200_000;
    private static final int HEARTBEAT_EVERY = 10;

    private final ChargepileCodec codec = new ChargepileCodec(ChargepileSettings.DEFAULT);
    private final Settings settings;
    private final Mischief<PlatformFault.Kind, PlatformFault> mischief;
    private final Random random;
    private final Map<Expectation, Long> published = new EnumMap<>(Expectation.class);
    private long count;
    private long lastMillis;

    public VirtualPlatform(Settings settings) {
        this.settings = settings;
        this.mischief = new Mischief<>(settings.faults(), settings.seed());
        this.random = new Random(settings.seed());
    }

    /** This befalls the next command. */
    public void order(PlatformFault fault) {
        mischief.order(fault);
    }

    /**
     * What it publishes next: every tenth time a heartbeat, otherwise a command, or what a fault makes of it.
     *
     * @param now by its clock
     */
    public List<Line> next(Instant now) {
        count++;
        // Two commands of one millisecond would be one and the same.
        lastMillis = Math.max(lastMillis + 1, now.toEpochMilli());
        Instant at = Instant.ofEpochMilli(lastMillis);
        List<Line> lines =
                count % HEARTBEAT_EVERY == 1 ? List.of(line(at, new ChargepileCommand.Heartbeat())) : commands(at);
        lines.forEach(line -> published.merge(line.expectation(), 1L, Long::sum));
        return lines;
    }

    /** How many lines of each kind it has thought of so far. */
    public Map<Expectation, Long> published() {
        return Map.copyOf(published);
    }

    private List<Line> commands(Instant at) {
        PlatformFault fault = mischief.befalls(PlatformFault.Kind.COMMAND);
        if (fault == null) {
            return List.of(line(at, command()));
        }
        return switch (fault) {
            case DUPLICATE -> {
                Line line = line(at, command());
                yield List.of(line, new Line(line.bytes(), Expectation.DUPLICATE));
            }
            case STALE -> List.of(line(at.minus(WAITED), new ChargepileCommand.Restart(gun()), Expectation.STALE));
            case CUT_LINE -> {
                byte[] whole = line(at, charge(pile())).bytes();
                yield List.of(new Line(Arrays.copyOf(whole, whole.length / 2), Expectation.MALFORMED));
            }
            case NOISE -> {
                byte[] noise = new byte[64];
                random.nextBytes(noise);
                noise[0] = (byte) 0xff; // no text begins so
                yield List.of(new Line(noise, Expectation.MALFORMED));
            }
            case WRONG_PILE -> List.of(wrongPile(at));
            case HUGE -> List.of(new Line("x".repeat(HUGE).getBytes(StandardCharsets.US_ASCII), Expectation.MALFORMED));
            case TRAILING_COMMA -> List.of(spelt(at, "%s,"));
            case BYTE_ORDER_MARK -> List.of(spelt(at, "\uFEFF%s\r\n"));
            case BLANKS -> {
                String text = text(line(at, new ChargepileCommand.Restart(1)));
                yield List.of(new Line(bytes(text.replace(",", ", ")), Expectation.EXECUTABLE));
            }
            case SECONDS -> {
                String text = text(line(at, new ChargepileCommand.Restart(1)));
                String millis = Long.toString(at.toEpochMilli());
                // A second is long enough for two of them to be one and the same: the gun tells them apart.
                String seconds = text.replace(millis, Long.toString(at.getEpochSecond()));
                yield List.of(new Line(
                        bytes(seconds.substring(0, seconds.length() - 1) + count), Expectation.EXECUTABLE));
            }
            case UNKNOWN_COMMAND -> {
                String text = text(line(at, new ChargepileCommand.Restart(1)));
                yield List.of(new Line(bytes(text.replace(",108,", ",120,")), Expectation.NOT_EXECUTABLE));
            }
        };
    }

    private Line spelt(Instant at, String form) {
        return new Line(bytes(form.replace("%s", text(line(at, charge(pile()))))), Expectation.EXECUTABLE);
    }

    private Line wrongPile(Instant at) {
        String pile = pile();
        String text = text(line(at, charge(pile)));
        int second = text.lastIndexOf(pile);
        String wrong = text.substring(0, second) + "9" + text.substring(second);
        return new Line(bytes(wrong), Expectation.MALFORMED);
    }

    private Line line(Instant at, ChargepileCommand command) {
        return line(
                at,
                command,
                command instanceof ChargepileCommand.Heartbeat ? Expectation.HEARTBEAT : Expectation.EXECUTABLE);
    }

    private Line line(Instant at, ChargepileCommand command, Expectation expectation) {
        String pile = command instanceof ChargepileCommand.Charge charge ? charge.dataPile() : pile();
        ChargepileHeader header = new ChargepileHeader("127.0.0.1", "API:2.0.2", at.toEpochMilli(), pile);
        return new Line(codec.encode(new ChargepileMessage(header, command)), expectation);
    }

    private String pile() {
        return settings.pilePrefix() + String.format("%04d", 1 + random.nextInt(settings.piles()));
    }

    /** Mostly charges, as in life; sometimes something else. */
    private ChargepileCommand command() {
        return switch (random.nextInt(24)) {
            case 0 -> new ChargepileCommand.Reserve(1, account(), gun(), lastMillis / 1000, lastMillis / 1000 + 3600);
            case 1 -> new ChargepileCommand.Reserve(2, account(), gun(), lastMillis / 1000, lastMillis / 1000 + 3600);
            case 2 -> new ChargepileCommand.ReservationQuery(gun());
            case 3 -> new ChargepileCommand.RecordQuery(1 + random.nextInt(4));
            case 4 -> new ChargepileCommand.DownloadQuery();
            case 5 -> parameters();
            case 6 -> new ChargepileCommand.HeartbeatSetting(30, 90);
            case 7 -> new ChargepileCommand.Restart(gun());
            case 8 ->
                new ChargepileCommand.SystemSettings(
                        2, new BigDecimal("113.584312"), new BigDecimal("22.283756"), 12, 8, "ST0001", "440400", 2);
            case 9 -> rates();
            case 10 -> new ChargepileCommand.UpdateQuery();
            case 11 -> new ChargepileCommand.VersionQuery();
            case 12 ->
                new ChargepileCommand.Upgrade(
                        "ftp://192.168.1.100:21", "ftpuser", "ftppass", "1", "V1.0.8", "REC" + count);
            case 13 -> new ChargepileCommand.PackageUpgrade("V1.0.9", "REC" + count, "/data/fw/klc_v1.0.9.bin", 1024);
            default -> charge(pile());
        };
    }

    private ChargepileCommand.Charge charge(String pile) {
        return new ChargepileCommand.Charge(
                1 + random.nextInt(4), pile, gun(), account(), 10_000, 5_000, 0, lastMillis + "-" + count);
    }

    private static ChargepileCommand parameters() {
        return new ChargepileCommand.PileParameters(
                3,
                32,
                1,
                2,
                100,
                2,
                10_000,
                1,
                "admin",
                "123456",
                30,
                "192.168.1.100",
                34_567,
                List.of(new QrCode("http://w.klc.cn/q?n=1,2", 1), new QrCode("http://w.klc.cn/q?n=2", 2)));
    }

    private ChargepileCommand rates() {
        List<Period> periods = new ArrayList<>();
        periods.add(new Period(0, 28_799, 35_000, 40_000));
        periods.add(new Period(28_800, 86_399, 120_000, 40_000));
        return new ChargepileCommand.Rates("T001", gun(), periods);
    }

    private int gun() {
        return 1 + random.nextInt(2);
    }

    private String account() {
        return "U" + (10_000 + random.nextInt(100));
    }

    private static String text(Line line) {
        return new String(line.bytes(), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** What a gateway should make of a line. */
    public enum Expectation {
        /** It keeps the platform's presence. */
        HEARTBEAT,
        /** A command that may be executed. */
        EXECUTABLE,
        /** A command that is too old. */
        STALE,
        /** A command that was received before. */
        DUPLICATE,
        /** A command that nobody can execute. */
        NOT_EXECUTABLE,
        /** It cannot be understood. */
        MALFORMED
    }

    /**
     * A line to be published.
     *
     * @param bytes as it stands
     * @param expectation what a gateway should make of it
     */
    public record Line(byte[] bytes, Expectation expectation) {}

    /**
     * What a virtual platform is like.
     *
     * @param pilePrefix beginning of the numbers of its piles, printable ASCII characters without blank, slash, colon or comma
     * @param piles how many piles it has, 1 to 9999
     * @param seed of everything random
     * @param faults how likely each fault befalls a command, 0 to 1
     */
    public record Settings(String pilePrefix, int piles, long seed, Map<PlatformFault, Double> faults) {
        public Settings {
            Bounds.inRange("piles", piles, 1, 9999);
            faults = Mischief.checked(faults);
        }
    }
}
