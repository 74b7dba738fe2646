package io.devicegateway.session;

import io.devicegateway.api.CommandEvent;
import io.devicegateway.api.CommandEvent.CommandResolved;
import io.devicegateway.api.CommandEvent.CommandSettled;
import io.devicegateway.api.CommandEvent.LateReply;
import io.devicegateway.api.CommandResult;
import io.devicegateway.api.CommandResult.Done;
import io.devicegateway.api.CommandResult.NotSent;
import io.devicegateway.api.CommandResult.Refused;
import io.devicegateway.api.CommandResult.Unknown;
import io.devicegateway.api.CommandResult.UnknownReason;
import io.devicegateway.api.DeviceId;
import io.devicegateway.api.EventRecord;
import io.devicegateway.journal.EventJournal;
import io.devicegateway.journal.EventJournal.Draft;
import io.devicegateway.journal.EventRefusedException;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says how commands end: to the journal first, and to the caller once that is durable. An end that does not become durable within
 * the command's deadline is told as unknown, and is unknown from then on: after a restart nobody could know better. Should the
 * journal, after a disk that hung, have the end nevertheless, what is told besides makes the key unknown too. Safe for all threads.
 */
final class Settling {
    private static final Logger LOG = LoggerFactory.getLogger(Settling.class);
    private static final int MOST_UNSAID = 10_000;

    /** What an end has to become durable when the deadline is near. */
    private static final Duration LEAST = Duration.ofMillis(500);

    /** How long an end that is being written is waited for beyond the deadline: its writing decides, not the clock. */
    private static final Duration WRITING = Duration.ofSeconds(10);

    private final EventJournal journal;
    private final Timers timers;
    private final LongSupplier ticker;
    private final Durable durable;
    private final Queue<Unsaid> unsaid = new ConcurrentLinkedQueue<>();
    private final AtomicInteger unsaidCount = new AtomicInteger();
    private final Queue<Ending> refused = new ConcurrentLinkedQueue<>();

    Settling(EventJournal journal, Timers timers, LongSupplier ticker, Durable durable) {
        this.journal = journal;
        this.timers = timers;
        this.ticker = ticker;
        this.durable = durable;
    }

    /** Hears of each end that is in the journal, on any thread. */
    @FunctionalInterface
    interface Durable {
        /**
         * Takes it in.
         *
         * @param pending the command; null for one of an earlier run
         */
        void at(long offset, CommandSettled settled, @Nullable PendingCommand pending);
    }

    /** Ends a command. Called once for each. */
    void settle(PendingCommand pending, long epoch, CommandResult<?> result) {
        if (pending.isInternal() || (!pending.isIssued() && pending.key() == null)) {
            pending.result().complete(result);
            return;
        }
        Ending ending = new Ending(pending, epoch, result);
        ending.append();
        ending.watch();
    }

    /** Journals the end of a command of an earlier run. */
    void settleEarlier(CommandSettled event, long epoch) {
        Consumer<EventRecord> then = record -> durable.at(record.offset(), event, null);
        append(new Unsaid(Draft.observed(epoch, event), then));
    }

    /** Journals what became known of a command; later, when the journal does not take it now. */
    void say(long epoch, CommandEvent event) {
        append(new Unsaid(Draft.observed(epoch, event), record -> {}));
    }

    private boolean append(Unsaid what) {
        CompletableFuture<EventRecord> appended = journal.append(what.draft());
        var unused = appended.whenComplete((record, error) -> {
            if (error == null) {
                what.then().accept(record);
            } else if (isForEver(error)) {
                LOG.error("{} is not said: {}", what.draft().event().getClass().getSimpleName(), error.getMessage());
            } else {
                keep(what);
            }
        });
        return !appended.isCompletedExceptionally() || isForEver(appended.exceptionNow());
    }

    /** The journal never takes that event; it takes others. */
    private static boolean isForEver(Throwable error) {
        return error instanceof EventRefusedException;
    }

    private void keep(Unsaid what) {
        // No more than this can come of commands: they are refused before. More can come of replies that nobody waits
        // for.
        if (unsaidCount.get() >= 2 * MOST_UNSAID) {
            LOG.warn(
                    "{} is not said any more: too much waits for the journal",
                    what.draft().event());
            return;
        }
        unsaidCount.incrementAndGet();
        unsaid.add(what);
    }

    /** Whether so much waits for the journal that nothing may be begun that would have to be said. */
    boolean isFull() {
        return unsaidCount.get() + refused.size() >= MOST_UNSAID;
    }

    int unsaidCount() {
        return unsaidCount.get() + refused.size();
    }

    /** Journals what could not be journalled before, the oldest first. */
    void sweep() {
        for (int left = refused.size(); left > 0; left--) {
            Ending ending = refused.poll();
            if (ending != null && !ending.append()) {
                return;
            }
        }
        for (int left = unsaidCount.get(); left > 0; left--) {
            Unsaid next = unsaid.poll();
            if (next == null) {
                return;
            }
            unsaidCount.decrementAndGet();
            if (!append(next)) {
                return;
            }
        }
    }

