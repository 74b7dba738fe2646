package io.devicegateway.wosi;

import io.devicegateway.protocol.Framing;
import io.devicegateway.protocol.MessageCodec;
import io.devicegateway.protocol.ProtocolSession;
import io.devicegateway.protocol.SessionLimits;
import io.devicegateway.protocol.StreamProtocol;

/** The protocol of Wosi power bank cabinets, document 004, revision 4.6P. */
public final class WosiProtocol implements StreamProtocol<WosiMessage> {
    /** Its name in device ids, as in {@code wosi:RL1A031712000015}. */
    public static final String NAME = "wosi";

    private final WosiSettings settings;
    private final WosiCodec codec;
    private final WosiFraming framing;
    private final SessionLimits limits;

    public WosiProtocol(WosiSettings settings) {
        this.settings = settings;
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
    public SessionLimits limits() {
        return limits;
    }

    @Override
    public ProtocolSession<WosiMessage> open(String remote) {
        return new WosiSession(settings, remote);
    }
}
