package io.devicegateway.remote;

import static org.awaitility.Awaitility.await;

import io.devicegateway.api.BankId;
import io.devicegateway.api.DeviceId;
import io.devicegateway.simulation.VirtualDevice.Act;
import io.devicegateway.wosi.WosiCabinet;
import io.devicegateway.wosi.WosiCabinetListener;
import io.devicegateway.wosi.WosiCabinetSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A virtual cabinet on a real socket that a test can tell what to do. */
final class LiveCabinet implements AutoCloseable {
    private static final int LOOK_MILLIS = 10;

    private final WosiCabinet cabinet;
    private final BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
    private final InetSocketAddress gateway;
    private final Thread thread;
    private volatile boolean closed;
    private volatile boolean loggedIn;

    /** Twelve slots; a bank in each of the first eleven. */
    LiveCabinet(String boxId, InetSocketAddress gateway) {
        WosiCabinetSettings.Timing timing = new WosiCabinetSettings.Timing(
                Duration.ofSeconds(30), Duration.ofMillis(500), Duration.ofSeconds(2), Duration.ofSeconds(5));
        cabinet =
                new WosiCabinet(WosiCabinetSettings.of(boxId, 12).stocked().with(timing), new WosiCabinetListener() {});
        this.gateway = gateway;
        thread = Thread.ofPlatform().daemon().name("cabinet-" + boxId).start(this::run);
        await().atMost(Duration.ofSeconds(30)).until(() -> loggedIn);
    }

    DeviceId id() {
        return cabinet.id();
    }

    /** Does something with it, on its thread, and waits until it is done. */
    void tell(Consumer<WosiCabinet> what) {
        LinkedBlockingQueue<Boolean> done = new LinkedBlockingQueue<>();
        tasks.add(() -> {
            what.accept(cabinet);
            done.add(true);
        });
        try {
            if (done.poll(20, TimeUnit.SECONDS) == null) {
                throw new AssertionError("the cabinet does not listen");
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** The bank in a slot; null for none. */
    BankId bankIn(int slot) {
        BankId[] bank = new BankId[1];
        tell(known -> bank[0] = known.banks().get(slot));
        return bank[0];
    }

    private void run() {
        while (!closed) {
            try (Socket socket = new Socket()) {
                socket.connect(gateway, 5_000);
                socket.setSoTimeout(LOOK_MILLIS);
                talk(socket);
            } catch (IOException e) {
                pause();
            } finally {
                loggedIn = false;
                cabinet.onDisconnect(now());
            }
        }
    }

    private void talk(Socket socket) throws IOException {
        boolean again = perform(cabinet.onConnect(now()), socket);
        byte[] buffer = new byte[4096];
        while (!again && !closed) {
            for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                task.run();
            }
            again = cabinet.nextTick() <= now() && perform(cabinet.onTick(now()), socket);
            loggedIn = cabinet.isLoggedIn();
            if (!again) {
                again = read(socket, buffer);
            }
        }
    }

    private boolean read(Socket socket, byte[] buffer) throws IOException {
        try {
            int length = socket.getInputStream().read(buffer);
            if (length < 0) {
                throw new IOException("closed");
            }
            return perform(cabinet.onBytes(Arrays.copyOf(buffer, length), now()), socket);
        } catch (SocketTimeoutException e) {
            return false;
        }
    }

    private boolean perform(List<Act> acts, Socket socket) throws IOException {
        for (Act act : acts) {
            switch (act) {
                case Act.Transmit sent -> socket.getOutputStream().write(sent.bytes());
                case Act.Reconnect reconnect -> {
                    return true;
                }
                case Act.FallSilent silent -> throw new UncheckedIOException(new IOException("not used here"));
            }
        }
        return false;
    }

    private void pause() {
        try {
            Thread.sleep(50);
        } catch (InterruptedException e) {
            closed = true;
        }
    }

    private static long now() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }

    @Override
    public void close() {
        closed = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
