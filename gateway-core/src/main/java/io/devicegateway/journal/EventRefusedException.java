package io.devicegateway.journal;

import org.jspecify.annotations.Nullable;

/**
 * This one event cannot be journalled, now or later: it is larger than a record may be, or cannot be written down. The journal takes
 * others. Whoever must acknowledge what it came from journals a bounded event about it instead.
 */
public final class EventRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public EventRefusedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
