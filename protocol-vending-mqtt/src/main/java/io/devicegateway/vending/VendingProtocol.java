package io.devicegateway.vending;

import io.devicegateway.api.DeviceCommand;
import io.devicegateway.api.QueryCounters;
import io.devicegateway.api.QueryLanes;
import io.devicegateway.api.QueryNetwork;
import io.devicegateway.api.QueryTemperature;
import io.devicegateway.api.ResetCounters;
import io.devicegateway.api.VendItem;
import io.devicegateway.protocol.MessageCodec;
import io.devicegateway.protocol.Protocol;
import io.devicegateway.protocol.ProtocolSession;
import io.devicegateway.protocol.SessionLimits;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;

/** The protocol of vending cabinets, document 000, V1.02. Each message is one publish. */
public final class VendingProtocol implements Protocol<VendingMessage> {
    /** Its name in device ids, as in {@code vending:866710036447339}. */
    public static final String NAME = "vending";

    /** The first message names its sender; this is for the authority to answer. */
    private static final Duration IDENTIFY_WITHIN = Duration.ofSeconds(30);

    private final VendingSettings settings;
    private final InstantSource clock;
    private final VendingCodec codec;
    private final SessionLimits limits;

    /**
     * @param clock what the numbers of messages begin with
     */
    public VendingProtocol(VendingSettings settings, InstantSource clock) {
        this.settings = settings;
        this.clock = clock;
        this.codec = new VendingCodec(settings);
        this.limits = new SessionLimits(
                IDENTIFY_WITHIN,
                settings.presence().liveness(),
                settings.commands().gap(),
                settings.commands().queue());
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public MessageCodec<VendingMessage> codec() {
        return codec;
    }

    @Override
    public Set<Class<? extends DeviceCommand<?>>> commands() {
        return Set.of(
                VendItem.class,
                QueryLanes.class,
                QueryCounters.class,
                ResetCounters.class,
                QueryTemperature.class,
                QueryNetwork.class);
    }

    /** The broker does, whenever a message was not acknowledged, and says so (DUP). */
    @Override
    public boolean redelivers() {
        return true;
    }

    @Override
    public SessionLimits limits() {
        return limits;
    }

    @Override
    public ProtocolSession<VendingMessage> open(String remote) {
        return new VendingSession(settings, new MessageIds(settings.wire(), clock), remote);
    }
}
