package io.devicegateway.app.edges;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.devicegateway.app.crash.DaemonProcess;
import io.devicegateway.app.crash.DaemonProcess.Ports;
import io.devicegateway.app.crash.DaemonProcess.Room;
import io.devicegateway.app.crash.KeyedCaller;
import io.devicegateway.app.crash.WosiFrames;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Somebody does to a daemon of little room what nobody should. It lives, honest cabinets are answered all the while, and when he
 * is gone everything is as before. {@code -Dedges.full=true} for the sizes of which the reliability page tells.
 */
class EdgesTest {
    private static final boolean FULL = Boolean.getBoolean("edges.full");
    private static final Room ROOM = new Room(FULL ? "512m" : "96m", 0);

    @TempDir
    Path directory;

    @Test
    void manyThatHoldAnUnfinishedFrame() throws Exception {
        int count = FULL ? 9_800 : 1_500;
        byte[] unfinished = text("{\"cmd\":\"push_msg\",\"imei\":\"" + "a".repeat(64_970));
        try (Siege siege = Siege.of(start(ROOM), count + " connections that hold 65 kB of an unfinished frame each")) {
            try (Crowd crowd = new Crowd(siege.ports().pressure(), count, unfinished)) {
                siege.begin();
                crowd.fill();
                crowd.stay(TimeUnit.SECONDS.toNanos(FULL ? 60 : 5));
                siege.end(crowd.connections() + " made");
            }
            siege.checkWellAgain();
        }
    }

    @Test
    void newIdsOfCabinetsOnOneConnection() throws Exception {
        int count = FULL ? 1_000_000 : 20_000;
        newIds(count + " logins under new ids of cabinets, sent at once", daemon -> {
            int connections = OneConnection.send(daemon.wosi(), count, EdgesTest::login);
            return "on " + connections + " connection(s)";
        });
    }

    @Test
    void newIdsOfModulesOnOneConnection() throws Exception {
        int count = FULL ? 1_000_000 : 20_000;
        newIds(count + " messages under new ids of pressure modules, sent at once", daemon -> {
            int connections = OneConnection.send(
                    daemon.pressure(),
                    count,
                    number -> text(String.format(Locale.ROOT, "{\"cmd\":\"ping\",\"IMEI\":\"8655%011d\"}", number)));
            return "on " + connections + " connection(s)";
        });
    }

    @Test
    void newIdsFromManyAddresses() throws Exception {
        int count = FULL ? 100_000 : 3_000;
        newIds(count + " logins under new ids from as many addresses as are needed", daemon -> {
            ManyAddresses logins = new ManyAddresses(daemon.wosi(), EdgesTest::login, in -> {
                awaitFrame(new DataInputStream(in), 0x60);
                return true;
            });
            logins.send(count);
            return logins.answered() + " answered, from " + logins.connections() + " addresses";
        });
    }

    private static byte[] login(int number) {
        return WosiFrames.login(String.format(Locale.ROOT, "X%015d", number));
    }

    private void newIds(String what, Attack attack) throws Exception {
        double empty;
        try (Siege siege = Siege.of(start(ROOM), what)) {
            empty = siege.busy();
            siege.begin();
            siege.end(attack.on(siege.ports()));
            siege.checkWellAgain();
            siege.kill();
        }
        long begin = System.nanoTime();
        try (DaemonProcess again = start(ROOM)) {
            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
            double busy = again.busy().toMillis() / 1e3;
            System.out.println("edges: its data directory opens again after kill -9 in " + millis + " ms and " + busy
                    + " s of a processor, the start of the JVM included; the first start took " + empty + " s of it");
            assertThat(busy).as("opened, in seconds of a processor").isLessThan(10 + empty);
            try (HonestCabinet cabinet =
                    HonestCabinet.staying(Siege.STAYING, again.ports().wosi())) {
                await().atMost(Siege.WELL_AGAIN).until(() -> cabinet.answered() > 0);
            }
        }
    }

    /** What somebody does. */
    @FunctionalInterface
    private interface Attack {
        /** @return what came of it, in words */
        String on(Ports daemon) throws Exception;
    }

    @Test
    void manyThatDrip() throws Exception {
        int count = FULL ? 100 : 50;
        long rest = TimeUnit.SECONDS.toNanos(FULL ? 20 : 4);
        byte[] object = text("{\"IMEI\":\"865501040783269\",\"cmd\":\"push_msg\",\"data0\":\"" + "A".repeat(30_000));
        byte[] inventory = Arrays.copyOf(WosiFrames.frame(0x64, inventory(100)), 20);
        try (Siege siege = Siege.of(start(ROOM), count + " and " + count + " connections that send 50 bytes a second");
                Crowd modules = new Crowd(siege.ports().pressure(), count, object);
                Crowd cabinets = new Crowd(siege.ports().wosi(), count, inventory)) {
            modules.fill();
            cabinets.fill();
            Thread other = Thread.ofPlatform().daemon().start(() -> cabinets.drip(2 * rest, 20_000_000, (byte) 1));
            modules.drip(
                    rest / 2, 20_000_000, (byte) 'A'); // the first bytes may cost more, while code is still compiled
            siege.begin();
            double busy = siege.busy();
            long begin = System.nanoTime();
            modules.drip(rest, 20_000_000, (byte) 'A');
            double share = (siege.busy() - busy) * 1e9 / (System.nanoTime() - begin);
            other.join();
            siege.end(String.format(Locale.ROOT, "%.2f of a processor", share));
            assertThat(share).as("processors that it kept busy").isLessThan(0.6);
            modules.close();
            cabinets.close();
            siege.checkWellAgain();
        }
    }

