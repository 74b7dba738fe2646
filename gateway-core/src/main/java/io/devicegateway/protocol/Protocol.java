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
     * Whether its transport hands over again what was not acknowledged, as a broker does, however long ago that was. Keys of its
     * messages are then remembered beyond their windows, for messages that come as handed over again; the newest 65,536 of them
     * also when the journal no longer has them.
     */
    default boolean redelivers() {
        return false;
    }

    /**
     * Whether answers leave in the order of the messages that they answer. As a rule they do not: an answer that needs nothing
     * durable, as to a heartbeat, leaves at once and so overtakes that to an earlier report, which first becomes durable. A
     * device that does not tell its answers apart by what is in them needs them in order: then each message waits until the
     * one before is over, at the price of one message for each time the journal is forced.
     */
    default boolean answersInOrder() {
        return false;
    }

    /**
     * Starts a conversation.
     *
     * @param remote where the device connects from, for messages to people
     */
    ProtocolSession<M> open(String remote);
}
