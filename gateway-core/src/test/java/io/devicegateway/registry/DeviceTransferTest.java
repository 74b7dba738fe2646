package io.devicegateway.registry;

import static io.devicegateway.registry.Events.A;
import static io.devicegateway.registry.Events.B;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.devicegateway.registry.Registry.RegisteredDevice;
import io.devicegateway.testing.MemoryRegistry;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class DeviceTransferTest {
    private static final String LINES = """
            {"id":"wosi:RL1A031712000015","labels":{"floor":"1","site":"火车站"},"enabled":true}
            {"id":"wosi:RL1A031712000016","labels":{},"enabled":false,"disabledReason":"stolen"}
            """;

    private final MemoryRegistry registry = new MemoryRegistry();
    private final DeviceTransfer transfer = new DeviceTransfer(registry);

    @Test
    void exportsOneDeviceALine() throws IOException {
        registry.put(B, Map.of(), false, "stolen");
        registry.put(A, Map.of("site", "火车站", "floor", "1"), true, null);
        StringWriter out = new StringWriter();

        assertThat(transfer.exportTo(out)).isEqualTo(2);
        assertThat(out).hasToString(LINES);
    }

    @Test
    void importsWhatWasExported() throws IOException {
        assertThat(transfer.importFrom(new StringReader(LINES + "\n  \n{\"id\":\"wosi:C\"}")))
                .isEqualTo(3);

        RegisteredDevice a = registry.find(A).orElseThrow();
        assertThat(a.labels()).isEqualTo(Map.of("site", "火车站", "floor", "1"));
        assertThat(a.enabled()).isTrue();
        RegisteredDevice b = registry.find(B).orElseThrow();
        assertThat(b.enabled()).isFalse();
        assertThat(b.disabledReason()).isEqualTo("stolen");
        assertThat(registry.all()).hasSize(3);
    }

    @Test
    void importsNothingWhenALineIsWrongAndSaysWhich() {
        refuses("{\"id\":\"wosi:C\",\"lables\":{}}", "line 3: ", "lables");
        refuses("{\"labels\":{}}", "line 3: ", "\"id\" is missing");
        refuses("{\"id\":\"C\"}", "line 3: ", "lacks its protocol");
        refuses("{\"id\":\"wosi:C\",\"labels\":{\"a b\":\"1\"}}", "line 3: ", "label key 'a b'");
        refuses("{\"id\":\"wosi:C\",\"labels\":{\"a\":null}}", "line 3: ", "has no value");
        refuses("{\"id\":\"wosi:C\"", "line 3: ", "");
        refuses("null", "line 3: ", "\"id\" is missing");
        refuses("{\"id\":\"wosi:RL1A031712000016\"}", "line 3: ", "stands in line 2 already");
    }

    private void refuses(String line, String where, String why) {
        assertThatThrownBy(() -> transfer.importFrom(new StringReader(LINES + line)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(where)
                .hasMessageContaining(why);
        assertThat(registry.all()).isEmpty();
    }
}
