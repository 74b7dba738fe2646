package io.devicegateway.app.daemon;

import io.devicegateway.api.PressureSamples;
import io.devicegateway.app.config.PressureConfig;
import io.devicegateway.pressure.PressureSettings;
import io.devicegateway.pressure.PressureSettings.Suffix;
import io.devicegateway.pressure.PressureSettings.TimestampType;
import io.devicegateway.protocol.Liveness;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The pressure modules' protocol as it is configured. */
final class PressureOptions {
    private PressureOptions() {}

    static PressureSettings of(PressureConfig config) {
        return new PressureSettings(
                wire(config),
                new PressureSettings.Presence(
                        config.loginDeadline(),
                        new Liveness(config.staleAfter(), config.offlineAfter()),
                        config.upgradeGrace()),
                new PressureSettings.Reports(
                        config.expectedSamples(),
                        config.dedup(),
                        config.remembered(),
                        config.deviceZone(),
                        config.requestedWithin(),
                        conversion(config)),
                new PressureSettings.Commands(
                        config.commandGap(), config.commandQueue(), config.queryTimeout(), config.upgradeTimeout()));
    }

    private static PressureSettings.Wire wire(PressureConfig config) {
        return new PressureSettings.Wire(
                config.maxFrame(),
                config.partialTimeout(),
                switch (config.suffix()) {
                    case NONE -> Suffix.NONE;
                    case LF -> Suffix.LF;
                    case CRLF -> Suffix.CRLF;
                },
                config.mirrorPacknum(),
                switch (config.timestampType()) {
                    case STRING -> TimestampType.TEXT;
                    case NUMBER -> TimestampType.NUMBER;
                },
                Duration.ofSeconds(config.timestampOffsetSeconds()),
                config.infoWithImei());
    }

    private static PressureSamples.@Nullable Conversion conversion(PressureConfig config) {
        return config.sampleScale()
                .map(scale -> new PressureSamples.Conversion(
                        config.sampleOffset(),
                        scale,
                        config.sampleInterval().isZero() ? null : config.sampleInterval()))
                .orElse(null);
    }
}
