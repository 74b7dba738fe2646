package io.devicegateway.chargepile;

import static org.assertj.core.api.Assertions.assertThat;

import io.devicegateway.api.ChargingCommand;
import io.devicegateway.api.Execution;
import io.devicegateway.api.MalformedMessage;
import io.devicegateway.api.PlatformHeartbeat;
import io.devicegateway.chargepile.VirtualPlatform.Expectation;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a virtual platform expects of a gateway is what the gateway does. */
final class VirtualPlatformTest {
    private final PlatformOnCore core = new PlatformOnCore(ChargepileSettings.DEFAULT);

    @ParameterizedTest
    @ValueSource(longs = {1, 7, 20180409})
    void eachLineIsTakenAsExpected(long seed) {
        Map<PlatformFault, Double> faults = new EnumMap<>(PlatformFault.class);
        for (PlatformFault fault : PlatformFault.values()) {
            faults.put(fault, 0.03);
        }
        VirtualPlatform platform = new VirtualPlatform(new VirtualPlatform.Settings("33010", 5, seed, faults));
        Set<Class<?>> types = new HashSet<>();
        for (int i = 0; i < 2000; i++) {
            core.pass(Duration.ofMillis(50));
            for (VirtualPlatform.Line line : platform.next(core.now())) {
                int before = core.journal.entries().size();
                assertThat(core.says(line.bytes(), false)).isCompleted();
                var events = core.journal
                        .events()
                        .subList(before, core.journal.entries().size());
                var event = events.get(events.size() - 1);
                assertThat(expectation(event)).as(event.toString()).isEqualTo(line.expectation());
                types.add(event.getClass());
            }
        }
        assertThat(platform.published()).containsOnlyKeys(Expectation.values());
        assertThat(types).as("all commands and what is none").hasSizeGreaterThanOrEqualTo(17);
    }

    @ParameterizedTest
    @EnumSource(PlatformFault.class)
    void aFaultBefallsTheNextCommand(PlatformFault fault) {
        VirtualPlatform ordered = new VirtualPlatform(new VirtualPlatform.Settings("33010", 5, 1, Map.of()));
        VirtualPlatform good = new VirtualPlatform(new VirtualPlatform.Settings("33010", 5, 1, Map.of()));
        ordered.next(core.now());
        good.next(core.now());
        ordered.order(fault);
        List<VirtualPlatform.Line> lines = ordered.next(core.now());
        List<VirtualPlatform.Line> plain = good.next(core.now());

        assertThat(plain).hasSize(1);
        assertThat(lines.size() > 1
                        || !java.util.Arrays.equals(
                                lines.get(0).bytes(), plain.get(0).bytes()))
                .isTrue();
    }

    @Test
    void theSameSeedDoesTheSame() {
        VirtualPlatform.Settings settings =
                new VirtualPlatform.Settings("33010", 5, 3, Map.of(PlatformFault.DUPLICATE, 0.5));
        VirtualPlatform one = new VirtualPlatform(settings);
        VirtualPlatform other = new VirtualPlatform(settings);
        for (int i = 0; i < 100; i++) {
            List<VirtualPlatform.Line> lines = one.next(core.now());
            List<VirtualPlatform.Line> same = other.next(core.now());
            assertThat(lines)
                    .extracting(VirtualPlatform.Line::bytes)
                    .usingElementComparator((a, b) -> java.util.Arrays.compare(a, b))
                    .containsExactlyElementsOf(
                            same.stream().map(VirtualPlatform.Line::bytes).toList());
        }
    }

    private static Expectation expectation(Object event) {
        if (event instanceof ChargingCommand command) {
            Execution.Verdict verdict = command.execution().verdict();
            return Expectation.valueOf(verdict.name());
        }
        return event instanceof PlatformHeartbeat
                ? Expectation.HEARTBEAT
                : event instanceof MalformedMessage ? Expectation.MALFORMED : null;
    }
}
