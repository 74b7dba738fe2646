package io.devicegateway.brokers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The program as its parent sees it: one line, exit codes, and that it never stays behind. */
@Timeout(120)
final class EmbeddedProgramTest {
    private static final String LIBRARIES = Path.of("target/embedded").toAbsolutePath() + "/*";
    private static final String CLASS_PATH =
            Path.of("target/classes").toAbsolutePath() + File.pathSeparator + LIBRARIES;

    @TempDir
    Path folder;

    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void killsWhatIsLeft() {
        started.forEach(Process::destroyForcibly);
    }

    @Test
    void saysReadyWhenBothListenAndEndsWithItsInput() throws Exception {
        int mqtt = freePort();
        int amqp = freePort();
        Process program =
                program("--mqtt", "127.0.0.1:" + mqtt, "--amqp", "127.0.0.1:" + amqp, "--data", folder.toString());
        assertThat(line(program)).isEqualTo("ready mqtt=127.0.0.1:" + mqtt + " amqp=127.0.0.1:" + amqp);
        new Socket("127.0.0.1", mqtt).close();
        new Socket("127.0.0.1", amqp).close();
        program.getOutputStream().close();
        assertThat(program.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(program.exitValue()).isZero();
        assertThat(folder.resolve("log/brokers.log")).content().contains("AMQ221007"); // "Server is now active"
    }

    @Test
    void diesWithAParentThatIsKilled() throws Exception {
        int mqtt = freePort();
        Process parent = start(List.of(
                java(),
                "-cp",
                Path.of("target/test-classes").toAbsolutePath().toString(),
                KillableParent.class.getName(),
                CLASS_PATH,
                "127.0.0.1:" + mqtt,
                folder.toString()));
        BufferedReader said = reader(parent);
        long pid = Long.parseLong(said.readLine());
        assertThat(said.readLine()).startsWith("ready mqtt=");
        ProcessHandle child = ProcessHandle.of(pid).orElseThrow();
        assertThat(child.isAlive()).isTrue();
        parent.destroyForcibly();
        await().atMost(Duration.ofSeconds(30)).until(() -> !child.isAlive());
    }

    @Test
    void portThatIsTakenIsNamed() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            String address = "127.0.0.1:" + taken.getLocalPort();
            Process program = program("--amqp", address, "--data", folder.toString());
            assertThat(complaint(program))
                    .startsWith("embedded brokers: --amqp " + address + ": the port cannot be taken");
            assertThat(program.waitFor()).isEqualTo(3);
        }
    }

    @Test
    void folderOfAnotherInstanceIsRefused() throws Exception {
        Process first = program("--mqtt", "127.0.0.1:" + freePort(), "--data", folder.toString());
        assertThat(line(first)).startsWith("ready");
        Process second = program("--mqtt", "127.0.0.1:" + freePort(), "--data", folder.toString());
        assertThat(complaint(second)).contains(folder.toString(), "other embedded brokers use it");
        assertThat(second.waitFor()).isEqualTo(4);
    }

    @Test
    void listensOnLoopbackOnly() throws Exception {
        Process program = program("--mqtt", "0.0.0.0:1883", "--data", folder.toString());
        assertThat(complaint(program)).contains("--mqtt 0.0.0.0:1883", "loopback only");
        assertThat(program.waitFor()).isEqualTo(2);
    }

    @Test
    void wrongCommandLinesAreExplained() throws Exception {
        assertThat(complaint(program("--data", folder.toString()))).contains("no broker asked for", "usage:");
        assertThat(complaint(program("--mqtt", "127.0.0.1:1883"))).contains("--data is missing");
        assertThat(complaint(program("--mqtt", "127.0.0.1", "--data", "x"))).contains("host:port");
        assertThat(complaint(program("--smtp", "127.0.0.1:25", "--data", "x"))).contains("unknown option --smtp");
        assertThat(complaint(program("--data"))).contains("no value after --data");
    }

    private Process program(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                java(), "-Xmx192m", "-XX:+UseSerialGC", "-cp", CLASS_PATH, "io.devicegateway.brokers.EmbeddedBrokers"));
        command.addAll(List.of(arguments));
        return start(command);
    }

    private Process start(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command).start();
        started.add(process);
        return process;
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private static String line(Process process) throws IOException {
        return reader(process).readLine();
    }

    private static String complaint(Process process) throws IOException {
        return new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private static BufferedReader reader(Process process) {
        return new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            return socket.getLocalPort();
        }
    }
}
