package io.devicegateway.router;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/** Brings what consumers have passed to the disk, in the order in which it was true. Safe for all threads. */
final class Positions {
    private final ConsumerStore store;
    private final String journal;
    private final Supplier<Collection<Consumer>> consumers;
    private final ReentrantLock saving = new ReentrantLock();

    /**
     * @param journal the identity of the journal in which positions count
     * @param consumers all there are
     */
    Positions(ConsumerStore store, String journal, Supplier<Collection<Consumer>> consumers) {
        this.store = store;
        this.journal = journal;
        this.consumers = consumers;
    }

    /**
     * Stores what has moved.
     *
     * @throws io.devicegateway.store.StoreException if it cannot be stored; events are delivered again after a restart
     */
    void saveAll() {
        saving.lock();
        try {
            Map<Consumer, Passed> moved = new HashMap<>();
            Map<String, Passed> passed = new HashMap<>();
            for (Consumer consumer : consumers.get()) {
                Passed now = consumer.passed();
                if (!now.equals(consumer.stored())) {
                    moved.put(consumer, now);
                    passed.put(consumer.name(), now);
                }
            }
            if (!moved.isEmpty()) {
                store.save(passed, journal);
                moved.forEach(Consumer::stored);
            }
        } finally {
            saving.unlock();
        }
    }

    /**
     * Stores what one consumer has passed.
     *
     * @throws io.devicegateway.store.StoreException if it cannot be stored
     */
    void save(Consumer consumer, Passed passed) {
        saving.lock();
        try {
            if (!passed.equals(consumer.stored())) {
                store.save(Map.of(consumer.name(), passed), journal);
                consumer.stored(passed);
            }
        } finally {
            saving.unlock();
        }
    }

    /** Does something while no position is being stored. */
    <T> T unlessSaving(Supplier<T> action) {
        saving.lock();
        try {
            return action.get();
        } finally {
            saving.unlock();
        }
    }
}
