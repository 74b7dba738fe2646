package io.devicegateway.wosi;

import static org.assertj.core.api.Assertions.assertThat;

import io.devicegateway.api.DeviceCommand;
import io.devicegateway.api.DeviceId;
import io.devicegateway.testing.SampleCommands;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What the protocol says that it has words for is what it has words for. */
final class WosiSupportedCommandsTest {
    @Test
    void itSaysWhichCommandsItHas() throws Exception {
        WosiProtocol protocol = new WosiProtocol(WosiSettings.DEFAULT);
        Set<Class<?>> expressed = new HashSet<>();
        for (DeviceCommand<?> sample : SampleCommands.of(new DeviceId(WosiProtocol.NAME, "RL1A031712000015"))) {
            if (protocol.open("198.51.100.1:1").onCommand(sample).isPresent()) {
                expressed.add(sample.getClass());
            }
        }
        assertThat(expressed).isNotEmpty();
        assertThat(new HashSet<Class<?>>(protocol.commands())).isEqualTo(expressed);
    }
}
