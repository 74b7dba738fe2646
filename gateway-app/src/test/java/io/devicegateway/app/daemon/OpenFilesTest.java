package io.devicegateway.app.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.devicegateway.app.config.GatewayConfig;
import io.devicegateway.budget.Descriptors;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OpenFilesTest {
    @Test
    void fewFilesLeaveHttpAnEighthAndSomeAtLeast(@TempDir Path data) throws Exception {
        GatewayConfig config = TestConfig.of(data, "sessions.maxConnections=1000", "http.maxConnections=500");

        assertThat(OpenFiles.httpConnections(config, new Descriptors(4_000, 0))).isEqualTo(500);
        assertThat(OpenFiles.httpConnections(config, new Descriptors(1_699, 0))).isEqualTo(212);
        assertThat(OpenFiles.httpConnections(config, new Descriptors(400, 0))).isEqualTo(50);
        assertThat(OpenFiles.httpConnections(config, new Descriptors(30, 0))).isEqualTo(16);
    }

    @Test
    void neverMoreThanConfigured(@TempDir Path data) throws Exception {
        GatewayConfig config = TestConfig.of(data, "sessions.maxConnections=1000000", "http.maxConnections=20");

        assertThat(OpenFiles.httpConnections(config, new Descriptors(100_000, 0)))
                .isEqualTo(20);
    }
}