    @Test
    void fewerDescriptorsThanConnections() throws Exception {
        Room room = new Room("512m", 420);
        try (Siege siege = Siege.of(start(room), "600 idle connections at a limit of 420 descriptors")) {
            int answered = 0;
            try (Crowd idle = new Crowd(siege.ports().wosi(), 600, new byte[0])) {
                siege.begin();
                idle.fill();
                for (int i = 0; i < 6; i++) {
                    answered += siege.isHealthy("/health/live") ? 1 : 0;
                    idle.stay(TimeUnit.MILLISECONDS.toNanos(500));
                }
                siege.end(answered + " of 6 requests answered meanwhile");
            }
            assertThat(answered).as("requests answered").isEqualTo(6);
            siege.checkWellAgain();
        }
    }

    @Test
    void aBeatEvery20MillisecondsAndACommandToIt() throws Exception {
        String serial = "WSTD089900000003";
        Path data = directory.resolve("data");
        try (DaemonProcess daemon = start(ROOM);
                BeatingCabinet cabinet =
                        new BeatingCabinet(serial, daemon.ports().wosi(), 20_000_000)) {
            await().atMost(Siege.WELL_AGAIN).until(() -> cabinet.beats() > 50);
            KeyedCaller caller = new KeyedCaller("wosi:" + serial, data, daemon::httpPort);
            Thread calls = Thread.ofPlatform().daemon().start(caller);
            int wanted = FULL ? 100 : 5;
            await().atMost(Duration.ofSeconds(2L * wanted + 10))
                    .until(() -> caller.outcomes().size() >= wanted);
            caller.stop();
            calls.join();
            System.out.println("edges: a beat every 20 ms: " + caller.outcomes().size() + " rents, "
                    + caller.outcomes().stream().filter("done"::equals).count() + " of them done");
            assertThat(caller.outcomes()).allMatch("done"::equals);
        }
    }

    @Test
    void whatStandsBehindAFrameOfACabinet() throws Exception {
        List<byte[]> strays =
                List.of(text("\r\n"), text("\n"), new byte[1], text("OK\r\n"), new byte[] {3, (byte) 0xe8});
        try (DaemonProcess daemon = start(ROOM)) {
            int number = 0;
            for (byte[] stray : strays) {
                number++;
                try (Socket socket = new Socket("127.0.0.1", daemon.ports().wosi())) {
                    socket.setSoTimeout((int) Siege.LONGEST_MILLIS);
                    socket.getOutputStream().write(WosiFrames.login("WSTD08990000010" + number));
                    socket.getOutputStream().write(WosiFrames.frame(0x61, new byte[0]));
                    socket.getOutputStream().write(stray);
                    DataInputStream in = new DataInputStream(socket.getInputStream());
                    awaitFrame(in, 0x61);
                    socket.getOutputStream().write(WosiFrames.returned(1, number));
                    assertThat(awaitFrame(in, 0x66)[8])
                            .as("answer behind " + Arrays.toString(stray))
                            .isEqualTo((byte) 1);
                }
            }
        }
    }

    @Test
    void whatStandsBehindAMessageOfAModule() throws Exception {
        try (DaemonProcess daemon = start(ROOM);
                Socket socket = new Socket("127.0.0.1", daemon.ports().pressure())) {
            socket.setSoTimeout((int) Siege.LONGEST_MILLIS);
            int number = 0;
            for (String stray : List.of("\r\n", "\n", "\0", "}", ",", "OK\r\n", "")) {
                String message = String.format(
                        Locale.ROOT,
                        "{\"cmd\":\"push_msg\",\"IMEI\":\"865501040783269\",\"packnum\":\"%d\",\"data0\":\"0001\"}",
                        ++number);
                socket.getOutputStream().write(text(message + stray));
                byte[] answer = new byte[1_024];
                int length = socket.getInputStream().read(answer);
                assertThat(new String(answer, 0, Math.max(0, length), StandardCharsets.US_ASCII))
                        .as("answer to message " + number)
                        .contains("\"" + number + "\"");
            }
        }
    }

    private static byte[] awaitFrame(DataInputStream in, int command) throws IOException {
        byte[] frame = WosiFrames.read(in);
        while (frame[0] != command) {
            frame = WosiFrames.read(in);
        }
        return frame;
    }

    private static byte[] inventory(int slots) {
        byte[] payload = new byte[1 + 10 * slots];
        payload[0] = (byte) slots;
        return payload;
    }

    private DaemonProcess start(Room room) throws IOException, InterruptedException {
        return DaemonProcess.start(
                room, directory.resolve("data"), directory.resolve("run-" + System.nanoTime() + ".log"), Ports.FREE);
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
