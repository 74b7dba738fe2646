package io.devicegateway.pressure;

import io.devicegateway.api.DeviceCommand;
import io.devicegateway.api.QueryLineFailures;
import io.devicegateway.api.QueryLocation;
import io.devicegateway.api.QueryMeasurement;
import io.devicegateway.api.QuerySimCard;
import io.devicegateway.api.QueryVersion;
import io.devicegateway.api.StartUpgrade;
import io.devicegateway.protocol.Framing;
import io.devicegateway.protocol.MessageCodec;
import io.devicegateway.protocol.ProtocolSession;
import io.devicegateway.protocol.SessionLimits;
import io.devicegateway.protocol.StreamProtocol;
import java.time.InstantSource;
import java.util.Set;

/** The protocol of 4G pressure modules, document 001, V1.0.9. */
public final class PressureProtocol implements StreamProtocol<PressureMessage> {
    /** Its name in device ids, as in {@code pressure:865501040783269}. */
    public static final String NAME = "pressure";

    private final PressureSettings settings;
    private final InstantSource clock;
    private final PressureCodec codec;
    private final PressureFraming framing;
    private final SessionLimits limits;

    /**
     * @param clock what modules are told when they ask for the time
     */
    public PressureProtocol(PressureSettings settings, InstantSource clock) {
        this.settings = settings;
        this.clock = clock;
        this.codec = new PressureCodec(settings);
        this.framing = new PressureFraming(settings.wire());
        this.limits = new SessionLimits(
                settings.presence().deadline(),
                settings.presence().liveness(),
                settings.commands().gap(),
                settings.commands().queue());
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public MessageCodec<PressureMessage> codec() {
        return codec;
    }

    @Override
    public Framing framing() {
        return framing;
    }

    @Override
    public Set<Class<? extends DeviceCommand<?>>> commands() {
        return Set.of(
                QuerySimCard.class,
                QueryLocation.class,
                QueryLineFailures.class,
                QueryVersion.class,
                QueryMeasurement.class,
                StartUpgrade.class);
    }

    @Override
    public SessionLimits limits() {
        return limits;
    }

    @Override
    public ProtocolSession<PressureMessage> open(String remote) {
        return new PressureSession(settings, clock, remote);
    }
}
