package io.devicegateway.brokers.testing;

/**
 * A broker that all tests of this JVM use: none of them may disturb it.
 *
 * @param broker the one that runs
 */
record SharedBroker(BrokerControl broker) implements BrokerControl {
    @Override
    public String name() {
        return broker.name();
    }

    @Override
    public String host() {
        return broker.host();
    }

    @Override
    public int port() {
        return broker.port();
    }

    @Override
    public void start() {
        throw shared();
    }

    @Override
    public void stop() {
        throw shared();
    }

    @Override
    public void kill() {
        throw shared();
    }

    @Override
    public void freeze() {
        throw shared();
    }

    @Override
    public void thaw() {
        throw shared();
    }

    @Override
    public String log() {
        return broker.log();
    }

    @Override
    public void close() {
        // The others need it; it ends with the JVM.
    }

    private UnsupportedOperationException shared() {
        return new UnsupportedOperationException(name() + " is shared by the tests of this JVM; take an owned() one");
    }
}
