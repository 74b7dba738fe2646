package io.devicegateway.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.devicegateway.api.DeviceId;
import io.devicegateway.api.UnknownMessage;
import io.devicegateway.journal.EventJournal.Draft;
import io.devicegateway.journal.JournalState;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A start on a full disk comes up as a run on a disk that fills, and heals like that. */
@Timeout(120)
final class FullDiskStartTest {
    @TempDir
    Path directory;

    private static EmbeddedGateway open(Path data) throws IOException {
        GatewayOptions defaults = GatewayOptions.defaults(data, Clock.systemUTC());
        return EmbeddedGateway.open(new GatewayOptions(
                data,
                defaults.clock(),
                defaults.journal()
                        .withSizes(1 << 20, 64 << 10, 512 << 10)
                        .withSpace(0, 1L << 32, 1 << 20)
                        .withProbeInterval(Duration.ofMillis(100)),
                defaults.registry(),
                defaults.sessions(),
                defaults.commandsKept(),
                defaults.authority(),
                defaults.metrics(),
                1,
                defaults.io()));
    }

    private static void append(EmbeddedGateway gateway) {
        gateway.journal()
                .append(Draft.observed(1, new UnknownMessage(new DeviceId("plain", "A1"), "0x6B", "")))
                .join();
    }

    @Test
    void fourStartsOfFourComeUpAndHeal() throws Exception {
        Path small = Files.createDirectory(directory.resolve("small"));
        assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", small.toString()), "needs leave to mount");
        try {
            Path data = small.resolve("data");
            try (EmbeddedGateway gateway = open(data)) {
                append(gateway);
            }
            Path ballast = fill(small);
            for (int start = 0; start < 3; start++) {
                try (EmbeddedGateway gateway = open(data)) {
                    await().until(() -> gateway.journal().state() instanceof JournalState.Full);
                }
                fillMore(ballast);
            }
            try (EmbeddedGateway gateway = open(data)) {
                await().until(() -> gateway.journal().state() instanceof JournalState.Full);
                Files.delete(ballast);
                await().until(() -> gateway.journal().state() instanceof JournalState.Open);
                append(gateway);
                await().until(() ->
                        gateway.shown(gateway.journal().durableOffset()).isDone());
            }
            try (EmbeddedGateway gateway = open(data)) {
                assertThat(gateway.journal().durableOffset()).isGreaterThanOrEqualTo(2);
            }
        } finally {
            assertThat(run("umount", small.toString())).isTrue();
        }
    }

    private static Path fill(Path directory) throws IOException {
        Path ballast = Files.createFile(directory.resolve("ballast"));
        fillMore(ballast);
        return ballast;
    }

    private static void fillMore(Path ballast) throws IOException {
        try (OutputStream out = Files.newOutputStream(ballast, java.nio.file.StandardOpenOption.APPEND)) {
            while (true) {
                out.write(new byte[4096]);
            }
        } catch (IOException full) {
            assertThat(ballast.getParent().toFile().getUsableSpace()).isLessThan(4096);
        }
    }

    private static boolean run(String... command) throws Exception {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(20, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
