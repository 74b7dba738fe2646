package io.devicegateway.router;

import io.devicegateway.api.Consumers.Redriven;
import io.devicegateway.api.DeadLetter;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;

/** Gives dead letters to the handler once more. */
final class Redriving {
    private static final int PAGE = 100;

    private final ConsumerStore store;

    Redriving(ConsumerStore store) {
        this.store = store;
    }

    CompletableFuture<Boolean> one(Consumer consumer, long offset) {
        DeadLetter letter = store.deadLetter(consumer.name(), offset)
                .orElseThrow(() -> new NoSuchElementException(
                        "consumer '" + consumer.name() + "' has no dead letter about event " + offset));
        return consumer.redrive(letter);
    }

    CompletableFuture<Redriven> all(Consumer consumer) {
        CompletableFuture<Redriven> result = new CompletableFuture<>();
        Thread unused = Thread.startVirtualThread(() -> {
            try {
                result.complete(allNow(consumer));
            } catch (RuntimeException | Error e) {
                result.completeExceptionally(e);
            }
        });
        return result;
    }

    private Redriven allNow(Consumer consumer) {
        int handled = 0;
        int failed = 0;
        List<DeadLetter> page = store.deadLetters(consumer.name(), 0, PAGE);
        while (!page.isEmpty()) {
            for (DeadLetter letter : page) {
                boolean done = consumer.redrive(letter).join();
                handled += done ? 1 : 0;
                failed += done ? 0 : 1;
            }
            page = store.deadLetters(consumer.name(), page.getLast().record().offset(), PAGE);
        }
        return new Redriven(handled, failed);
    }
}
