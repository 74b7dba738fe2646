package io.devicegateway.app.health;

import io.devicegateway.api.ConsumerState;
import io.devicegateway.api.ConsumerStatus;
import io.devicegateway.app.health.Health.Check;
import io.devicegateway.app.text.Phrase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * What is to be said of the consumers of events: those that stand still while events wait, those that nobody serves, those that
 * gave events up. A consumer that stands still keeps the journal from shrinking until the journal is full. Safe for all threads.
 */
public final class ConsumerChecks {
    /** A consumer that has not moved for so long, with events before it, stands still. */
    static final Duration STILL = Duration.ofMinutes(1);

    private final LongSupplier ticker;
    private final Map<String, Place> places = new HashMap<>();

    /** @param ticker monotonic time in nanoseconds */
    public ConsumerChecks(LongSupplier ticker) {
        this.ticker = ticker;
    }

    /** One check for each consumer of which there is something to say. */
    public synchronized List<Check> of(List<ConsumerStatus> consumers) {
        long now = ticker.getAsLong();
        places.keySet().retainAll(consumers.stream().map(ConsumerStatus::name).toList());
        List<Check> checks = new ArrayList<>();
        for (ConsumerStatus consumer : consumers) {
            Place place = places.get(consumer.name());
            if (place == null || place.position != consumer.position() || consumer.lag() == 0) {
                place = new Place(consumer.position(), now);
                places.put(consumer.name(), place);
            }
            said(consumer, Duration.ofNanos(now - place.since))
                    .ifPresent(said -> checks.add(Check.degraded("consumer " + consumer.name(), said, fix(consumer))));
        }
        return checks;
    }

    private static Optional<Phrase> said(ConsumerStatus consumer, Duration still) {
        List<Phrase> said = new ArrayList<>();
        if (consumer.problem() != null) {
            said.add(Phrase.text(consumer.problem()));
        }
        if (consumer.lag() > 0 && still.compareTo(STILL) >= 0) {
            String key =
                    consumer.state() == ConsumerState.STOPPED ? "health.consumer.unserved" : "health.consumer.still";
            said.add(Phrase.of(key, still.toSeconds(), consumer.lag()));
        }
        if (consumer.parked() > 0) {
            said.add(Phrase.of("health.consumer.parked", consumer.parked()));
        }
        if (consumer.missed() > 0) {
            said.add(Phrase.of("health.consumer.missed", consumer.missed()));
        }
        return said.stream().reduce((before, next) -> Phrase.of("health.both", before, next));
    }

    private static Phrase fix(ConsumerStatus consumer) {
        return Phrase.of(
                consumer.lag() > 0 ? "health.consumer.still.fix" : "health.consumer.parked.fix", consumer.name());
    }

    private record Place(long position, long since) {}
}
