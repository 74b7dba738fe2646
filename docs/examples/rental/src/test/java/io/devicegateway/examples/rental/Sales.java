package io.devicegateway.examples.rental;

import io.devicegateway.api.CommandEvent.CommandResolved;
import io.devicegateway.api.CommandEvent.CommandSettled;
import io.devicegateway.api.CommandEvent.LateReply;
import io.devicegateway.api.CommandOptions;
import io.devicegateway.api.CommandResult;
import io.devicegateway.api.CommandResult.Done;
import io.devicegateway.api.CommandResult.NotSent;
import io.devicegateway.api.CommandResult.Refused;
import io.devicegateway.api.CommandResult.Unknown;
import io.devicegateway.api.DeviceId;
import io.devicegateway.api.EventHandler;
import io.devicegateway.api.EventRecord;
import io.devicegateway.api.Gateway;
import io.devicegateway.api.VendItem;
import io.devicegateway.api.VendResult;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Sells from vending cabinets. The customer has paid, and gets the money back where nothing fell. */
final class Sales implements EventHandler {
    private final Gateway gateway;
    private final Map<String, String> states = new ConcurrentHashMap<>(); // in real life: a table, by order
    private final Map<String, String> uncertain = new ConcurrentHashMap<>(); // and the order of a command

    Sales(Gateway gateway) {
        this.gateway = gateway;
    }

    String stateOf(String order) {
        return states.getOrDefault(order, "none");
    }

    // snippet: sell
    CompletableFuture<CommandResult<VendResult>> sell(DeviceId cabinet, int lane, String order) {
        states.putIfAbsent(order, "paid"); // before the command: after a restart it is sent again, under the same key
        return gateway.send(new VendItem(cabinet, lane, order), CommandOptions.DEFAULT.once(order));
    }
    // end

    // snippet: sold
    @Override
    public void handle(EventRecord record) {
        switch (record.event()) {
            case CommandSettled settled -> settled(settled.idempotencyKey(), settled.result());
            case CommandResolved resolved -> told(resolved.commandId(), resolved.happened());
            case LateReply late -> told(late.commandId(), late.refusal() == null);
            default -> {}
        }
    }

    private void settled(@Nullable String order, CommandResult<?> result) {
        if (order == null || !states.containsKey(order)) {
            return; // not one of these sales
        }
        switch (result) {
            case Done<?> done -> states.put(order, "sold");
            case Refused<?> refused -> states.put(order, "refunded"); // as of an empty lane
            case NotSent<?> notSent -> states.put(order, "refunded");
            case Unknown<?> unknown -> { // goods may have fallen: keep the money until the cabinet tells
                states.put(order, "held");
                uncertain.put(unknown.commandId(), order);
            }
        }
    }

    private void told(@Nullable String command, boolean fell) {
        String order = command == null ? null : uncertain.remove(command);
        if (order != null) {
            states.put(order, fell ? "sold" : "refunded");
        }
    }
    // end
}
