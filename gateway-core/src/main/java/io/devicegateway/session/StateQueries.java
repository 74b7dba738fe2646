package io.devicegateway.session;

import io.devicegateway.api.DeviceCommand;
import io.devicegateway.api.DeviceId;
import io.devicegateway.api.Safety;
import io.devicegateway.protocol.ProtocolSession;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks one device for the state that tells what became of commands of unknown outcome. Runs on the link's executor.
 *
 * @param <M> the protocol's messages
 */
final class StateQueries<M> {
    private static final Logger LOG = LoggerFactory.getLogger(StateQueries.class);

    private final CommandLane<M> lane;
    private final DeviceSession<M> session;
    private final ProtocolSession<M> conversation;

    StateQueries(CommandLane<M> lane, DeviceSession<M> session, ProtocolSession<M> conversation) {
        this.lane = lane;
        this.session = session;
        this.conversation = conversation;
    }

    /** Asks for what tells of one command; then does this, also when there is nothing to ask or the device does not answer. */
    void ask(PendingCommand unknown, Runnable then) {
        Optional<DeviceCommand<?>> query =
                unknown.isInternal() || unknown.command().safety() != Safety.ONCE
                        ? Optional.empty()
                        : queryFor(unknown.command());
        if (query.isEmpty()) {
            then.run();
            return;
        }
        PendingCommand asked = session.core().ledger().internal(query.get());
        var unused = asked.result().whenComplete((ok, error) -> lane.onLink(then));
        lane.submit(asked);
    }

    /** Asks for what tells of all commands of a device, each state once. */
    void askAll(DeviceId device) {
        session.core().ledger().unresolvedOf(device).stream()
                .flatMap(command -> queryFor(command).stream())
                .distinct()
                .forEach(lane::query);
    }

    private Optional<DeviceCommand<?>> queryFor(DeviceCommand<?> command) {
        try {
            return conversation.stateQuery(command);
        } catch (RuntimeException e) {
            LOG.error("{} failed on what tells of {}", session.protocol().name(), command, e);
            return Optional.empty();
        }
    }
}
