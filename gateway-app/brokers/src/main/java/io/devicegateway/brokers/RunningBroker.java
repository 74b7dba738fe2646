package io.devicegateway.brokers;

/** A broker that accepts clients. */
interface RunningBroker {
    /** {@code protocol=host:port}. */
    String description();

    /** Ends it in an orderly way; a failure is logged, there is nothing else to be done about it. */
    void stop();
}
