package io.devicegateway.testkit;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A future in the time of the kit. Waiting for it on the test's thread lets the time pass until it is complete; in a handler it
 * waits for the test to let the time pass. Its time limits count in that time, too.
 */
final class KitFuture<T> extends CompletableFuture<T> {
    private final KitLoop loop;

    KitFuture(KitLoop loop) {
        this.loop = loop;
    }

    @Override
    public <U> CompletableFuture<U> newIncompleteFuture() {
        return new KitFuture<>(loop);
    }

    @Override
    public Executor defaultExecutor() {
        return loop;
    }

    @Override
    public T join() {
        try {
            loop.await(this);
        } catch (InterruptedException e) {
            // As every join: what interrupts is for somebody else.
            Thread.currentThread().interrupt();
        }
        return super.join();
    }

    @Override
    public T get() throws InterruptedException, ExecutionException {
        loop.await(this);
        return super.get();
    }

    @Override
    public T get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
        Duration span = Duration.of(timeout, unit.toChronoUnit());
        if (!loop.await(this, span)) {
            throw new TimeoutException("no outcome within " + span + " of the kit's time");
        }
        return super.get();
    }

    @Override
    public CompletableFuture<T> orTimeout(long timeout, TimeUnit unit) {
        loop.later(Duration.of(timeout, unit.toChronoUnit()), () -> completeExceptionally(new TimeoutException()));
        return this;
    }

    @Override
    public CompletableFuture<T> completeOnTimeout(T value, long timeout, TimeUnit unit) {
        loop.later(Duration.of(timeout, unit.toChronoUnit()), () -> complete(value));
        return this;
    }
}
