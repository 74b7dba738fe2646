package io.devicegateway.app.protocols;

import io.devicegateway.api.DeviceId;
import io.devicegateway.simulation.VirtualDevice;
import io.devicegateway.wosi.WosiCabinet;
import io.devicegateway.wosi.WosiFault;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** A cabinet that misbehaves by chance. */
final class FaultyCabinet implements VirtualDevice {
    private static final int COMMAND_AT = 2;
    private static final int LEAST_FRAME = 9;
    private static final long SILENT_MILLIS = 180_000;

    private final WosiCabinet cabinet;
    private final Map<WosiFault, Double> chances;
    private final Random random;

    // for the connection
    private long switchedOnAt = Long.MAX_VALUE;

    /** @param chances of each fault that is possible, above 0, at most 1 */
    FaultyCabinet(WosiCabinet cabinet, Map<WosiFault, Double> chances, long seed) {
        this.cabinet = cabinet;
        this.chances = chances;
        this.random = new Random(seed);
    }

    WosiCabinet cabinet() {
        return cabinet;
    }

    @Override
    public DeviceId id() {
        return cabinet.id();
    }

    @Override
    public List<Act> onConnect(long nowMillis) {
        switchedOnAt = Long.MAX_VALUE;
        return cabinet.onConnect(nowMillis);
    }

    @Override
    public List<Act> onBytes(byte[] bytes, long nowMillis) {
        if (isCommand(bytes)) {
            chances.forEach(this::befallCommand);
        }
        return watched(cabinet.onBytes(bytes, nowMillis), nowMillis);
    }

    /** The gateway writes a command in one piece; the answers to logins, heartbeats and returns are none. */
    private static boolean isCommand(byte[] bytes) {
        int code = bytes.length < LEAST_FRAME ? 0x60 : bytes[COMMAND_AT] & 0xff;
        return code != 0x60 && code != 0x61 && code != 0x66;
    }

    private void befallCommand(WosiFault fault, double chance) {
        switch (fault) {
            case LOSE_REPLY, IGNORE_COMMAND, LATE_REPLY, REPLY_TWICE -> inject(fault, chance);
            case SPLIT_FRAME,
                    CUT_FRAME,
                    LOST_BYTES,
                    GLUED_FRAMES,
                    BAD_CHECKSUM,
                    LYING_LENGTH,
                    NOISE,
                    RECONNECT_MID_FRAME,
                    FALL_SILENT -> {}
        }
    }

    @Override
    public List<Act> onTick(long nowMillis) {
        if (nowMillis >= switchedOnAt) {
            return List.of(new Act.Reconnect());
        }
        if (cabinet.isLoggedIn()) {
            chances.forEach(this::befallTick);
        }
        return watched(cabinet.onTick(nowMillis), nowMillis);
    }

    private void befallTick(WosiFault fault, double chance) {
        switch (fault) {
            case SPLIT_FRAME,
                    CUT_FRAME,
                    LOST_BYTES,
                    GLUED_FRAMES,
                    BAD_CHECKSUM,
                    LYING_LENGTH,
                    NOISE,
                    RECONNECT_MID_FRAME,
                    FALL_SILENT -> inject(fault, chance);
            case LOSE_REPLY, IGNORE_COMMAND, LATE_REPLY, REPLY_TWICE -> {}
        }
    }

    private void inject(WosiFault fault, double chance) {
        if (random.nextDouble() < chance) {
            cabinet.inject(fault);
        }
    }

    private List<Act> watched(List<Act> acts, long nowMillis) {
        if (acts.stream().anyMatch(Act.FallSilent.class::isInstance)) {
            switchedOnAt = nowMillis + SILENT_MILLIS;
        }
        return acts;
    }

    @Override
    public void onDisconnect(long nowMillis) {
        cabinet.onDisconnect(nowMillis);
    }

    @Override
    public long nextTick() {
        return Math.min(cabinet.nextTick(), switchedOnAt);
    }
}
