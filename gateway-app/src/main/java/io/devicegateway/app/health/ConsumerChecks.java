package io.devicegateway.app.health;

import io.devicegateway.api.ConsumerState;
import io.devicegateway.api.ConsumerStatus;
import io.devicegateway.app.health.Health.Check;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
            String said = said(consumer, Duration.ofNanos(now - place.since));
            if (!said.isEmpty()) {
                checks.add(Check.degraded("consumer " + consumer.name(), said, fix(consumer)));
            }
        }
        return checks;
    }

    private static String said(ConsumerStatus consumer, Duration still) {
        List<String> said = new ArrayList<>();
        if (consumer.problem() != null) {
            said.add(consumer.problem());
        }
        if (consumer.lag() > 0 && still.compareTo(STILL) >= 0) {
            said.add("it has not moved for " + still.toSeconds() + " s, with " + consumer.lag() + " events before it"
                    + (consumer.state() == ConsumerState.STOPPED ? " and nobody who handles them" : ""));
        }
        if (consumer.parked() > 0) {
            said.add("it gave up " + consumer.parked() + " events: they are its dead letters");
        }
        if (consumer.missed() > 0) {
            said.add(consumer.missed() + " events were gone from the journal before it came to them");
        }
        return String.join("; ", said);
    }

    private static String fix(ConsumerStatus consumer) {
        String path = "/api/v1/consumers/" + consumer.name();
        if (consumer.lag() > 0) {
            return "start what handles its events, or run 'gateway consumers remove " + consumer.name() + "' (DELETE "
                    + path + ") if nobody needs it any more";
        }
        return "see 'gateway consumers dead-letters " + consumer.name() + "' (GET " + path
                + "/dead-letters), then redrive or drop them";
    }

    private record Place(long position, long since) {}
}
