package io.devicegateway.chargepile;

import io.devicegateway.chargepile.ChargepileCommand.Period;
import io.devicegateway.chargepile.ChargepileCommand.QrCode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Messages that can be written, at random from a seed. */
final class RandomMessages {
    private static final String LETTERS = "abcXYZ0189-_.:/ @%&=?电桩é";

    private final Random random;

    RandomMessages(long seed) {
        random = new Random(seed);
    }

    ChargepileMessage next() {
        String pile = "33" + random.nextLong(1_000_000_000_000L);
        long timestamp = 1_000_000_000_000L + random.nextLong(8_999_999_999_999L);
        ChargepileHeader header = new ChargepileHeader(text(), "API:2.0." + random.nextInt(10), timestamp, pile);
        return new ChargepileMessage(header, command(100 + random.nextInt(15), pile));
    }

    private ChargepileCommand command(int code, String pile) {
        return switch (code) {
            case 100 -> new ChargepileCommand.Heartbeat();
            case 101 ->
                new ChargepileCommand.Charge(
                        1 + random.nextInt(4), pile, number(), notEmpty(), number(), number(), number(), notEmpty());
            case 102 -> {
                long start = seconds();
                yield new ChargepileCommand.Reserve(
                        1 + random.nextInt(2), notEmpty(), number(), start, start + 1 + random.nextInt(86_400));
            }
            case 103 -> new ChargepileCommand.ReservationQuery(number());
            case 104 -> new ChargepileCommand.RecordQuery(1 + random.nextInt(4));
            case 105 -> new ChargepileCommand.DownloadQuery();
            case 106 -> parameters();
            case 107 -> new ChargepileCommand.HeartbeatSetting(positive(), positive());
            case 108 -> new ChargepileCommand.Restart(number());
            case 109 ->
                new ChargepileCommand.SystemSettings(
                        1 + random.nextInt(5),
                        degrees(180),
                        degrees(90),
                        number(),
                        number(),
                        text(),
                        text(),
                        1 + random.nextInt(4));
            case 110 -> rates();
            case 111 -> new ChargepileCommand.UpdateQuery();
            case 112 -> new ChargepileCommand.VersionQuery();
            case 113 ->
                new ChargepileCommand.Upgrade(
                        notEmpty(), text(), text(), Integer.toString(1 + random.nextInt(2)), notEmpty(), notEmpty());
            default -> new ChargepileCommand.PackageUpgrade(notEmpty(), notEmpty(), notEmpty(), positive());
        };
    }

    private ChargepileCommand parameters() {
        List<QrCode> codes = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            codes.add(new QrCode(qr(), number()));
        }
        return new ChargepileCommand.PileParameters(
                random.nextBoolean() ? 1 : 3,
                number(),
                1 + random.nextInt(2),
                1 + random.nextInt(2),
                number(),
                number(),
                number(),
                1 + random.nextInt(2),
                text(),
                text(),
                positive(),
                notEmpty(),
                1 + random.nextInt(65_535),
                codes);
    }

    /** With commas, digits and what looks like another code inside. */
    private String qr() {
        StringBuilder data = new StringBuilder("q");
        for (int i = random.nextInt(30); i > 0; i--) {
            data.append(",19aZ?=".charAt(random.nextInt(7)));
        }
        return data.toString();
    }

    private ChargepileCommand rates() {
        List<Period> periods = new ArrayList<>();
        for (int i = 1 + random.nextInt(4); i > 0; i--) {
            periods.add(
                    new Period(random.nextInt(86_401), random.nextInt(86_401), random.nextLong(1L << 50), number()));
        }
        return new ChargepileCommand.Rates(notEmpty(), number(), periods);
    }

    private BigDecimal degrees(int most) {
        return BigDecimal.valueOf(random.nextLong(-most * 1_000_000L, most * 1_000_000L), 6);
    }

    private int number() {
        return random.nextInt(8) == 0 ? Integer.MAX_VALUE : random.nextInt(100_000);
    }

    private int positive() {
        return Math.max(1, number());
    }

    private long seconds() {
        return 1_000_000_000L + random.nextLong(8_999_900_000L);
    }

    private String notEmpty() {
        return "x" + text();
    }

    private String text() {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(12); i > 0; i--) {
            text.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return text.toString().strip();
    }
}
