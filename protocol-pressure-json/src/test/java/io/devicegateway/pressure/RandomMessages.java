package io.devicegateway.pressure;

import io.devicegateway.api.LineFailures;
import io.devicegateway.api.PressureSamples.Channel;
import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Messages with random values that the document allows. */
final class RandomMessages {
    private static final String ALPHABET = "ab\"\\{}[],:0电量";

    private final Random random;

    RandomMessages(long seed) {
        random = new Random(seed);
    }

    PressureDownlink downlink() {
        return switch (random.nextInt(9)) {
            case 0 -> new PressureDownlink.Pong();
            case 1 -> new PressureDownlink.TimeAck(random.nextLong(1L << 32));
            case 2 -> new PressureDownlink.PushMsgAck(packnum());
            case 3 -> new PressureDownlink.PushInfoAck();
            case 4 -> new PressureDownlink.PushOnlineAck(packnum());
            case 5 -> new PressureDownlink.InfoQuery(random.nextBoolean() ? null : imei());
            case 6 -> new PressureDownlink.VersionQuery(imei());
            case 7 -> new PressureDownlink.Update(imei());
            default -> new PressureDownlink.QueryMsg(imei());
        };
    }

    /** The fingerprints are zero: they follow from the bytes. */
    PressureUplink uplink() {
        return switch (random.nextInt(9)) {
            case 0 -> new PressureUplink.Ping(imei());
            case 1 -> new PressureUplink.Time(imei());
            case 2, 3 -> pushMsg();
            case 4 -> new PressureUplink.PushInfo(imei(), text(), location(), 0);
            case 5 -> new PressureUplink.InfoAck(null, text(), location(), failures());
            case 6 -> new PressureUplink.VersionAck(imei(), text(), text());
            case 7 ->
                random.nextBoolean()
                        ? new PressureUplink.UpdateAck(null, random.nextBoolean())
                        : new PressureUplink.QueryMsgAck(null, random.nextBoolean());
            default -> new PressureUplink.PushOnline(imei(), packnum(), sensors(), 0);
        };
    }

    private PressureUplink pushMsg() {
        List<Channel> channels = new ArrayList<>();
        for (int index = 0; index < 9; index++) {
            if (random.nextBoolean()) {
                channels.add(new Channel(index, random.ints(50, 0, 0x10000).toArray()));
            }
        }
        return new PressureUplink.PushMsg(
                imei(),
                packnum(),
                null,
                LocalDateTime.of(2015, 1, 1, 0, 0).plus(random.nextInt(1_000_000_000), ChronoUnit.SECONDS),
                channels,
                BigDecimal.valueOf(random.nextInt(-400, 850), 1),
                BigDecimal.valueOf(random.nextInt(0, 1001), 1),
                0);
    }

    private String imei() {
        return Long.toString(random.nextLong(100_000_000_000_000L, 1_000_000_000_000_000L));
    }

    private JsonText packnum() {
        return new JsonText(Long.toString(random.nextLong(1L << 32)), true);
    }

    private PressureUplink.Location location() {
        return new PressureUplink.Location(
                BigDecimal.valueOf(random.nextInt(90_000_001, 180_000_000), 6),
                BigDecimal.valueOf(random.nextInt(-90_000_000, 90_000_000), 6));
    }

    private List<LineFailures.Line> failures() {
        List<LineFailures.Line> lines = new ArrayList<>();
        for (int line = 1; line <= 3; line++) {
            lines.add(new LineFailures.Line(line, random.nextLong(1L << 32)));
        }
        return lines;
    }

    private List<PressureUplink.Sensor> sensors() {
        List<PressureUplink.Sensor> sensors = new ArrayList<>();
        for (int index = 0; index < 9; index++) {
            if (random.nextBoolean()) {
                sensors.add(new PressureUplink.Sensor(
                        index, Integer.toString(random.nextInt(4)), random.nextBoolean() ? "0" : null));
            }
        }
        return sensors;
    }

    /** Anything but blanks at its ends, with what must be escaped. */
    private String text() {
        StringBuilder text = new StringBuilder();
        int length = random.nextInt(1, 30);
        for (int i = 0; i < length; i++) {
            text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return text.toString();
    }
}
