package io.devicegateway.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.devicegateway.app.config.ValueType.BadValue;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ValueTypesTest {
    @ParameterizedTest
    @CsvSource({"500ms,500,500ms", "10s,10000,10s", "2m,120000,2m", "90s,90000,90s", "1h,3600000,1h", "1d,86400000,1d"})
    void readsAndWritesDurations(String text, long millis, String written) throws BadValue {
        ValueType<Duration> type = Quantity.duration("0s", "2d");
        assertThat(type.parse(text)).isEqualTo(Duration.ofMillis(millis));
        assertThat(type.format(Duration.ofMillis(millis))).isEqualTo(written);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "10",
                "s",
                "10 s",
                "-1s",
                "1.5s",
                "10S",
                "10sec",
                "99999999999999999s",
                "999999999999999d",
                "3d"
            })
    void refusesWhatIsNoDuration(String text) {
        assertThatThrownBy(() -> Quantity.duration("0s", "2d").parse(text)).isInstanceOf(BadValue.class);
    }

    @ParameterizedTest
    @CsvSource({"1B,1,1B", "64MiB,67108864,64MiB", "1024KiB,1048576,1MiB", "1GiB,1073741824,1GiB"})
    void readsAndWritesSizes(String text, long bytes, String written) throws BadValue {
        ValueType<Long> type = Quantity.size("0B", "1TiB");
        assertThat(type.parse(text)).isEqualTo(bytes);
        assertThat(type.format(bytes)).isEqualTo(written);
    }

    @Test
    void showsSizesForPeople() {
        assertThat(Quantity.approximate(0)).isEqualTo("0 B");
        assertThat(Quantity.approximate(1023)).isEqualTo("1023 B");
        assertThat(Quantity.approximate(1536)).isEqualTo("1.5 KiB");
        assertThat(Quantity.approximate(64L << 20)).isEqualTo("64 MiB");
    }

    @Test
    void everyDefaultReadsBackAsItself() throws BadValue {
        for (Section section : GatewayConfig.SECTIONS) {
            for (Setting<?> setting : section.settings()) {
                assertReadsBack(setting);
            }
        }
    }

    private static <T> void assertReadsBack(Setting<T> setting) throws BadValue {
        assertThat(setting.type().parse(setting.defaultText()))
                .as(setting.key())
                .isEqualTo(setting.defaultValue());
    }

    @Test
    void everySettingHasAVariableOfItsOwnThatIsNotReserved() {
        Set<String> names = new HashSet<>(KnownKeys.RESERVED);
        for (Section section : GatewayConfig.SECTIONS) {
            for (Setting<?> setting : section.settings()) {
                assertThat(names.add(setting.environment()))
                        .as(setting.environment())
                        .isTrue();
                assertThat(KnownKeys.isOurs(setting.environment(), "1"))
                        .as(setting.environment())
                        .isTrue();
            }
        }
        assertThat(WosiConfig.LOGIN_DEADLINE.environment()).isEqualTo("GATEWAY_WOSI_LOGINDEADLINE");
    }

    @Test
    void everyDescriptionIsASentence() {
        for (Section section : GatewayConfig.SECTIONS) {
            for (Setting<?> setting : section.settings()) {
                assertThat(setting.description())
                        .as(setting.key())
                        .endsWith(".")
                        .doesNotContain("|", "  ");
            }
        }
    }

    @Test
    void countsLettersBetweenNames() {
        assertThat(KnownKeys.distance("port", "port")).isZero();
        assertThat(KnownKeys.distance("prot", "port")).isEqualTo(1);
        assertThat(KnownKeys.distance("Port", "port")).isZero();
        assertThat(KnownKeys.distance("", "port")).isEqualTo(4);
        assertThat(KnownKeys.distance("kitten", "sitting")).isEqualTo(3);
    }
}
