package io.devicegateway.wosi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.devicegateway.protocol.Liveness;
import java.io.File;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WosiSettingsTest {
    @Test
    void theDefaultsAreThoseOfTheDocumentation() {
        WosiSettings settings = WosiSettings.DEFAULT;
        assertThat(settings.wire().strict()).isFalse();
        assertThat(settings.wire().token()).isEqualTo(0x11223344);
        assertThat(settings.wire().maxPacket()).isEqualTo(4096);
        assertThat(settings.login().liveness())
                .isEqualTo(new Liveness(Duration.ofSeconds(65), Duration.ofSeconds(100)));
        assertThat(settings.login().queries()).containsExactly(WosiSettings.LoginQuery.INVENTORY);
        assertThat(settings.returns().dedup()).isEqualTo(Duration.ofSeconds(120));
        assertThat(settings.commands().gap()).isEqualTo(Duration.ofMillis(100));
        WosiProtocol protocol = new WosiProtocol(settings);
        assertThat(protocol.name()).isEqualTo("wosi");
        assertThat(protocol.limits().identifyWithin()).isEqualTo(Duration.ofSeconds(60));
        assertThat(protocol.framing().partialTimeout()).isEqualTo(Duration.ofSeconds(15));
    }

    /** In a process of its own, because what is loaded stays loaded. */
    @ParameterizedTest
    @ValueSource(strings = {"Wire", "Login", "Returns", "Commands"})
    void whicheverPartIsUsedFirstTheWholeIsThere(String part) throws Exception {
        Process process = new ProcessBuilder(
                        new File(System.getProperty("java.home"), "bin/java").getPath(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        FirstUse.class.getName(),
                        part)
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
    }

    @Test
    void aValueOutOfItsRangeIsRefusedWithItsName() {
        WosiSettings.Wire wire = WosiSettings.Wire.DEFAULT;
        WosiSettings.Login login = WosiSettings.Login.DEFAULT;
        Duration zero = Duration.ZERO;
        refused(() -> new WosiSettings.Wire(false, 0, wire.replyToken(), 63, wire.partialTimeout()), "maxPacket 63");
        refused(() -> new WosiSettings.Wire(false, 0, wire.replyToken(), 64, zero), "partialTimeout");
        refused(
                () -> new WosiSettings.Login(
                        login.deadline(), login.liveness(), List.of(), zero, Duration.ofMillis(199)),
                "querySpacing");
        refused(() -> new WosiSettings.Returns(zero, 3, 2, 4, zero), "dedup");
        refused(() -> new WosiSettings.Returns(Duration.ofSeconds(1), 2, 2, 4, zero), "duplicateResult 2");
        refused(() -> new WosiSettings.Returns(Duration.ofSeconds(1), 3, 1, 4, zero), "unreadableResult 1");
        refused(() -> new WosiSettings.Returns(Duration.ofSeconds(1), 3, 2, 0, zero), "illegalBankResult 0");
    }

    private static void refused(ThrowingCallable call, String words) {
        assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessageContaining(words);
    }

    /** Uses one part of the settings before the others. */
    static final class FirstUse {
        private FirstUse() {}

        public static void main(String[] arguments) {
            Object first = switch (arguments[0]) {
                case "Wire" -> WosiSettings.Wire.DEFAULT;
                case "Login" -> WosiSettings.Login.DEFAULT;
                case "Returns" -> WosiSettings.Returns.DEFAULT;
                default -> WosiSettings.Commands.DEFAULT;
            };
            if (first == null
                    || WosiSettings.DEFAULT.wire() == null
                    || WosiSettings.DEFAULT.login() == null
                    || WosiSettings.DEFAULT.returns() == null
                    || WosiSettings.DEFAULT.commands() == null) {
                throw new IllegalStateException("a part is missing: " + WosiSettings.DEFAULT);
            }
        }
    }
}
