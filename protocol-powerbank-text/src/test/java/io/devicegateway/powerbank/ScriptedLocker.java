package io.devicegateway.powerbank;

import io.devicegateway.api.DeviceId;
import io.devicegateway.simulation.VirtualDevice;
import java.util.ArrayList;
import java.util.List;

/** Says its lines one after the other, whatever it hears, and writes down what that is. */
final class ScriptedLocker implements VirtualDevice {
    private static final long PAUSE_MILLIS = 100;

    private final List<byte[]> lines;
    private final List<String> heard = new ArrayList<>();
    private int next;
    private long nextAt;

    ScriptedLocker(List<byte[]> lines) {
        this.lines = lines;
    }

    List<String> heard() {
        return heard;
    }

    @Override
    public DeviceId id() {
        return new DeviceId(PowerbankProtocol.NAME, Frames.IMEI);
    }

    @Override
    public List<Act> onConnect(long nowMillis) {
        nextAt = nowMillis;
        return List.of();
    }

    @Override
    public List<Act> onBytes(byte[] bytes, long nowMillis) {
        heard.add(Vectors.text(bytes));
        return List.of();
    }

    @Override
    public List<Act> onTick(long nowMillis) {
        nextAt = nowMillis + PAUSE_MILLIS;
        next++;
        return List.of(new Act.Transmit(lines.get(next - 1)));
    }

    @Override
    public void onDisconnect(long nowMillis) {}

    @Override
    public long nextTick() {
        return next < lines.size() ? nextAt : Long.MAX_VALUE;
    }
}
