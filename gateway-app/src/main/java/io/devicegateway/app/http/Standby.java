package io.devicegateway.app.http;

import io.devicegateway.app.http.Succession.Place;
import java.time.Duration;
import java.util.Optional;

/** A client that waits on its open stream until it is its turn. */
final class Standby {
    /** How long a client that has a turn may be silent while another waits, when it does not say. */
    static final Duration LEASE = Duration.ofSeconds(30);

    /** How often both ends of the one that has the turn are tried while another waits. */
    static final Duration PACE = Duration.ofSeconds(1);

    private static final int LONGEST_INSTANCE = 64;
    private static final long SHORTEST_LEASE_MILLIS = 1_000;
    private static final long LONGEST_LEASE_MILLIS = 3_600_000;

    private Standby() {}

    /** Who a client is, from the query of its stream. */
    record Client(Optional<String> instance, Duration lease) {
        static Client of(QueryParameters query) {
            Optional<String> instance = query.one("instance");
            instance.filter(text ->
                            text.length() > LONGEST_INSTANCE || text.chars().anyMatch(Character::isISOControl))
                    .ifPresent(text -> {
                        throw Problem.badParameter(
                                        "instance",
                                        "is not valid",
                                        "1 to " + LONGEST_INSTANCE + " printable characters")
                                .asException();
                    });
            long lease = query.number("lease", LEASE.toMillis(), SHORTEST_LEASE_MILLIS, LONGEST_LEASE_MILLIS);
            return new Client(instance, Duration.ofMillis(lease));
        }
    }

    /** Says that it waits, and goes on saying so. Answers whether it is its turn now; if not, the client was told why. */
    static boolean await(Place place, Reply.EventSink sink, Duration heartbeat) throws InterruptedException {
        long told = 0;
        while (!place.await(PACE)) {
            if (told == 0 || System.nanoTime() - told >= heartbeat.toNanos()) {
                sink.notice("standby", ApiJson.bytes(ApiJson.object().put("holder", place.holder())));
                told = System.nanoTime();
            }
        }
        if (place.isAtTurn()) {
            return true;
        }
        sink.notice("ended", ApiJson.bytes(ApiJson.object().put("reason", place.ending())));
        return false;
    }
}
