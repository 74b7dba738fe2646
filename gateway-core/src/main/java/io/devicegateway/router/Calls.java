package io.devicegateway.router;

import io.devicegateway.api.DeviceId;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The handler calls of one consumer that are under way: never two for one device, not even where one of an earlier subscription
 * did not end when it was told to. Safe for all threads.
 */
final class Calls {
    private final Map<DeviceId, Call> underWay = new ConcurrentHashMap<>();

    /**
     * A handler call.
     *
     * @param lane of the device
     * @param offset of the event
     * @param sinceNanos when it began, on the monotonic clock
     */
    record Call(DeviceId device, DeviceLane lane, long offset, long sinceNanos) {
        long nanos(long now) {
            return now - sinceNanos;
        }
    }

    /** Begins a call. Answers false when there is one for the device. */
    boolean begin(Call call) {
        return underWay.putIfAbsent(call.device(), call) == null;
    }

    void end(Call call) {
        underWay.remove(call.device(), call);
    }

    /** The one that began first. */
    Optional<Call> oldest() {
        long now = System.nanoTime();
        return underWay.values().stream().max(Comparator.comparingLong(call -> call.nanos(now)));
    }

    /** Those that take longer. */
    List<Call> longerThan(long nanos) {
        long now = System.nanoTime();
        return underWay.values().stream()
                .filter(call -> call.nanos(now) > nanos)
                .toList();
    }
}
