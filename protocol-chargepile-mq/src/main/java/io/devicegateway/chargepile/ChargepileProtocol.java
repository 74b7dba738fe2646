package io.devicegateway.chargepile;

import io.devicegateway.api.DeviceId;
import io.devicegateway.protocol.MessageCodec;
import io.devicegateway.protocol.Protocol;
import io.devicegateway.protocol.ProtocolSession;
import io.devicegateway.protocol.SessionLimits;
import java.time.Duration;
import java.time.InstantSource;

/** The protocol of a charging platform, document 002. Its lines come through a broker, see {@link ChargepileConsumer}. */
public final class ChargepileProtocol implements Protocol<ChargepileMessage> {
    /** Its name in device ids, as in {@code chargepile:3301020000000001}. */
    public static final String NAME = "chargepile";

    /** The platform itself: its presence is kept by its heartbeat. */
    public static final DeviceId PLATFORM = new DeviceId(NAME, "platform");

    /** A conversation of which all lines are old identifies nobody, and is none the worse for it. */
    private static final Duration IDENTIFY_WITHIN = Duration.ofDays(1);

    private final ChargepileSettings settings;
    private final InstantSource time;
    private final ChargepileCodec codec;
    private final SessionLimits limits;

    /**
     * The protocol.
     *
     * @param time by which the age of a command is told
     */
    public ChargepileProtocol(ChargepileSettings settings, InstantSource time) {
        this.settings = settings;
        this.time = time;
        this.codec = new ChargepileCodec(settings);
        this.limits = new SessionLimits(IDENTIFY_WITHIN, settings.presence().liveness(), Duration.ZERO, 1);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public MessageCodec<ChargepileMessage> codec() {
        return codec;
    }

    /** The broker does, whenever a line was not acknowledged. */
    @Override
    public boolean redelivers() {
        return true;
    }

    @Override
    public SessionLimits limits() {
        return limits;
    }

    @Override
    public ProtocolSession<ChargepileMessage> open(String remote) {
        return new ChargepileSession(settings, time);
    }

    /** The longest line that is read. */
    int maxLine() {
        return settings.wire().maxLine();
    }
}
