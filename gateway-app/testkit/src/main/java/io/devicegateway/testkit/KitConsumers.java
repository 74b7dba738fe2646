package io.devicegateway.testkit;

import io.devicegateway.api.ConsumerStatus;
import io.devicegateway.api.Consumers;
import io.devicegateway.api.DeadLetter;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The consumers, in the time of the kit: what they are told to do is done when the call returns. */
record KitConsumers(Consumers inner, KitLoop loop) implements Consumers {
    @Override
    public List<ConsumerStatus> consumers() {
        return inner.consumers();
    }

    @Override
    public void pause(String name) {
        inner.pause(name);
    }

    @Override
    public void resume(String name) {
        inner.resume(name);
        loop.settle();
    }

    @Override
    public void rewind(String name, long position) {
        inner.rewind(name, position);
        loop.settle();
    }

    @Override
    public void rewind(String name, Instant from) {
        inner.rewind(name, from);
        loop.settle();
    }

    @Override
    public void remove(String name) {
        inner.remove(name);
    }

    @Override
    public List<DeadLetter> deadLetters(String name, long afterOffset, int limit) {
        return inner.deadLetters(name, afterOffset, limit);
    }

    @Override
    public CompletableFuture<Boolean> redrive(String name, long offset) {
        return loop.now(inner.redrive(name, offset));
    }

    @Override
    public CompletableFuture<Redriven> redriveAll(String name) {
        return loop.now(inner.redriveAll(name));
    }

    @Override
    public void drop(String name, long offset, String reason) {
        inner.drop(name, offset, reason);
    }
}
