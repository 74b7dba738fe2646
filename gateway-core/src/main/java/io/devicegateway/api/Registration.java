package io.devicegateway.api;

/** That somebody answers the questions of devices; closing it ends that. */
public interface Registration extends AutoCloseable {
    /** Whether questions still come here: neither closed, nor replaced by a later {@link Gateway#answer}. */
    boolean isOpen();

    /** Whether another process answers, and this one takes over when that one ends. It is open then. */
    default boolean isStandby() {
        return false;
    }

    /** Ends it. Questions under way are answered by the fallback if their answer does not come in time. */
    @Override
    void close();
}
