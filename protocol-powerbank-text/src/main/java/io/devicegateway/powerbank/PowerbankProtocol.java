package io.devicegateway.powerbank;

import io.devicegateway.api.DeviceCommand;
import io.devicegateway.api.DeviceId;
import io.devicegateway.api.QueryInventory;
import io.devicegateway.api.RentBank;
import io.devicegateway.api.WireProfile;
import io.devicegateway.protocol.Framing;
import io.devicegateway.protocol.MessageCodec;
import io.devicegateway.protocol.ProtocolSession;
import io.devicegateway.protocol.SessionLimits;
import io.devicegateway.protocol.StreamProtocol;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** The protocol of power bank lockers, document 003. */
public final class PowerbankProtocol implements StreamProtocol<PowerbankMessage> {
    /** Its name in device ids, as in {@code powerbank:865501040783269}. */
    public static final String NAME = "powerbank";

    private final PowerbankSettings settings;
    private final Function<DeviceId, Optional<String>> knownDialects;
    private final PowerbankCodec codec;
    private final PowerbankFraming framing;
    private final SessionLimits limits;

    /** The protocol without a memory of what devices were found to speak, as for explaining frames. */
    public PowerbankProtocol(PowerbankSettings settings) {
        this(settings, device -> Optional.empty());
    }

    /**
     * The protocol.
     *
     * @param knownDialects the {@linkplain WireProfile#name() name} of the latest {@link WireProfile} of a device; empty when
     *     there is none. Called when a device identifies itself, by any thread; it never blocks
     */
    public PowerbankProtocol(PowerbankSettings settings, Function<DeviceId, Optional<String>> knownDialects) {
        this.settings = settings;
        this.knownDialects = knownDialects;
        this.codec = new PowerbankCodec(settings);
        this.framing = new PowerbankFraming(settings.wire());
        this.limits = new SessionLimits(
                settings.presence().identifyWithin(),
                settings.presence().liveness(),
                settings.commands().gap(),
                settings.commands().queue());
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public MessageCodec<PowerbankMessage> codec() {
        return codec;
    }

    @Override
    public Framing framing() {
        return framing;
    }

    @Override
    public Set<Class<? extends DeviceCommand<?>>> commands() {
        return Set.of(RentBank.class, QueryInventory.class);
    }

    @Override
    public SessionLimits limits() {
        return limits;
    }

    @Override
    public ProtocolSession<PowerbankMessage> open(String remote) {
        return new PowerbankSession(settings, codec, knownDialects, remote);
    }
}
