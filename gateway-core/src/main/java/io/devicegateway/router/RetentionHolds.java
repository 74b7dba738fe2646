package io.devicegateway.router;

import io.devicegateway.journal.RecordLog;
import java.util.function.LongSupplier;

/** Where consumers say what they still need of the journal; {@link RecordLog#hold} is one. */
@FunctionalInterface
public interface RetentionHolds {
    /** A journal that removes nothing by itself. */
    RetentionHolds NONE = (name, lowestNeeded) -> () -> {};

    /** Begins to hold what lies at this offset and after it, under this name. Closing what it answers ends that. */
    RecordLog.Hold hold(String name, LongSupplier lowestNeeded);
}
