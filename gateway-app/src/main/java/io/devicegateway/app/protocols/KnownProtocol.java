package io.devicegateway.app.protocols;

import io.devicegateway.app.explain.FrameInput.Notation;
import io.devicegateway.protocol.Protocol;
import java.util.List;
import java.util.Optional;

/**
 * A protocol that this build has.
 *
 * @param protocol the protocol with its default settings, for explaining frames
 * @param aliases further names under which it may be asked for
 * @param notation how its frames are written by people
 * @param port the port that devices connect to unless it is configured otherwise; 0 for a protocol that comes through a broker
 * @param simulation makes virtual devices that connect to the gateway; empty when there are none
 * @param behindBroker plays what stands behind a broker; empty for a protocol that comes through none
 */
public record KnownProtocol(
        Protocol<?> protocol,
        List<String> aliases,
        Notation notation,
        int port,
        Optional<Simulation> simulation,
        Optional<BrokerSimulation> behindBroker) {
    public KnownProtocol {
        aliases = List.copyOf(aliases);
    }

    /** Its name in device ids and in the configuration. */
    public String name() {
        return protocol.name();
    }

    boolean isCalled(String name) {
        return name().equals(name) || aliases.contains(name);
    }
}
