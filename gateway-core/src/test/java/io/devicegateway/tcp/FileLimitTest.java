package io.devicegateway.tcp;

import static io.devicegateway.tcp.Harness.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** A process that may open few files never opens the last, and one that may open no more goes on serving, does not spin, and accepts again. */
class FileLimitTest {
    private static final int FILES = 150;
    private static final String ANSWER = "= ";

    @Test
    void acceptingPausesAndComesBack() throws Exception {
        withServer("as if there were no limit", FileLimitTest::connectUntilNothingCanBeOpened);
    }

    @Test
    void connectionsLeaveDescriptorsInReserveAndStrangersGoFirst() throws Exception {
        withServer("", FileLimitTest::connectMoreThanThereIsRoomFor);
    }

    private static void withServer(String how, Steps steps) throws Exception {
        assumeThat(Files.isExecutable(Path.of("/bin/sh"))).isTrue();
        Process server = new ProcessBuilder(
                        "/bin/sh",
                        "-c",
                        "ulimit -n " + FILES
                                + " && exec \"$0\" --enable-native-access=ALL-UNNAMED -cp \"$1\" \"$2\" \"$3\"",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        System.getProperty("java.class.path"),
                        Server.class.getName(),
                        how)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader said = server.inputReader(StandardCharsets.UTF_8);
                PrintWriter ask = new PrintWriter(server.outputWriter(StandardCharsets.UTF_8), true)) {
            try {
                steps.take((int) number(said), ask, said);
            } finally {
                server.destroyForcibly(); // before its pipes are closed: somebody may still be reading them
                assertThat(server.waitFor(10, TimeUnit.SECONDS)).isTrue();
            }
        }
    }

    private static void connectUntilNothingCanBeOpened(int port, PrintWriter ask, BufferedReader said)
            throws IOException {
        loadClasses(port);
        try (Client first = new Client(port)) {
            first.sendFrame("in");
            assertThat(first.readFrame()).isEqualTo("in");
            List<Socket> many = connectMany(port);
            await().untilAsserted(() -> {
                first.sendFrame("still served");
                assertThat(first.readFrame()).isEqualTo("still served");
                assertThat(pauses(ask, said)).isGreaterThan(1);
            });
            for (Socket socket : many) {
                socket.close();
            }
        }
        try (Client next = new Client(port)) {
            next.sendFrame("in again");
            assertThat(next.readFrame()).isEqualTo("in again");
        }
        assertThat(pauses(ask, said))
                .as("one pause a second, not one for each turn of the event loop")
                .isLessThan(100);
    }

    private static void connectMoreThanThereIsRoomFor(int port, PrintWriter ask, BufferedReader said)
            throws IOException {
        try (Client first = new Client(port)) {
            first.sendFrame("in");
            assertThat(first.readFrame()).isEqualTo("in");
            List<Socket> many = connectMany(port);
            first.sendFrame("still served");
            assertThat(first.readFrame()).isEqualTo("still served");
            await().pollInterval(Duration.ofMillis(100)).ignoreExceptions().untilAsserted(() -> {
                try (Client late = new Client(port)) {
                    late.sendFrame("in, for a stranger");
                    assertThat(late.readFrame()).isEqualTo("in, for a stranger");
                }
            });
            assertThat(pauses(ask, said))
                    .as("times that nothing could be opened")
                    .isZero();
            for (Socket socket : many) {
                socket.close();
            }
        }
    }

    private interface Steps {
        void take(int port, PrintWriter ask, BufferedReader said) throws IOException;
    }

    /** Has the server load what it needs while it can: here from a directory, elsewhere from archives that are open already. */
    private static void loadClasses(int port) throws IOException {
        try (Client client = new Client(port)) {
            client.sendFrame("in and out");
            client.readFrame();
            client.socket.shutdownOutput();
            client.awaitEnd();
        }
    }

    private static List<Socket> connectMany(int port) throws IOException {
        List<Socket> many = new ArrayList<>();
        for (int i = 0; i < 2 * FILES; i++) {
            Socket socket = new Socket();
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 10_000);
            many.add(socket);
        }
        return many;
    }

    private static long pauses(PrintWriter ask, BufferedReader said) throws IOException {
        ask.println("pauses?");
        return number(said);
    }

    /** The next answer; log lines in between are passed over. */
    private static long number(BufferedReader said) throws IOException {
        String line = said.readLine();
        while (line != null && !line.startsWith(ANSWER)) {
            line = said.readLine();
        }
        assertThat(line).as("the server ended").isNotNull();
        return Long.parseLong(line.substring(ANSWER.length()));
    }

    /** The other process: says its port, and then on each line how often accepting paused for an error. */
    static final class Server {
        private Server() {}

        public static void main(String[] arguments) throws IOException {
            Harness gateway = new Harness(
                    Harness.settings(),
                    arguments[0].isEmpty() ? UnaryOperator.identity() : Harness.connections(100_000));
            System.out.println(ANSWER + gateway.listener.boundPort());
            BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            while (in.readLine() != null) {
                System.out.println(ANSWER + gateway.count("gateway_tcp_accept_pauses", "cause", "error"));
            }
            gateway.close();
        }
    }
}