    /** What is told of a command whose end is not durable in time. */
    static Unknown<?> notDurable(CommandResult<?> end) {
        return new Unknown<>(
                end.commandId(),
                end.epoch(),
                UnknownReason.JOURNAL_UNAVAILABLE,
                "how the command ended could not be made durable within its deadline");
    }

    /** What waits for the journal. */
    private record Unsaid(Draft draft, Consumer<EventRecord> then) {}

    /** The end of one command, until it is told and in the journal. */
    private final class Ending {
        private final PendingCommand pending;
        private final long epoch;
        private final CommandResult<?> result;
        private boolean appending;
        private boolean waited;
        private boolean over;
        private @Nullable CommandResult<?> given;
        private Timers.@Nullable Cancellation timer;

        Ending(PendingCommand pending, long epoch, CommandResult<?> result) {
            this.pending = pending;
            this.epoch = epoch;
            this.result = result;
        }

        /** Answers false when the journal refused it at once. */
        boolean append() {
            synchronized (this) {
                if (over) {
                    return true;
                }
                appending = true;
            }
            CommandSettled event = settled(result);
            CompletableFuture<EventRecord> appended = journal.append(Draft.observed(epoch, event));
            var unused = appended.whenComplete((record, error) -> {
                if (error == null) {
                    becameDurable(record.offset(), event);
                } else {
                    wasRefused(error);
                }
            });
            return !appended.isCompletedExceptionally();
        }

        void watch() {
            watch(Duration.ofNanos(Math.max(pending.until() - ticker.getAsLong(), LEAST.toNanos())));
        }

        private synchronized void watch(Duration left) {
            if (!over && given == null) {
                timer = timers.after(left, this::overdue);
            }
        }

        private CommandSettled settled(CommandResult<?> end) {
            return new CommandSettled(pending.command().device(), pending.id(), pending.key(), end);
        }

        private void becameDurable(long offset, CommandSettled event) {
            CommandEvent besides;
            synchronized (this) {
                besides = given == null || given.equals(result)
                        ? null
                        : besides(pending.command().device());
                over = true;
                stopTimer();
            }
            if (besides == null) {
                durable.at(offset, event, pending);
            } else { // the key stays with what was told
                boolean unused = Settling.this.append(new Unsaid(
                        Draft.observed(epoch, besides), record -> durable.at(record.offset(), event, pending)));
            }
            pending.result().complete(result);
        }

        private void wasRefused(Throwable error) {
            CommandResult<?> told;
            synchronized (this) {
                appending = false;
                told = given;
                if (told == null && isCertainAfterARestart()) {
                    told = result;
                    given = told;
                    stopTimer();
                } else if (told == null && isForEver(error)) {
                    told = notDurable(result);
                    given = told;
                    stopTimer();
                }
                over = told != null;
            }
            if (told == null) {
                refused.add(this);
                return;
            }
            LOG.warn("the end of command {} could not be journalled and is kept for later", pending.id(), error);
            sayLater(told);
            pending.result().complete(told);
        }

        /** What was issued and has no end is unknown after a restart, and what was not issued has no effect. */
        private boolean isCertainAfterARestart() {
            return !pending.isIssued() || result instanceof Unknown<?>;
        }

        /** The deadline is over, and the end is not durable. */
        private void overdue() {
            CommandResult<?> told;
            boolean tryLater;
            synchronized (this) {
                if (over || given != null) {
                    return;
                }
                if (appending && !waited && !isCertainAfterARestart()) {
                    waited = true;
                    timer = timers.after(WRITING, this::overdue);
                    return;
                }
                told = isCertainAfterARestart() ? result : notDurable(result);
                given = told;
                tryLater = !appending;
                over = tryLater;
            }
            if (tryLater) {
                refused.remove(this);
                sayLater(told);
            }
            pending.result().complete(told);
        }

        /** What was told, and what is known besides. */
        private void sayLater(CommandResult<?> told) {
            CommandSettled event = settled(told);
            keep(new Unsaid(Draft.observed(epoch, event), record -> durable.at(record.offset(), event, pending)));
            CommandEvent besides =
                    told.equals(result) ? null : besides(pending.command().device());
            if (besides != null) {
                keep(new Unsaid(Draft.observed(epoch, besides), record -> {}));
            }
        }

        private @Nullable CommandEvent besides(DeviceId device) {
            return switch (result) {
                case Done<?> done -> new LateReply(device, pending.id(), done.reply(), null);
                case Refused<?> no -> new LateReply(device, pending.id(), null, no.reason());
                case NotSent<?> no ->
                    new CommandResolved(device, pending.id(), false, "nothing was sent: " + no.detail());
                case Unknown<?> unknown -> null;
            };
        }

        private void stopTimer() {
            Timers.Cancellation running = timer;
            if (running != null) {
                running.cancel();
            }
        }
    }
}
