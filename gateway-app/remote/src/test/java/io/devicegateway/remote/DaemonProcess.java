package io.devicegateway.remote;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A daemon in a process of its own, on ports that stay the same, which can be killed. */
final class DaemonProcess implements AutoCloseable {
    private static final long START_SECONDS = 120;

    private final Path data;
    private final Path output;
    private final int http = freePort();
    private final int wosi = freePort();
    private Process process;

    DaemonProcess(Path folder) throws Exception {
        data = folder.resolve("data");
        output = folder.resolve("daemon.log");
        start();
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    void start() throws Exception {
        process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx192m",
                        "-XX:+UseSerialGC",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "io.devicegateway.app.Main",
                        "run",
                        "--data",
                        data.toString(),
                        "--set",
                        "http.port=" + http,
                        "--set",
                        "wosi.bind=127.0.0.1",
                        "--set",
                        "powerbank.port=0",
                        "--set",
                        "pressure.port=0",
                        "--set",
                        "wosi.port=" + wosi))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (Files.readString(output).lines().noneMatch("ready"::equals)) {
            if (!process.isAlive() || System.nanoTime() > end) {
                throw new AssertionError("the daemon does not start: " + Files.readString(output));
            }
            Thread.sleep(50);
        }
    }

    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    RemoteGateway connect() throws IOException {
        return RemoteGateway.connect(URI.create("http://127.0.0.1:" + http), Files.readString(data.resolve("token")));
    }

    InetSocketAddress wosi() {
        return new InetSocketAddress("127.0.0.1", wosi);
    }

    @Override
    public void close() throws InterruptedException {
        kill();
    }
}
