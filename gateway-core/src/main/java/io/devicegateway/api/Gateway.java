package io.devicegateway.api;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** What the backend team works with: events in order, commands that tell the truth, devices as they are. */
public interface Gateway {
    /**
     * Sends a command. The future never fails for what happens to a command: that is a {@link CommandResult}.
     *
     * @param <R> what a device that carries it out answers
     */
    <R extends DeviceReply> CompletableFuture<CommandResult<R>> send(DeviceCommand<R> command, CommandOptions options);

    /** Sends a command with the protocol's own deadline. */
    default <R extends DeviceReply> CompletableFuture<CommandResult<R>> send(DeviceCommand<R> command) {
        return send(command, CommandOptions.DEFAULT);
    }

    /**
     * Delivers events to a handler, from where the consumer of this name last stopped; from the oldest event stored when
     * it is new.
     *
     * @throws IllegalStateException if the consumer is subscribed already
     */
    Subscription subscribe(String consumer, EventHandler handler);

    /** The device, if it is registered. */
    Optional<Device> device(DeviceId id);

    /** All registered devices, ordered by id. The stream is a snapshot. */
    Stream<Device> devices();
}
