package io.devicegateway.app.plugin;

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
import io.devicegateway.api.EventRecord;
import io.devicegateway.api.Gateway;
import io.devicegateway.api.Registration;
import io.devicegateway.api.Subscription;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * The gateway as one plug-in has it: what it registers is remembered, and closed when the plug-in ends. Its handlers run with its
 * own class loader as the context's, as libraries expect that look for their parts by it.
 */
final class PluginGateway implements Gateway, AutoCloseable {
    private final Gateway gateway;
    private final String plugin;
    private final ClassLoader loader;
    private final Set<AutoCloseable> opened = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    PluginGateway(Gateway gateway, String plugin, ClassLoader loader) {
        this.gateway = gateway;
        this.plugin = plugin;
        this.loader = loader;
    }

    @Override
    public <R extends DeviceReply> CompletableFuture<CommandResult<R>> send(
            DeviceCommand<R> command, CommandOptions options) {
        return gateway.send(command, options);
    }

    @Override
    public <R extends DeviceReply> Campaign<R> start(CampaignPlan<R> plan) {
        requireOpen();
        Campaign<R> campaign = gateway.start(plan);
        AutoCloseable ending = () -> campaign.cancel("the plug-in " + plugin + " ends");
        opened.add(ending);
        var unused = campaign.ended().whenComplete((progress, error) -> opened.remove(ending));
        closeIfTooLate();
        return campaign;
    }

    @Override
    public Set<Class<? extends DeviceCommand<?>>> commands(DeviceId device) {
        return gateway.commands(device);
    }

    @Override
    public Subscription subscribe(String consumer, EventHandler handler, ConsumerOptions options) {
        requireOpen();
        Subscription subscription = gateway.subscribe(consumer, event -> handle(handler, event), options);
        opened.add(subscription);
        closeIfTooLate();
        return subscription;
    }

    private void handle(EventHandler handler, EventRecord event) throws Exception {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader);
        try {
            handler.handle(event);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    @Override
    public Consumers consumers() {
        return gateway.consumers();
    }

    @Override
    public Registration answer(Authority authority) {
        requireOpen();
        Registration registration = gateway.answer(authority);
        opened.add(registration);
        closeIfTooLate();
        return registration;
    }

    @Override
    public Optional<Device> device(DeviceId id) {
        return gateway.device(id);
    }

    @Override
    public Stream<Device> devices() {
        return gateway.devices();
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the plug-in " + plugin + " has ended");
        }
    }

    private void closeIfTooLate() {
        if (closed) {
            close();
            requireOpen();
        }
    }

    /**
     * Ends everything that the plug-in registered; waits for its handlers under way, within the router's bound.
     *
     * @throws IllegalStateException if some of it does not close; the rest is closed all the same
     */
    @Override
    public void close() {
        closed = true;
        IllegalStateException failure = null;
        for (AutoCloseable each : List.copyOf(opened)) {
            opened.remove(each);
            try {
                each.close();
            } catch (Exception e) {
                if (failure == null) {
                    failure = new IllegalStateException("what the plug-in " + plugin + " registered does not close", e);
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
