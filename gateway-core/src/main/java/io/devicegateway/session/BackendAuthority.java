package io.devicegateway.session;

import io.devicegateway.api.Admission;
import io.devicegateway.api.Authority;
import io.devicegateway.api.Authority.LeftToGateway;
import io.devicegateway.api.DecidedBy;
import io.devicegateway.api.Decision;
import io.devicegateway.api.Question;
import io.devicegateway.api.Registration;
import io.devicegateway.api.ReturnVerdict;
import io.devicegateway.registry.Arbiter;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Puts questions to the backend's authority while there is one, on threads that may wait, and answers itself otherwise. */
public final class BackendAuthority implements Arbiter {
    private static final int MOST_AT_ONCE = 1_024;

    private final Arbiter own;
    private final Executor threads;
    private final Semaphore places = new Semaphore(MOST_AT_ONCE);
    private final AtomicReference<@Nullable Seat> seat = new AtomicReference<>();

    /**
     * @param own answers while nobody is registered, and what is left to the gateway
     * @param threads run the backend's methods, which may block
     */
    public BackendAuthority(Arbiter own, Executor threads) {
        this.own = own;
        this.threads = threads;
    }

    /** From now on this authority is asked, and none that was registered before. */
    public Registration register(Authority authority) {
        Seat fresh = new Seat(authority);
        seat.set(fresh);
        return fresh;
    }

    @Override
    public CompletionStage<Admission> admit(Question.Login question) {
        return decide(question).thenApply(Decision::answer);
    }

    @Override
    public CompletionStage<Boolean> owns(Question.Ownership question) {
        return decide(question).thenApply(Decision::answer);
    }

    @Override
    public CompletionStage<ReturnVerdict> judgeReturn(Question.Return question) {
        return decide(question).thenApply(Decision::answer);
    }

    /** Asks. Who no longer wants the answer cancels the future: the thread that asks is then interrupted. */
    @Override
    public <A> CompletionStage<Decision<A>> decide(Question<A> question) {
        Seat taken = seat.get();
        if (taken == null) {
            return own.decide(question);
        }
        if (!places.tryAcquire()) {
            return CompletableFuture.failedFuture(new RejectedExecutionException(
                    MOST_AT_ONCE + " questions wait for the authority's answer already"));
        }
        Asked<A> asked = new Asked<>(question, taken.authority);
        try {
            threads.execute(asked::run);
        } catch (RejectedExecutionException e) {
            places.release();
            asked.completeExceptionally(e);
        }
        return asked;
    }

    /** A question under way. Its place is given back when the authority's method has returned, and not before. */
    private final class Asked<A> extends CompletableFuture<Decision<A>> {
        private final Question<A> question;
        private final Authority authority;
        private @Nullable Thread asking;

        Asked(Question<A> question, Authority authority) {
            this.question = question;
            this.authority = authority;
        }

        @Override
        public boolean cancel(boolean mayInterrupt) {
            boolean cancelled = super.cancel(mayInterrupt);
            synchronized (this) {
                Thread thread = asking;
                if (cancelled && thread != null) {
                    thread.interrupt();
                }
            }
            return cancelled;
        }

        @SuppressWarnings("CatchingUnchecked") // whatever it throws, an error too, is its answer
        void run() {
            begin();
            try {
                if (!isDone()) {
                    complete(new Decision<>(answer(), DecidedBy.AUTHORITY));
                }
            } catch (LeftToGateway e) {
                leave();
            } catch (Throwable e) {
                completeExceptionally(e);
            } finally {
                end();
            }
        }

        private synchronized void begin() {
            asking = Thread.currentThread();
        }

        /** From here on the thread belongs to its executor again. */
        private void end() {
            synchronized (this) {
                asking = null;
            }
            boolean unused = Thread.interrupted();
            places.release();
        }

        @SuppressWarnings("unchecked") // the type of a question is that of its answer
        private A answer() throws Exception {
            Object given = switch (question) {
                case Question.Login login -> authority.admit(login);
                case Question.Ownership ownership -> authority.owns(ownership);
                case Question.Return returned -> authority.judgeReturn(returned);
            };
            if (given == null) {
                throw new NullPointerException("the authority answered null");
            }
            return (A) given;
        }

        private void leave() {
            var unused = own.decide(question).whenComplete((given, error) -> {
                if (error == null) {
                    complete(given);
                } else {
                    completeExceptionally(error);
                }
            });
        }
    }

    private final class Seat implements Registration {
        private final Authority authority;

        Seat(Authority authority) {
            this.authority = authority;
        }

        @Override
        public boolean isOpen() {
            return equals(seat.get());
        }

        @Override
        public void close() {
            seat.compareAndSet(this, null);
        }
    }
}
