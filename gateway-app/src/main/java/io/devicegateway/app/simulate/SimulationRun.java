package io.devicegateway.app.simulate;

import io.devicegateway.simulation.VirtualDevice;
import io.devicegateway.vending.VendingCabinet;
import io.devicegateway.vending.mqtt.CabinetOnBroker;
import io.devicegateway.vending.mqtt.MqttSettings;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Virtual devices that run, until they are stopped. */
public final class SimulationRun implements AutoCloseable {
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    private static final Duration STOP_WITHIN = Duration.ofSeconds(5);

    private final SimulationStats stats = new SimulationStats();
    private final List<Thread> threads = new ArrayList<>();

    private SimulationRun() {}

    /**
     * Starts devices.
     *
     * @param connectsPerSecond how many of them make their first connection in a second, above zero
     * @param seed of the pauses between connections
     */
    public static SimulationRun start(
            List<? extends VirtualDevice> devices, InetSocketAddress gateway, double connectsPerSecond, long seed) {
        return start(devices, gateway, connectsPerSecond, seed, LONGEST_PAUSE);
    }

    /**
     * Starts devices.
     *
     * @param connectsPerSecond how many of them make their first connection in a second, above zero
     * @param seed of the pauses between connections
     * @param longestPause the longest pause of a device that finds no gateway
     */
    public static SimulationRun start(
            List<? extends VirtualDevice> devices,
            InetSocketAddress gateway,
            double connectsPerSecond,
            long seed,
            Duration longestPause) {
        SimulationRun run = new SimulationRun();
        for (int i = 0; i < devices.size(); i++) {
            VirtualDevice device = devices.get(i);
            long delay = Math.round(i * 1000.0 / connectsPerSecond);
            Runnable driver = device instanceof VendingCabinet cabinet
                    ? run.throughBroker(cabinet, gateway, delay, longestPause)
                    : new VirtualDeviceDriver(
                            device, gateway, SimulationRun::nowMillis, run.stats, seed + i, delay, longestPause);
            run.threads.add(Thread.ofVirtual().name("device-" + device.id()).start(driver));
        }
        return run;
    }

    /** Where others have the gateway's address, a cabinet has the broker's. */
    private Runnable throughBroker(
            VendingCabinet cabinet, InetSocketAddress broker, long delayMillis, Duration longestPause) {
        return new CabinetOnBroker(
                cabinet,
                URI.create("tcp://" + broker.getHostString() + ":" + broker.getPort()),
                MqttSettings.Topics.DEFAULT,
                SimulationRun::nowMillis,
                stats,
                Duration.ofMillis(delayMillis),
                longestPause);
    }

    private static long nowMillis() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }

    /** What happened so far. */
    public SimulationStats.Figures figures() {
        return stats.figures();
    }

    /** Ends all connections and waits for the devices to be done; after that nobody but the caller touches them. */
    @Override
    public void close() {
        threads.forEach(Thread::interrupt);
        long end = System.nanoTime() + STOP_WITHIN.toNanos();
        try {
            for (Thread thread : threads) {
                long left = end - System.nanoTime();
                if (left > 0) {
                    thread.join(Duration.ofNanos(left));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
