package io.devicegateway.vending;

import static org.assertj.core.api.Assertions.assertThat;

import io.devicegateway.protocol.MalformedFrame;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Random messages, written as a cabinet writes them in each of its spellings, are read as they were meant. */
class RoundTripTest {
    private static final long SEED = 20180902;
    private static final int RUNS = 2000;

    /** How a message may be spelled. */
    enum Spelling {
        DOCUMENT,
        SAMPLE_SPELLING,
        C_STRING,
        NUMBERS_AS_TEXT;

        VendingFault fault() {
            return this == DOCUMENT ? null : VendingFault.valueOf(name());
        }
    }

    private final VendingCodec codec = new VendingCodec(VendingSettings.DEFAULT);
    private final Random random = new Random(SEED);

    @ParameterizedTest
    @EnumSource(Spelling.class)
    void whatACabinetWritesIsRead(Spelling spelling) throws MalformedFrame {
        for (int i = 0; i < RUNS; i++) {
            String device = device();
            Sent sent = sent(device);
            byte[] wire = new CabinetWriter(device, "CQAZ01")
                    .write(
                            sent.code(),
                            sent.meant().head().content(),
                            sent.meant().head().messageId(),
                            spelling.fault());
            Explained explained = new Explained();

            assertThat(codec.decode(wire, explained)).isEqualTo(sent.meant());
            assertThat(codec.sender(wire)).contains(device);
            if (spelling == Spelling.DOCUMENT) {
                assertThat(explained.anomalies()).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(VendingDownlink.Kind.class)
    void whatTheGatewayWritesIsRead(VendingDownlink.Kind kind) throws MalformedFrame {
        for (int i = 0; i < RUNS; i++) {
            VendingDownlink sent = i % 2 == 0
                    ? new VendingDownlink.Request(device(), kind, messageId())
                    : new VendingDownlink.Vend(device(), 1 + random.nextInt(60), order(), messageId());
            Explained explained = new Explained();

            assertThat(codec.decodeDownlink(codec.encode(sent), explained)).isEqualTo(sent);
            assertThat(explained.anomalies()).isEmpty();
        }
    }

    private record Sent(int code, VendingUplink meant) {}

    private Sent sent(String device) {
        int lanes = random.nextInt(61);
        return switch (random.nextInt(7)) {
            case 0 -> {
                int lane = 1 + random.nextInt(60);
                String order = order();
                int result = random.nextInt(6);
                yield new Sent(
                        23,
                        new VendingUplink.VendReport(
                                head(device, lane + "&" + order + "&" + result), lane, order, "" + result, List.of()));
            }
            case 1 -> {
                List<String> conditions =
                        list(lanes, 5).stream().map(String::valueOf).toList();
                yield new Sent(25, new VendingUplink.Lanes(head(device, String.join(",", conditions)), conditions));
            }
            case 2 -> {
                List<Integer> counts = list(lanes, 256);
                String content = counts.stream().map(String::valueOf).collect(Collectors.joining(","));
                yield new Sent(27, new VendingUplink.Counters(head(device, content), counts));
            }
            case 3 -> new Sent(29, new VendingUplink.StockRestored(head(device, "0")));
            case 4 -> {
                BigDecimal celsius = BigDecimal.valueOf(random.nextInt(1600) - 400, random.nextInt(3));
                yield new Sent(
                        31,
                        new VendingUplink.TemperatureReport(
                                head(device, celsius.toPlainString()), celsius, celsius.toPlainString()));
            }
            case 5 -> {
                int rssi = random.nextInt(32);
                String iccid = "8986" + (1_000_000_000L + random.nextInt(1_000_000_000));
                yield new Sent(
                        33,
                        new VendingUplink.Network(
                                head(device, rssi + "&" + iccid + "&460,0&7"), rssi, iccid, "460,0&7"));
            }
            default -> {
                int count = random.nextInt(1_000_000);
                yield new Sent(35, new VendingUplink.Heartbeat(head(device, "" + count), count));
            }
        };
    }

    private VendingUplink.Head head(String device, String content) {
        return new VendingUplink.Head(device, random.nextInt(4) == 0 ? 0 : messageId(), content);
    }

    private int messageId() {
        return 1 + random.nextInt(Integer.MAX_VALUE - 1);
    }

    private List<Integer> list(int length, int bound) {
        List<Integer> list = new ArrayList<>();
        for (int i = 0; i < length; i++) {
            list.add(random.nextInt(bound));
        }
        return list;
    }

    private String device() {
        return text("0123456789ABCXYZabcxyz_-", 1 + random.nextInt(32));
    }

    private String order() {
        return text("0123456789", 1 + random.nextInt(32));
    }

    private String text(String of, int length) {
        return random.ints(length, 0, of.length())
                .mapToObj(i -> String.valueOf(of.charAt(i)))
                .collect(Collectors.joining());
    }
}
