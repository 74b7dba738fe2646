package io.devicegateway.router;

import io.devicegateway.api.ConsumerStatus;
import io.devicegateway.metrics.Metrics;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** The meters of consumers: those of one that is removed go with it. */
final class ConsumerMeters {
    static final String HANDLED = "gateway_consumer_handled";
    static final String FAILURES = "gateway_consumer_failures";
    static final String MISSED = "gateway_consumer_missed";
    static final String SET_ASIDE = "gateway_consumer_set_aside";

    private static final String LAG = "gateway_consumer_lag";
    private static final String IN_FLIGHT = "gateway_consumer_in_flight";
    private static final String RETRYING = "gateway_consumer_retrying";
    private static final String PARKED = "gateway_consumer_parked";
    private static final List<String> ALL =
            List.of(HANDLED, FAILURES, MISSED, SET_ASIDE, LAG, IN_FLIGHT, RETRYING, PARKED);
    private static final String TAG = "consumer";

    private ConsumerMeters() {}

    static Metrics.Counter counter(Metrics metrics, String meter, String help, String consumer) {
        return metrics.counter(meter, help, TAG, consumer);
    }

    /** @param status how the consumer stands; null when there is none of that name */
    static void register(Metrics metrics, String consumer, Supplier<@Nullable ConsumerStatus> status) {
        gauge(metrics, LAG, "Durable events that the consumer has not passed", consumer, status, ConsumerStatus::lag);
        gauge(metrics, IN_FLIGHT, "Events read and not yet handled", consumer, status, ConsumerStatus::inFlight);
        gauge(metrics, RETRYING, "Events that wait to be tried again", consumer, status, ConsumerStatus::retrying);
        gauge(metrics, PARKED, "Dead letters that are stored", consumer, status, ConsumerStatus::parked);
    }

    private static void gauge(
            Metrics metrics,
            String meter,
            String help,
            String consumer,
            Supplier<@Nullable ConsumerStatus> status,
            ToDoubleFunction<ConsumerStatus> value) {
        metrics.gauge(
                meter,
                help,
                () -> {
                    ConsumerStatus now = status.get();
                    return now == null ? 0 : value.applyAsDouble(now);
                },
                TAG,
                consumer);
    }

    static void remove(Metrics metrics, String consumer) {
        ALL.forEach(meter -> metrics.remove(meter, TAG, consumer));
    }
}
