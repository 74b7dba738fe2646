package io.devicegateway.session;

import io.devicegateway.api.CommandResult;
import io.devicegateway.api.CommandResult.NotSentReason;
import io.devicegateway.api.CommandResult.UnknownReason;
import io.devicegateway.api.DeviceCommand;
import io.devicegateway.protocol.ProtocolSession;
import io.devicegateway.protocol.ProtocolSession.InvalidCommand;
import io.devicegateway.protocol.ProtocolSession.Prerequisite;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What has to be known before a command of one connection: asks it, unless it was answered not long ago. Runs on the link's
 * executor.
 *
 * @param <M> the protocol's messages
 */
final class Preparation<M> {
    private final CommandLane<M> lane;
    private final CommandLedger ledger;
    private final ProtocolSession<M> conversation;
    private List<PendingCommand> asked = List.of();
    /** The query that was answered last: one is enough to spare most, and another is asked once too often at worst. */
    private @Nullable Object answeredKey;

    private long answeredAt;

    Preparation(CommandLane<M> lane, CommandLedger ledger, ProtocolSession<M> conversation) {
        this.lane = lane;
        this.ledger = ledger;
        this.conversation = conversation;
    }

    /** How many commands wait for an answer to a query. */
    int waiting() {
        return asked.size();
    }

    /** Whether that is a query that a command waits for. */
    boolean hasAsked(PendingCommand query) {
        return asked.contains(query);
    }

    /** A query was answered, or the device told of its own accord what would have answered it. */
    void answered(Object replyKey) {
        answeredKey = replyKey;
        answeredAt = lane.now();
    }

    /** The connection ended, or speaks for another device now. */
    void forget() {
        answeredKey = null;
    }

    /** Whether the last answer is young enough. */
    boolean isSpared(Prerequisite prerequisite) {
        Object key = answeredKey;
        if (key == null || lane.now() - answeredAt > prerequisite.freshFor().toNanos()) {
            return false;
        }
        try {
            return conversation
                    .onCommand(prerequisite.query())
                    .filter(ask -> ask.replyKey().equals(key))
                    .isPresent();
        } catch (InvalidCommand e) {
            return false; // it says so when it is asked
        }
    }

    /** Asks, and goes on with the command. When the query comes to nothing, nothing of the command itself has left. */
    void askFirst(PendingCommand pending, DeviceCommand<?> query) {
        PendingCommand first = ledger.internal(query, pending.options());
        if (asked.isEmpty()) {
            asked = new ArrayList<>(1);
        }
        asked.add(first);
        var unused = first.result()
                .whenComplete((result, error) -> lane.onLink(() -> {
                    asked.remove(first);
                    answered(pending, query, result);
                }));
        lane.submit(first);
    }

    private void answered(PendingCommand pending, DeviceCommand<?> query, CommandResult<?> result) {
        String what = query.getClass().getSimpleName() + ", which has to be answered first: ";
        switch (result) {
            case CommandResult.Done<?> done -> lane.accept(pending);
            case CommandResult.Refused<?> refused ->
                lane.notSent(pending, NotSentReason.INVALID, what + refused.reason());
            case CommandResult.NotSent<?> notSent -> lane.notSent(pending, notSent.reason(), what + notSent.detail());
            case CommandResult.Unknown<?> unknown ->
                lane.notSent(
                        pending,
                        unknown.reason() == UnknownReason.NO_REPLY
                                ? NotSentReason.EXPIRED
                                : NotSentReason.CONNECTION_LOST,
                        what + unknown.detail());
        }
    }
}
