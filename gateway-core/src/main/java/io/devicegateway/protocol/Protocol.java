package io.devicegateway.protocol;

import io.devicegateway.api.DeviceCommand;
import java.util.Set;

/**
 * One vendor's protocol, as the gateway sees it.
 *
 * @param <M> its messages
 */
public interface Protocol<M> {
    /** Its name in device ids, configuration and metrics, {@code [a-z][a-z0-9-]{0,31}}. */
    String name();

    /** Reads and writes its messages; shared by all sessions, so it keeps no state. */
    MessageCodec<M> codec();

    /**
     * The commands that it has words for, whatever a model of device makes of them; empty for none, or for a protocol that does
     * not say.
     */
    default Set<Class<? extends DeviceCommand<?>>> commands() {
        return Set.of();
    }

    /** The bounds of its sessions. */
    SessionLimits limits();

    /**
     * Starts a conversation.
     *
     * @param remote where the device connects from, for messages to people
     */
    ProtocolSession<M> open(String remote);
}
