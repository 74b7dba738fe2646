package io.devicegateway.campaign;

import io.devicegateway.api.Campaign;
import io.devicegateway.api.CampaignPlan;
import io.devicegateway.api.CommandOptions;
import io.devicegateway.api.CommandResult;
import io.devicegateway.api.DeviceCommand;
import io.devicegateway.api.DeviceReply;
import io.devicegateway.session.Timers;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;

/** The campaigns that are under way. Safe for all threads. */
public final class Campaigns implements AutoCloseable {
    private static final int MOST = 100;

    private final Sender sender;
    private final Timers timers;
    private final LongSupplier ticker;
    private final Executor callers;
    private final Set<CampaignRun<?>> running = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /**
     * @param sender the way to send one command
     * @param ticker nanoseconds of a clock that never goes back
     * @param callers where the plans' own code runs and the next command is sent, which may block
     */
    public Campaigns(Sender sender, Timers timers, LongSupplier ticker, Executor callers) {
        this.callers = callers;
        this.sender = sender;
        this.timers = timers;
        this.ticker = ticker;
    }

    /**
     * Starts one.
     *
     * @throws IllegalStateException if there are too many under way, or the gateway is closed
     */
    public <R extends DeviceReply> Campaign<R> start(CampaignPlan<R> plan) {
        if (closed) {
            throw new IllegalStateException("the gateway is closed");
        }
        if (running.size() >= MOST) {
            throw new IllegalStateException(MOST + " campaigns are under way, which is the limit; wait for one to end");
        }
        CampaignRun<R> fresh = new CampaignRun<>(plan, sender, timers, ticker, callers);
        running.add(fresh);
        var unused = fresh.ended().whenComplete((progress, error) -> running.remove(fresh));
        fresh.begin();
        return fresh;
    }

    /** Cancels all of them. */
    @Override
    public void close() {
        closed = true;
        running.forEach(campaign -> campaign.cancel("the gateway is closed"));
    }

    /** Sends one command. */
    @FunctionalInterface
    public interface Sender {
        /** The outcome; see {@link io.devicegateway.api.Gateway#send}. */
        <R extends DeviceReply> CompletableFuture<CommandResult<R>> send(
                DeviceCommand<R> command, CommandOptions options);
    }
}
