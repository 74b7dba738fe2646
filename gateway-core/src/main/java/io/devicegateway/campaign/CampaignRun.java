package io.devicegateway.campaign;

import io.devicegateway.api.Campaign;
import io.devicegateway.api.CampaignPlan;
import io.devicegateway.api.CampaignPlan.ErrorLimit;
import io.devicegateway.api.CommandResult;
import io.devicegateway.api.CommandResult.NotSentReason;
import io.devicegateway.api.DeviceCommand;
import io.devicegateway.api.DeviceId;
import io.devicegateway.api.DeviceReply;
import io.devicegateway.session.Timers;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** One campaign. It holds no thread: a timer or an outcome has the next command sent, on a thread of the callers. */
final class CampaignRun<R extends DeviceReply> implements Campaign<R> {
    private final CampaignPlan<R> plan;
    private final Campaigns.Sender sender;
    private final Timers timers;
    private final LongSupplier ticker;
    private final Executor callers;
    private final long interval;
    private final CompletableFuture<Progress> ended = new CompletableFuture<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<DeviceId, CommandResult<R>> results = new LinkedHashMap<>();
    private final ArrayDeque<Boolean> latest = new ArrayDeque<>();
    private final Map<Class<?>, Integer> outcomes = new LinkedHashMap<>();
    private State state = State.RUNNING;
    private @Nullable String stopReason;
    private int sent;
    private int errorsOfLatest;
    private long nextAt;
    private boolean timerIsSet;

    CampaignRun(CampaignPlan<R> plan, Campaigns.Sender sender, Timers timers, LongSupplier ticker, Executor callers) {
        this.callers = callers;
        this.plan = plan;
        this.sender = sender;
        this.timers = timers;
        this.ticker = ticker;
        interval = (long) (TimeUnit.SECONDS.toNanos(1) / plan.perSecond());
        nextAt = ticker.getAsLong();
    }

    void begin() {
        goOn();
    }

    /** Sends the next command, if one is due. Never two: the pace lies between them. */
    private void goOn() {
        DeviceId next;
        lock.lock();
        try {
            next = takeDue();
        } finally {
            lock.unlock();
        }
        if (next != null) {
            var unused = send(next).whenComplete((result, error) -> settled(next, result, error));
            goOn();
        }
    }

    private @Nullable DeviceId takeDue() {
        boolean busy = sent - results.size() >= plan.atATime();
        if (state != State.RUNNING || sent == plan.devices().size() || busy || timerIsSet) {
            return null;
        }
        long now = ticker.getAsLong();
        if (nextAt - now > 0) {
            timerIsSet = true;
            timers.after(Duration.ofNanos(nextAt - now), () -> callers.execute(this::due));
            return null;
        }
        nextAt = now + interval;
        DeviceId next = plan.devices().get(sent);
        sent++;
        return next;
    }

    private void due() {
        lock.lock();
        try {
            timerIsSet = false;
        } finally {
            lock.unlock();
        }
        goOn();
    }

    private CompletableFuture<CommandResult<R>> send(DeviceId device) {
        try {
            DeviceCommand<R> command = plan.command().apply(device);
            return command.device().equals(device)
                    ? sender.send(command, plan.options())
                    : CompletableFuture.completedFuture(
                            invalid("the plan's command for " + device + " names " + command.device()));
        } catch (RuntimeException e) {
            return CompletableFuture.completedFuture(invalid("the plan has no command for " + device + ": " + e));
        }
    }

    private CommandResult<R> invalid(String why) {
        return new CommandResult.NotSent<>("", 0, NotSentReason.INVALID, why);
    }

    private void settled(DeviceId device, @Nullable CommandResult<R> result, @Nullable Throwable error) {
        CommandResult<R> outcome = result != null
                ? result
                : new CommandResult.Unknown<>(
                        "", 0, CommandResult.UnknownReason.GATEWAY_RESTARTED, "sending failed: " + error);
        boolean over;
        lock.lock();
        try {
            results.put(device, outcome);
            outcomes.merge(outcome.getClass(), 1, Integer::sum);
            look(outcome);
            over = isOver();
        } finally {
            lock.unlock();
        }
        if (over) {
            ended.complete(progress());
        } else {
            goOn();
        }
    }

    private void look(CommandResult<R> outcome) {
        ErrorLimit limit = plan.errorLimit();
        if (limit == null) {
            return;
        }
        boolean failed = !(outcome instanceof CommandResult.Done<R>);
        latest.add(failed);
        errorsOfLatest += failed ? 1 : 0;
        if (latest.size() > limit.outOf() && latest.remove()) {
            errorsOfLatest--;
        }
        if (state == State.RUNNING
                && latest.size() == limit.outOf()
                && errorsOfLatest > limit.share() * limit.outOf()) {
            state = State.STOPPED;
            stopReason = errorsOfLatest + " of the last " + limit.outOf() + " outcomes were no success; the last: "
                    + outcome;
        }
    }

    /** Called with the lock held, after something changed. */
    private boolean isOver() {
        if (results.size() < sent) {
            return false;
        }
        if (state == State.RUNNING && sent == plan.devices().size()) {
            state = State.COMPLETED;
        }
        return state != State.RUNNING;
    }

    @Override
    public void cancel(String reason) {
        boolean over;
        lock.lock();
        try {
            if (state != State.RUNNING) {
                return;
            }
            state = State.CANCELLED;
            stopReason = reason;
            over = isOver();
        } finally {
            lock.unlock();
        }
        if (over) {
            callers.execute(() -> ended.complete(progress()));
        }
    }

    @Override
    public Progress progress() {
        lock.lock();
        try {
            return new Progress(
                    state,
                    plan.devices().size(),
                    sent,
                    outcomes.getOrDefault(CommandResult.Done.class, 0),
                    outcomes.getOrDefault(CommandResult.Refused.class, 0),
                    outcomes.getOrDefault(CommandResult.NotSent.class, 0),
                    outcomes.getOrDefault(CommandResult.Unknown.class, 0),
                    stopReason);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Map<DeviceId, CommandResult<R>> results() {
        lock.lock();
        try {
            return Collections.unmodifiableMap(new LinkedHashMap<>(results));
        } finally {
            lock.unlock();
        }
    }

    @Override
    public CompletableFuture<Progress> ended() {
        return ended.copy();
    }
}
