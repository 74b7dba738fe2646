package io.devicegateway.protocol;

import io.devicegateway.api.DeviceCommand;
import java.util.List;
import java.util.Optional;

/**
 * One conversation with one device: a state machine without input or output. It is called by one thread at a time and
 * never blocks.
 *
 * @param <M> the protocol's messages
 */
public interface ProtocolSession<M> {
    /** What follows from a message of the device. */
    List<Effect<M>> onMessage(M message);

    /**
     * Puts a command in the protocol's words; empty when it cannot express it.
     *
     * @throws InvalidCommand if a value is outside what the protocol can express
     */
    Optional<Ask<M>> onCommand(DeviceCommand<?> command) throws InvalidCommand;

    /** A query whose answer shows what became of a command that ended without a reply; empty when there is none. */
    default Optional<DeviceCommand<?>> stateQuery(DeviceCommand<?> unresolved) {
        return Optional.empty();
    }

    /** A command value that the protocol cannot express; the message says which and what is allowed. */
    final class InvalidCommand extends Exception {
        private static final long serialVersionUID = 1L;

        public InvalidCommand(String message) {
            super(message);
        }
    }
}
