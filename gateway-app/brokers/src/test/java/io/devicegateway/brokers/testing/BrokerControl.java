package io.devicegateway.brokers.testing;

/** One running broker and what can be done to it; see {@link TestBroker} for the meaning of each. */
interface BrokerControl {
    /** Name and version as a person calls it. */
    String name();

    String host();

    int port();

    void start();

    void stop();

    void kill();

    void freeze();

    void thaw();

    String log();

    /** Ends it for good and removes what it stored. */
    void close();
}
