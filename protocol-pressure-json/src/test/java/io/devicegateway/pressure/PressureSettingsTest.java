package io.devicegateway.pressure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.devicegateway.protocol.Liveness;
import java.lang.reflect.RecordComponent;
import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import java.time.ZoneId;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Settings that make no sense are refused, in words that say which and what is allowed. */
class PressureSettingsTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Liveness LIVENESS = new Liveness(Duration.ofSeconds(125), Duration.ofSeconds(180));

    @Test
    void theDefaultsAreThoseOfTheDocumentation() {
        PressureProtocol protocol = new PressureProtocol(PressureSettings.DEFAULT, () -> java.time.Instant.EPOCH);
        assertThat(protocol.name()).isEqualTo("pressure");
        assertThat(protocol.limits().liveness()).isEqualTo(LIVENESS);
        assertThat(protocol.limits().identifyWithin()).hasSeconds(90);
        assertThat(protocol.limits().commandGap()).hasMillis(100);
        assertThat(PressureSettings.DEFAULT.reports().deviceZone()).isEqualTo(ZoneId.of("Asia/Shanghai"));
    }

    @Test
    void whatMakesNoSenseIsRefused() {
        refused(() -> wire(4095, SECOND), "maxFrame 4095 is not 4096 to 1048576");
        refused(() -> wire(65_536, Duration.ZERO), "partialTimeout PT0S is not above zero");
        refused(
                () -> new PressureSettings.Presence(SECOND, LIVENESS, Duration.ofSeconds(179)),
                "upgradeGrace PT2M59S is below liveness.offlineAfter PT3M");
        refused(() -> reports(0, SECOND, 1), "expectedSamples 0 is not 1 to 200");
        refused(() -> reports(201, SECOND, 1), "expectedSamples 201 is not 1 to 200");
        refused(() -> reports(50, Duration.ofSeconds(601), 1), "dedup PT10M1S is more than 10 min");
        refused(() -> reports(50, SECOND, 1025), "remembered 1025 is not 1 to 1024");
        refused(
                () -> new PressureSettings.Commands(Duration.ofMillis(-1), 1, SECOND, SECOND),
                "gap PT-0.001S is below zero");
        refused(() -> new PressureSettings.Commands(SECOND, 0, SECOND, SECOND), "queue 0 is not 1 to 10000");
        refused(() -> PressureModuleSettings.Readings.every(Duration.ZERO), "pause is at least 1 ms");
    }

    private static PressureSettings.Wire wire(int maxFrame, Duration partialTimeout) {
        PressureSettings.Wire usual = PressureSettings.Wire.DEFAULT;
        return new PressureSettings.Wire(
                maxFrame,
                partialTimeout,
                usual.suffix(),
                usual.mirrorPacknum(),
                usual.timestampType(),
                usual.timestampOffset(),
                usual.infoWithImei());
    }

    private static PressureSettings.Reports reports(int samples, Duration dedup, int remembered) {
        return new PressureSettings.Reports(samples, dedup, remembered, ZoneId.of("UTC"), SECOND, null);
    }

    private static void refused(ThrowingCallable attempt, String why) {
        assertThatThrownBy(attempt).isInstanceOf(IllegalArgumentException.class).hasMessageContaining(why);
    }

    /** Whoever touches one part first, as a configuration does, must not leave a hole in the defaults of the whole. */
    @ParameterizedTest
    @ValueSource(strings = {"Wire", "Presence", "Reports", "Commands"})
    void theDefaultsAreWholeWhateverIsInitialisedFirst(String first) throws Exception {
        URL[] classes = {
            PressureSettings.class.getProtectionDomain().getCodeSource().getLocation(),
            Liveness.class.getProtectionDomain().getCodeSource().getLocation()
        };
        try (URLClassLoader fresh = new URLClassLoader(classes, ClassLoader.getPlatformClassLoader())) {
            String whole = PressureSettings.class.getName();
            Class.forName(whole + "$" + first, true, fresh);
            Class<?> settings = Class.forName(whole, true, fresh);
            Object defaults = settings.getField("DEFAULT").get(null);
            for (RecordComponent part : settings.getRecordComponents()) {
                assertThat(part.getAccessor().invoke(defaults))
                        .as(part.getName())
                        .isNotNull();
            }
        }
    }
}
