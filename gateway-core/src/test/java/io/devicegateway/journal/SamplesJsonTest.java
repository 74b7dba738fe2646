package io.devicegateway.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.devicegateway.api.DeviceEvent;
import io.devicegateway.api.DeviceId;
import io.devicegateway.api.PressureSamples;
import io.devicegateway.api.PressureSamples.Channel;
import io.devicegateway.api.PressureSamples.Conversion;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is written by hand is what the general writer would have written. */
class SamplesJsonTest {
    private static final long SEED = 20260716;

    private final EventJson json = new EventJson();
    private final Random random = new Random(SEED);

    private void same(PressureSamples event) {
        String general = json.mapper().writerFor(DeviceEvent.class).writeValueAsString(event);
        assertThat(new String(json.write(event), StandardCharsets.UTF_8)).isEqualTo(general);
        assertThat(json.read(json.write(event))).isEqualTo(event);
    }

    private <T> T oneOf(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }

    private static <T> List<T> orNull(List<T> values) {
        List<T> all = new ArrayList<>(values);
        all.add(null);
        return all;
    }

    private List<Channel> channels() {
        return IntStream.range(0, random.nextInt(10))
                .mapToObj(index -> new Channel(
                        index,
                        random.nextInt(5) == 0
                                ? null
                                : random.ints(random.nextInt(201), 0, random.nextBoolean() ? 65_536 : 120)
                                        .toArray()))
                .toList();
    }

    @Test
    void everyKindOfReportIsWrittenAlike() {
        List<DeviceId> devices =
                List.of(new DeviceId("pressure", "865501040783269"), new DeviceId("pressure", "A-1_" + "7".repeat(40)));
        List<String> texts = orNull(List.of("0", "4294967295", "a \"b\" \\ c", "电量", "\u0001", "", "x".repeat(128)));
        List<Instant> times = orNull(List.of(
                Instant.parse("2019-06-15T08:07:28Z"),
                Instant.parse("2026-01-02T03:04:05.678901Z"),
                Instant.EPOCH,
                Instant.parse("+12026-01-02T03:04:00Z")));
        List<BigDecimal> decimals = orNull(List.of(
                new BigDecimal("25.5"),
                new BigDecimal("-5.0"),
                new BigDecimal("0"),
                new BigDecimal("0.00000001"),
                new BigDecimal("1E+30"),
                new BigDecimal("1E-60")));
        List<Conversion> conversions = new ArrayList<>();
        conversions.add(new Conversion(-32768, new BigDecimal("0.25"), null));
        IntStream.range(0, 4).forEach(i -> conversions.add(null));
        for (int i = 0; i < 2_000; i++) {
            same(new PressureSamples(
                    oneOf(devices),
                    oneOf(texts),
                    oneOf(texts),
                    oneOf(times),
                    channels(),
                    oneOf(decimals),
                    oneOf(decimals),
                    oneOf(conversions),
                    random.nextBoolean()));
        }
    }

    @Test
    void samplesThatNoConverterReadsAreWrittenToo() {
        same(new PressureSamples(
                new DeviceId("pressure", "865501040783269"),
                "1",
                null,
                null,
                List.of(new Channel(0, new int[] {1, -1, 100_000, Integer.MIN_VALUE}), new Channel(12, new int[0])),
                null,
                null,
                null,
                false));
    }
}
