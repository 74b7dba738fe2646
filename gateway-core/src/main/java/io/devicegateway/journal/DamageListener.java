package io.devicegateway.journal;

/** Told of each damaged place that is passed over, on the thread that reads. */
@FunctionalInterface
public interface DamageListener {
    /** A place was passed over. */
    void damaged(Damage damage);
}
