package io.devicegateway.app.simulate;

import io.devicegateway.vending.mqtt.CabinetOnBroker;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** What happened to the connections of virtual devices so far. Safe for all threads. */
public final class SimulationStats implements CabinetOnBroker.Traffic {
    private final AtomicInteger connected = new AtomicInteger();
    private final LongAdder connects = new LongAdder();
    private final LongAdder failures = new LongAdder();
    private final LongAdder lost = new LongAdder();
    private final LongAdder writes = new LongAdder();
    private final LongAdder bytesOut = new LongAdder();
    private final LongAdder bytesIn = new LongAdder();

    @Override
    public void connected() {
        connected.incrementAndGet();
        connects.increment();
    }

    @Override
    public void connectFailed() {
        failures.increment();
    }

    @Override
    public void disconnected(boolean byPeer) {
        connected.decrementAndGet();
        if (byPeer) {
            lost.increment();
        }
    }

    @Override
    public void wrote(int bytes) {
        writes.increment();
        bytesOut.add(bytes);
    }

    @Override
    public void read(int bytes) {
        bytesIn.add(bytes);
    }

    /** The figures now. */
    public Figures figures() {
        return new Figures(
                connected.get(),
                connects.sum(),
                failures.sum(),
                lost.sum(),
                writes.sum(),
                bytesOut.sum(),
                bytesIn.sum());
    }

    /**
     * Figures.
     *
     * @param connected connections open
     * @param connects connections made so far
     * @param failures connections that could not be made so far
     * @param lost connections that the other side ended so far
     * @param writes writes so far
     * @param bytesOut bytes written so far
     * @param bytesIn bytes read so far
     */
    public record Figures(
            int connected, long connects, long failures, long lost, long writes, long bytesOut, long bytesIn) {}
}
