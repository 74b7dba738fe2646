package io.devicegateway.remote;

import io.devicegateway.api.ConsumerOptions;
import io.devicegateway.api.ConsumerOptions.Start;
import org.jspecify.annotations.Nullable;

/** How a subscription is asked for. */
final class StreamQuery {
    private StreamQuery() {}

    /** The query of its stream, from the question mark. */
    static String of(ConsumerOptions options, @Nullable String instance) {
        String start = switch (options.start()) {
            case Start.Oldest oldest -> "oldest";
            case Start.Now now -> "now";
            case Start.After after -> "after:" + after.offset();
            case Start.At at -> "at:" + at.time();
        };
        return "?start=" + Wire.escape(start) + "&parallelism=" + options.parallelism() + "&window=" + options.window()
                + "&maxParked=" + options.maxParked() + "&maxAttempts="
                + options.retry().maxAttempts() + "&firstDelay="
                + Math.max(1, options.retry().firstDelay().toMillis()) + "&maxDelay="
                + Math.max(1, options.retry().maxDelay().toMillis())
                + (instance == null ? "" : "&instance=" + Wire.escape(instance));
    }
}
