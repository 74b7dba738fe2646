package io.devicegateway.protocol;

import io.devicegateway.api.DeviceCommand;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * One conversation with one device: a state machine without input or output. It is called by one thread at a time and
 * never blocks.
 *
 * @param <M> the protocol's messages
 */
public interface ProtocolSession<M> {
    /**
     * What follows from a message of the device.
     *
     * @throws MalformedFrame if the conversation shows that the message cannot be what the device meant to say; it is
     *     counted and passed over, like a frame that cannot be understood
     */
    List<Effect<M>> onMessage(M message) throws MalformedFrame;

    /**
     * Puts a command in the protocol's words; empty when it cannot express it.
     *
     * @throws InvalidCommand if a value is outside what the protocol can express
     */
    Optional<Ask<M>> onCommand(DeviceCommand<?> command) throws InvalidCommand;

    /**
     * What has to be known before a command can be put in words. It is asked first, unless its last answer is young
     * enough; {@link #onCommand} follows when the answer is there. Empty when nothing has to be asked.
     */
    default Optional<Prerequisite> prerequisite(DeviceCommand<?> command) {
        return Optional.empty();
    }

    /**
     * The answer to a report that comes again. As a rule it is what was written the first time; a protocol that has since
     * learnt how its device wants to be written to says the same in those words.
     *
     * @param first the bytes that were written, or were to be written, the first time; perhaps by an earlier process
     */
    default byte[] again(byte[] first) {
        return first;
    }

    /** A query whose answer shows what became of a command that ended without a reply; empty when there is none. */
    default Optional<DeviceCommand<?>> stateQuery(DeviceCommand<?> unresolved) {
        return Optional.empty();
    }

    /**
     * What has to be known before a command.
     *
     * @param query a {@link io.devicegateway.api.Safety#READ} command of the protocol
     * @param freshFor an answer to it that is not older than this will do
     */
    record Prerequisite(DeviceCommand<?> query, Duration freshFor) {}

    /** A command value that the protocol cannot express; the message says which and what is allowed. */
    final class InvalidCommand extends Exception {
        private static final long serialVersionUID = 1L;

        public InvalidCommand(String message) {
            super(message);
        }
    }
}
