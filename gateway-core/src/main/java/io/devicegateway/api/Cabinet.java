package io.devicegateway.api;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * A power-bank cabinet to be told what to do: {@code gateway.cabinet(id).once("order-17").rent(3)}. A value: each change of the
 * options gives a new one. Whether the cabinet's protocol has a command, {@link Gateway#supports} says.
 *
 * @param gateway who sends the commands
 * @param id the cabinet
 * @param options how each command is sent
 */
public record Cabinet(Gateway gateway, DeviceId id, CommandOptions options) {
    /** The same with this idempotency key for the next command: the same key gives the same outcome, and is never done twice. */
    public Cabinet once(String key) {
        return new Cabinet(gateway, id, options.once(key));
    }

    /** The same with this deadline. */
    public Cabinet within(Duration deadline) {
        return new Cabinet(gateway, id, options.within(deadline));
    }

    /** The same with these options. */
    public Cabinet with(CommandOptions other) {
        return new Cabinet(gateway, id, other);
    }

    /**
     * Lets a customer take the bank in a slot.
     *
     * @param slot 1 to 255
     */
    public CompletableFuture<CommandResult<BankReleased>> rent(int slot) {
        return gateway.send(new RentBank(id, slot), options);
    }

    /**
     * Forces the bank out of a slot, for maintenance.
     *
     * @param slot 1 to 255
     */
    public CompletableFuture<CommandResult<BankReleased>> eject(int slot) {
        return gateway.send(new EjectBank(id, slot), options);
    }

    /** Asks what is in the slots. */
    public CompletableFuture<CommandResult<InventoryReported>> inventory() {
        return gateway.send(new QueryInventory(id), options);
    }

    /** Restarts the cabinet. */
    public CompletableFuture<CommandResult<Acknowledged>> restart() {
        return gateway.send(new RestartDevice(id), options);
    }

    /**
     * Sets how loud the cabinet speaks.
     *
     * @param level 0 to 15
     */
    public CompletableFuture<CommandResult<Acknowledged>> volume(int level) {
        return gateway.send(new SetVolume(id, level), options);
    }
}
