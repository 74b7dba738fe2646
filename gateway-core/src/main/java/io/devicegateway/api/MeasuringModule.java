package io.devicegateway.api;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * A measuring module to be told what to do: {@code gateway.measuringModule(id).measure()}. A value: each change of the options
 * gives a new one.
 *
 * @param gateway who sends the commands
 * @param id the module
 * @param options how each command is sent
 */
public record MeasuringModule(Gateway gateway, DeviceId id, CommandOptions options) {
    /** The same with this idempotency key for the next command. */
    public MeasuringModule once(String key) {
        return new MeasuringModule(gateway, id, options.once(key));
    }

    /** The same with this deadline. */
    public MeasuringModule within(Duration deadline) {
        return new MeasuringModule(gateway, id, options.within(deadline));
    }

    /** The same with these options, for example those that let a query wait until the module wakes up. */
    public MeasuringModule with(CommandOptions other) {
        return new MeasuringModule(gateway, id, other);
    }

    /** Asks it to measure now; the {@link Measurement} comes as an event. */
    public CompletableFuture<CommandResult<Acknowledged>> measure() {
        return gateway.send(new QueryMeasurement(id), options);
    }

    /** Asks where it is. */
    public CompletableFuture<CommandResult<DeviceLocation>> location() {
        return gateway.send(new QueryLocation(id), options);
    }

    /** Asks what failed on its sensor line. */
    public CompletableFuture<CommandResult<LineFailures>> lineFailures() {
        return gateway.send(new QueryLineFailures(id), options);
    }

    /** Has it fetch its newest software. */
    public CompletableFuture<CommandResult<Acknowledged>> upgrade() {
        return gateway.send(new StartUpgrade(id), options);
    }
}
