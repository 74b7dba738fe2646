package io.devicegateway.wosi;

import io.devicegateway.api.DeviceCommand;
import io.devicegateway.api.DeviceId;
import io.devicegateway.api.EjectBank;
import io.devicegateway.api.QueryInventory;
import io.devicegateway.api.QueryNetwork;
import io.devicegateway.api.QueryServer;
import io.devicegateway.api.QuerySimCard;
import io.devicegateway.api.QueryVersion;
import io.devicegateway.api.QueryVolume;
import io.devicegateway.api.RentBank;
import io.devicegateway.api.RestartDevice;
import io.devicegateway.api.SetServer;
import io.devicegateway.api.SetVolume;
import io.devicegateway.api.UpgradeSoftware;
import io.devicegateway.protocol.Framing;
import io.devicegateway.protocol.MessageCodec;
import io.devicegateway.protocol.ProtocolSession;
import io.devicegateway.protocol.SessionLimits;
import io.devicegateway.protocol.StreamProtocol;
import java.util.Set;
import java.util.function.ToIntFunction;

/** The protocol of Wosi power bank cabinets, document 004, revision 4.6P. */
public final class WosiProtocol implements StreamProtocol<WosiMessage> {
    /** Its name in device ids, as in {@code wosi:RL1A031712000015}. */
    public static final String NAME = "wosi";

    private final WosiSettings settings;
    private final ToIntFunction<DeviceId> knownHeartbeats;
    private final WosiCodec codec;
    private final WosiFraming framing;
    private final SessionLimits limits;

    /** The protocol without a memory of what cabinets were set to, as for explaining frames. */
    public WosiProtocol(WosiSettings settings) {
        this(settings, device -> 0);
    }

    /**
     * The protocol.
     *
     * @param knownHeartbeats the heartbeat in seconds of the latest {@link io.devicegateway.api.ServerAddress} of a cabinet; 0
     *     when there is none. Called when a cabinet logs in, by any thread; it never blocks
     */
    public WosiProtocol(WosiSettings settings, ToIntFunction<DeviceId> knownHeartbeats) {
        this.settings = settings;
        this.knownHeartbeats = knownHeartbeats;
        this.codec = new WosiCodec(settings.wire());
        this.framing = new WosiFraming(settings.wire());
        this.limits = new SessionLimits(
                settings.login().deadline(),
                settings.login().liveness(),
                settings.commands().gap(),
                settings.commands().queue());
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public MessageCodec<WosiMessage> codec() {
        return codec;
    }

    @Override
    public Framing framing() {
        return framing;
    }

    @Override
    public Set<Class<? extends DeviceCommand<?>>> commands() {
        return Set.of(
                RentBank.class,
                EjectBank.class,
                QueryInventory.class,
                QueryVersion.class,
                QuerySimCard.class,
                QueryServer.class,
                QueryVolume.class,
                QueryNetwork.class,
                RestartDevice.class,
                UpgradeSoftware.class,
                SetServer.class,
                SetVolume.class);
    }

    @Override
    public SessionLimits limits() {
        return limits;
    }

    @Override
    public ProtocolSession<WosiMessage> open(String remote) {
        return new WosiSession(settings, knownHeartbeats, remote);
    }
}
