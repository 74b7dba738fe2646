package io.devicegateway.session;

import io.devicegateway.api.Admission;
import io.devicegateway.api.Authority;
import io.devicegateway.api.Authority.LeftToGateway;
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
import java.util.function.Supplier;
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
        return ask(authority -> authority.admit(question), () -> own.admit(question));
    }

    @Override
    public CompletionStage<Boolean> owns(Question.Ownership question) {
        return ask(authority -> authority.owns(question), () -> own.owns(question));
    }

    @Override
    public CompletionStage<ReturnVerdict> judgeReturn(Question.Return question) {
        return ask(authority -> authority.judgeReturn(question), () -> own.judgeReturn(question));
    }

    private <A> CompletionStage<A> ask(Asking<A> asking, Supplier<CompletionStage<A>> ourselves) {
        Seat taken = seat.get();
        if (taken == null) {
            return ourselves.get();
        }
        if (!places.tryAcquire()) {
            return CompletableFuture.failedFuture(new RejectedExecutionException(
                    MOST_AT_ONCE + " questions wait for the authority's answer already"));
        }
        CompletableFuture<A> answer = new CompletableFuture<>();
        try {
            threads.execute(() -> put(asking, taken.authority, ourselves, answer));
        } catch (RejectedExecutionException e) {
            places.release();
            answer.completeExceptionally(e);
        }
        return answer;
    }

    @SuppressWarnings("CatchingUnchecked") // whatever it throws, an error too, is its answer
    private <A> void put(
            Asking<A> asking,
            Authority authority,
            Supplier<CompletionStage<A>> ourselves,
            CompletableFuture<A> answer) {
        try {
            A given = asking.ask(authority);
            if (given == null) {
                throw new NullPointerException("the authority answered null");
            }
            answer.complete(given);
        } catch (LeftToGateway e) {
            var unused = ourselves.get().whenComplete((given, error) -> {
                if (error == null) {
                    answer.complete(given);
                } else {
                    answer.completeExceptionally(error);
                }
            });
        } catch (Throwable e) {
            answer.completeExceptionally(e);
        } finally {
            places.release();
        }
    }

    @FunctionalInterface
    private interface Asking<A> {
        A ask(Authority authority) throws Exception;
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
