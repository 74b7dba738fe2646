package io.devicegateway.journal;

import java.util.List;

/**
 * How much the log stores and why.
 *
 * @param bytes bytes of all segment files, the preallocated one included
 * @param retainBytes the budget: above it, old segments are removed as soon as nobody needs them
 * @param maxBytes the hard limit: at it, appends are refused
 * @param heldBy names of those who need segments that would be removed otherwise; empty if within the budget
 */
public record RetentionStatus(long bytes, long retainBytes, long maxBytes, List<String> heldBy) {
    public RetentionStatus {
        heldBy = List.copyOf(heldBy);
    }
}
