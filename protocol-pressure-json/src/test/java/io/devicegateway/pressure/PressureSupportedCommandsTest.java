package io.devicegateway.pressure;

import static org.assertj.core.api.Assertions.assertThat;

import io.devicegateway.api.DeviceCommand;
import io.devicegateway.api.DeviceId;
import io.devicegateway.testing.SampleCommands;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What the protocol says that it has words for is what it has words for. */
final class PressureSupportedCommandsTest {
    @Test
    void itSaysWhichCommandsItHas() throws Exception {
        PressureProtocol protocol = new PressureProtocol(PressureSettings.DEFAULT, InstantSource.system());
        Set<Class<?>> expressed = new HashSet<>();
        for (DeviceCommand<?> sample : SampleCommands.of(new DeviceId(PressureProtocol.NAME, "865501040783269"))) {
            if (protocol.open("198.51.100.1:1").onCommand(sample).isPresent()) {
                expressed.add(sample.getClass());
            }
        }
        assertThat(expressed).isNotEmpty();
        assertThat(new HashSet<Class<?>>(protocol.commands())).isEqualTo(expressed);
    }
}
