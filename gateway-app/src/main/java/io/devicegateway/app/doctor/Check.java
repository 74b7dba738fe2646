package io.devicegateway.app.doctor;

import java.util.List;

/** Looks at one thing. */
@FunctionalInterface
public interface Check {
    /** What it found; never empty. Does not throw for what it looks at. */
    List<Finding> findings() throws InterruptedException;
}
