package io.devicegateway.vending;

import static org.assertj.core.api.Assertions.assertThat;

import io.devicegateway.api.DeviceCommand;
import io.devicegateway.api.DeviceId;
import io.devicegateway.testing.SampleCommands;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What the protocol says that it has words for is what it has words for. */
final class VendingSupportedCommandsTest {
    @Test
    void itSaysWhichCommandsItHas() throws Exception {
        VendingProtocol protocol = new VendingProtocol(VendingSettings.DEFAULT, InstantSource.system());
        Set<Class<?>> expressed = new HashSet<>();
        for (DeviceCommand<?> sample : SampleCommands.of(new DeviceId(VendingProtocol.NAME, "866710036447339"))) {
            if (protocol.open("198.51.100.1:1").onCommand(sample).isPresent()) {
                expressed.add(sample.getClass());
            }
        }
        assertThat(expressed).isNotEmpty();
        assertThat(new HashSet<Class<?>>(protocol.commands())).isEqualTo(expressed);
    }
}
