package io.devicegateway.app.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SIGHUP, which many send to have a configuration read again, ends nothing. */
final class HangUpTest {
    @Test
    void theDaemonGoesOnAndSaysThatItDoesNothing(@TempDir Path folder) throws Exception {
        Path output = folder.resolve("output");
        try (DaemonProcess daemon = DaemonProcess.start(folder.resolve("data"), output, DaemonProcess.Ports.FREE);
                HttpClient client = HttpClient.newHttpClient()) {
            assumeFalse(ignoresHangUp(daemon.pid()), "whoever started the tests had SIGHUP ignored, as nohup does");
            Process signal = new ProcessBuilder("kill", "-HUP", Long.toString(daemon.pid())).start();
            assertThat(signal.waitFor()).isZero();

            await().untilAsserted(() -> assertThat(Files.readString(output)).contains("SIGHUP does nothing"));
            assertThat(live(client, daemon)).isEqualTo(200);
        }
    }

    /** A process inherits that from its parent, and then Java leaves it so. */
    private static boolean ignoresHangUp(long pid) throws IOException {
        return Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream()
                .filter(line -> line.startsWith("SigIgn:"))
                .anyMatch(line -> (Long.parseUnsignedLong(line.substring(7).strip(), 16) & 1) != 0);
    }

    private static int live(HttpClient client, DaemonProcess daemon) throws IOException, InterruptedException {
        return client.send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + daemon.httpPort() + "/health/live"))
                                .build(),
                        HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }
}
