package io.devicegateway.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

final class DeviceIdTest {
    private static final Pattern PROTOCOL = Pattern.compile("[a-z][a-z0-9-]{0,31}");
    private static final Pattern VALUE = Pattern.compile("[!-.0-9;-~]{1,64}");

    @Test
    void readsWhatItWrites() {
        DeviceId id = new DeviceId("wosi", "RL1A031712000015");

        assertThat(id).hasToString("wosi:RL1A031712000015");
        assertThat(DeviceId.parse("wosi:RL1A031712000015")).isEqualTo(id);
        assertThatThrownBy(() -> DeviceId.parse("RL1A031712000015"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("lacks its protocol");
    }

    @Test
    void takesTheCharactersThatItSays() {
        for (char c = 0; c < 300; c++) {
            for (String text : new String[] {"" + c, "a" + c, c + "a", "a" + c + "a"}) {
                assertThat(isProtocol(text))
                        .as("protocol %s", text)
                        .isEqualTo(PROTOCOL.matcher(text).matches());
                assertThat(DeviceId.isValidValue(text))
                        .as("value %s", text)
                        .isEqualTo(VALUE.matcher(text).matches());
            }
        }
    }

    @Test
    void takesTheLengthsThatItSays() {
        assertThat(isProtocol("")).isFalse();
        assertThat(isProtocol("a".repeat(32))).isTrue();
        assertThat(isProtocol("a".repeat(33))).isFalse();
        assertThat(DeviceId.isValidValue("")).isFalse();
        assertThat(DeviceId.isValidValue("a".repeat(64))).isTrue();
        assertThat(DeviceId.isValidValue("a".repeat(65))).isFalse();
    }

    private static boolean isProtocol(String text) {
        try {
            return new DeviceId(text, "x").protocol().equals(text);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
