package io.devicegateway.api;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/**
 * What the backend team works with: events in order, commands that tell the truth, devices as they are. The same interface
 * whether the gateway runs in the team's own process, the team's code in the daemon as a {@link GatewayPlugin}, or the two
 * talk over the network.
 */
public interface Gateway {
    // commands

    /**
     * Sends a command. The future never fails for what happens to a command: that is a {@link CommandResult}, one of four. An
     * answer that comes after the outcome was told is an event, {@link CommandEvent.LateReply}.
     *
     * @param <R> what a device that carries it out answers
     */
    <R extends DeviceReply> CompletableFuture<CommandResult<R>> send(DeviceCommand<R> command, CommandOptions options);

    /**
     * Sends a command with the protocol's own deadline.
     *
     * @param <R> what a device that carries it out answers
     */
    default <R extends DeviceReply> CompletableFuture<CommandResult<R>> send(DeviceCommand<R> command) {
        return send(command, CommandOptions.DEFAULT);
    }

    /**
     * Sends a command to many devices, at a pace.
     *
     * @param <R> what a device that carries it out answers
     */
    <R extends DeviceReply> Campaign<R> start(CampaignPlan<R> plan);

    /**
     * The commands that the device's protocol can express; a model may still refuse one. Empty when the gateway does not speak
     * that protocol.
     */
    Set<Class<? extends DeviceCommand<?>>> commands(DeviceId device);

    /** Whether the device's protocol can express a command. */
    default boolean supports(DeviceId device, Class<? extends DeviceCommand<?>> command) {
        return commands(device).contains(command);
    }

    /** A power-bank cabinet, to be told what to do. Whether there is such a device is not looked at. */
    default Cabinet cabinet(DeviceId id) {
        return new Cabinet(this, id, CommandOptions.DEFAULT);
    }

    /** A measuring module, to be told what to do. Whether there is such a device is not looked at. */
    default MeasuringModule measuringModule(DeviceId id) {
        return new MeasuringModule(this, id, CommandOptions.DEFAULT);
    }

    // events

    /**
     * Delivers events to a handler, from where the consumer of this name last stopped, or from {@link ConsumerOptions#start()}
     * when it is new. At least once: the same event again has the same {@link EventRecord#id()}. Events of one device come one
     * at a time and in order, those of different devices at the same time. When the handler returns, the event is
     * acknowledged; when it throws, the event comes again later, and is parked as a dead letter in the end.
     *
     * @param consumer its name, 1 to 64 of {@code a-z 0-9 . _ -}, beginning with a letter or digit
     * @throws IllegalArgumentException if that is no name for a consumer
     * @throws IllegalStateException if this gateway has that consumer subscribed already, or there are too many consumers
     */
    Subscription subscribe(String consumer, EventHandler handler, ConsumerOptions options);

    /**
     * The same with {@link ConsumerOptions#DEFAULT}: a new consumer begins at the oldest event stored.
     *
     * @throws IllegalArgumentException if that is no name for a consumer
     * @throws IllegalStateException if this gateway has that consumer subscribed already, or there are too many consumers
     */
    default Subscription subscribe(String consumer, EventHandler handler) {
        return subscribe(consumer, handler, ConsumerOptions.DEFAULT);
    }

    /** The named consumers: replay, dead letters, holding back. */
    Consumers consumers();

    // questions

    /**
     * Answers the questions of devices from now on. The newest wins: an authority that was registered before is asked no more.
     * While there is none, the gateway answers from what its registry knows.
     */
    Registration answer(Authority authority);

    // devices

    /** The device, if it is registered. */
    Optional<Device> device(DeviceId id);

    /** All registered devices, ordered by id. The stream is a snapshot. */
    Stream<Device> devices();
}
