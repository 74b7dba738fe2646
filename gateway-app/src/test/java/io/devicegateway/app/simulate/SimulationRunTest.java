package io.devicegateway.app.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.devicegateway.api.DeviceId;
import io.devicegateway.simulation.VirtualDevice;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class SimulationRunTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private ServerSocket server;
    private InetSocketAddress address;

    @BeforeEach
    void listen() throws IOException {
        server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        server.setSoTimeout((int) PATIENCE.toMillis());
        address = (InetSocketAddress) server.getLocalSocketAddress();
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    @Test
    void handsOnBytesAndTicksAndWritesWhatTheDeviceSays() throws Exception {
        ScriptedDevice device = new ScriptedDevice();
        try (SimulationRun run = SimulationRun.start(List.of(device), address, 100, 1);
                Socket peer = server.accept()) {
            assertThat(peer.getInputStream().read()).isEqualTo('c');
            peer.getOutputStream().write('x');
            assertThat(peer.getInputStream().read()).isEqualTo('x');
            device.tickIn(Duration.ofMillis(1));
            peer.getOutputStream().write('y');
            assertThat(peer.getInputStream().readNBytes(2)).containsExactlyInAnyOrder('y', 't');
            assertThat(run.figures().connected()).isOne();
            assertThat(run.figures().bytesIn()).isEqualTo(2);
            // Counted when the write returns: the peer may have read it before.
            await().untilAsserted(() -> assertThat(run.figures().bytesOut()).isEqualTo(4));
        }
        assertThat(device.heard).startsWith("connect").endsWith("disconnect");
    }

    @Test
    void connectsAgainWhenTheOtherSideClosesAndWhenTheDeviceWantsTo() throws Exception {
        ScriptedDevice device = new ScriptedDevice();
        try (SimulationRun run = SimulationRun.start(List.of(device), address, 100, 1)) {
            try (Socket peer = server.accept()) {
                assertThat(peer.getInputStream().read()).isEqualTo('c');
            }
            try (Socket peer = server.accept()) {
                assertThat(peer.getInputStream().read()).isEqualTo('c');
                peer.getOutputStream().write('R');
                assertThat(peer.getInputStream().read()).isEqualTo(-1);
            }
            try (Socket peer = server.accept()) {
                assertThat(peer.getInputStream().read()).isEqualTo('c');
                assertThat(run.figures().connects()).isEqualTo(3);
                assertThat(run.figures().lost()).as("ended by the other side").isOne();
            }
        }
    }

    @Test
    void aDeviceThatFallsSilentKeepsItsConnectionAndItsTime() throws Exception {
        ScriptedDevice device = new ScriptedDevice();
        try (SimulationRun run = SimulationRun.start(List.of(device), address, 100, 1);
                Socket peer = server.accept()) {
            assertThat(peer.getInputStream().read()).isEqualTo('c');
            device.tickIn(Duration.ofMillis(50));
            peer.getOutputStream().write('S');
            await().atMost(PATIENCE).until(() -> device.heard.contains("tick"));
            assertThat(run.figures().bytesOut())
                    .as("nothing but the first byte")
                    .isOne();
            assertThat(peer.getInputStream().available()).isZero();
        }
    }

    @Test
    void keepsTryingWhenNobodyListens() throws Exception {
        server.close();
        ScriptedDevice device = new ScriptedDevice();
        try (SimulationRun run = SimulationRun.start(List.of(device), address, 100, 1)) {
            await().atMost(PATIENCE).until(() -> run.figures().failures() >= 2);
            assertThat(run.figures().connects()).isZero();
        }
        assertThat(device.heard).isEmpty();
    }

    @Test
    void pausesGrowAndAreBounded() {
        Backoff backoff = new Backoff(new SplittableRandom(1), Duration.ofSeconds(30));
        long longest = 0;
        for (int i = 0; i < 20; i++) {
            long pause = backoff.nextMillis();
            long base = Math.min(30_000, 500L << Math.min(i, 10));
            assertThat(pause).isBetween(base / 2, base);
            longest = Math.max(longest, pause);
        }
        assertThat(longest).isGreaterThan(10_000);
        backoff.reset();
        assertThat(backoff.nextMillis()).isLessThanOrEqualTo(500);
    }

    /** Says c when it is connected, t at a tick, and what it hears; R makes it connect anew, S fall silent. */
    private static final class ScriptedDevice implements VirtualDevice {
        private final List<String> heard = Collections.synchronizedList(new ArrayList<>());
        private volatile long tickAt = Long.MAX_VALUE;
        private volatile Duration tickIn = Duration.ZERO;

        void tickIn(Duration pause) {
            tickIn = pause;
        }

        @Override
        public DeviceId id() {
            return new DeviceId("test", "device");
        }

        @Override
        public List<Act> onConnect(long nowMillis) {
            heard.add("connect");
            return List.of(new Act.Transmit(new byte[] {'c'}));
        }

        @Override
        public List<Act> onBytes(byte[] bytes, long nowMillis) {
            if (!tickIn.isZero()) {
                tickAt = nowMillis + tickIn.toMillis();
            }
            return switch (bytes[0]) {
                case 'R' -> List.of(new Act.Reconnect());
                case 'S' -> List.of(new Act.FallSilent());
                default -> List.of(new Act.Transmit(bytes));
            };
        }

        @Override
        public List<Act> onTick(long nowMillis) {
            heard.add("tick");
            tickAt = Long.MAX_VALUE;
            return List.of(new Act.Transmit(new byte[] {'t'}));
        }

        @Override
        public void onDisconnect(long nowMillis) {
            heard.add("disconnect");
        }

        @Override
        public long nextTick() {
            return tickAt;
        }
    }
}
