package io.devicegateway.app.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DurationTextTest {
    @ParameterizedTest
    @CsvSource({"0s, PT0S", "1ms, PT0.001S", "999999999s, PT277777H46M39S", "1h, PT1H", "PT0.25S, PT0.25S", "P1D, PT24H"
    })
    void reads(String text, Duration expected) {
        assertThat(DurationText.parse(text)).contains(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "s", "10", "10 s", "10S", "1.5s", "-1s", "1s1s", "1000000000s", "P", "pt1s", "１０s"})
    void refuses(String text) {
        assertThat(DurationText.parse(text)).isEmpty();
    }
}
