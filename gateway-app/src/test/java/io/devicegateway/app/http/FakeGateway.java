package io.devicegateway.app.http;

import io.devicegateway.api.Authority;
import io.devicegateway.api.Campaign;
import io.devicegateway.api.CampaignPlan;
import io.devicegateway.api.CommandOptions;
import io.devicegateway.api.CommandResult;
import io.devicegateway.api.ConsumerOptions;
import io.devicegateway.api.Consumers;
import io.devicegateway.api.Device;
import io.devicegateway.api.DeviceCommand;
import io.devicegateway.api.DeviceId;
import io.devicegateway.api.DeviceReply;
import io.devicegateway.api.EventHandler;
import io.devicegateway.api.Gateway;
import io.devicegateway.api.Presence;
import io.devicegateway.api.QueryVersion;
import io.devicegateway.api.Registration;
import io.devicegateway.api.RentBank;
import io.devicegateway.api.Subscription;
import io.devicegateway.campaign.Campaigns;
import io.devicegateway.registry.Registry;
import io.devicegateway.registry.Registry.RegisteredDevice;
import io.devicegateway.session.ScheduledTimers;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.stream.Stream;

/** Devices of a registry, and commands that end as the test says. */
final class FakeGateway implements Gateway {
    /** What was sent. */
    record Sent(DeviceCommand<?> command, CommandOptions options) {}

    final List<Sent> sent = new CopyOnWriteArrayList<>();
    private final Campaigns campaigns =
            new Campaigns(this::send, new ScheduledTimers(), System::nanoTime, Runnable::run);
    /** Who answers questions now; null for nobody. */
    volatile Authority authority;

    private final Registry registry;
    private volatile Function<DeviceCommand<?>, CompletableFuture<CommandResult<?>>> outcome =
            command -> CompletableFuture.completedFuture(new CommandResult.NotSent<>(
                    "command-1", 0, CommandResult.NotSentReason.OFFLINE, "the device is not connected"));

    FakeGateway(Registry registry) {
        this.registry = registry;
    }

    void answer(CommandResult<?> result) {
        outcome = command -> CompletableFuture.completedFuture(result);
    }

    void answer(Function<DeviceCommand<?>, CompletableFuture<CommandResult<?>>> how) {
        outcome = how;
    }

    @Override
    @SuppressWarnings("unchecked")
    public <R extends DeviceReply> CompletableFuture<CommandResult<R>> send(
            DeviceCommand<R> command, CommandOptions options) {
        sent.add(new Sent(command, options));
        return outcome.apply(command).thenApply(result -> (CommandResult<R>) result);
    }

    @Override
    public <R extends DeviceReply> Campaign<R> start(CampaignPlan<R> plan) {
        return campaigns.start(plan);
    }

    @Override
    public Set<Class<? extends DeviceCommand<?>>> commands(DeviceId device) {
        return Set.of(RentBank.class, QueryVersion.class);
    }

    @Override
    public Subscription subscribe(String consumer, EventHandler handler, ConsumerOptions options) {
        throw new UnsupportedOperationException("not needed here");
    }

    @Override
    public Consumers consumers() {
        throw new UnsupportedOperationException("not needed here");
    }

    @Override
    public Registration answer(Authority authority) {
        this.authority = authority;
        return new Registration() {
            @Override
            public boolean isOpen() {
                return authority.equals(FakeGateway.this.authority);
            }

            @Override
            public void close() {
                FakeGateway.this.authority = null;
            }
        };
    }

    @Override
    public Optional<Device> device(DeviceId id) {
        return registry.find(id).map(FakeGateway::device);
    }

    @Override
    public Stream<Device> devices() {
        return registry.all().map(FakeGateway::device);
    }

    private static Device device(RegisteredDevice device) {
        boolean online = device.presence().state() == Presence.State.ONLINE;
        return new Device(
                device.id(),
                device.labels(),
                device.enabled(),
                device.disabledReason(),
                device.presence(),
                device.epoch(),
                online ? "198.51.100.7:40312" : null,
                online ? Instant.parse("2026-11-20T10:03:00.123Z") : null,
                device.slots(),
                device.lanes(),
                device.facts());
    }
}
