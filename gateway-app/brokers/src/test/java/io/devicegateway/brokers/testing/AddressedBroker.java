package io.devicegateway.brokers.testing;

/**
 * A broker that somebody else runs. Tests use it and leave it running.
 *
 * @param name the variable that named it
 */
record AddressedBroker(String name, String host, int port, ReadyProbe probe) implements BrokerControl {

    /** @throws IllegalStateException if it does not answer: who names one wants that one and no other */
    AddressedBroker {
        if (!probe.await(host, port, java.time.Duration.ofSeconds(5), () -> true)) {
            throw new IllegalStateException("nothing that speaks " + probe + " answers at " + host + ":" + port
                    + ", which " + name + " names; start it or unset the variable");
        }
    }

    @Override
    public void start() {
        throw notOurs();
    }

    @Override
    public void stop() {
        throw notOurs();
    }

    @Override
    public void kill() {
        throw notOurs();
    }

    @Override
    public void freeze() {
        throw notOurs();
    }

    @Override
    public void thaw() {
        throw notOurs();
    }

    @Override
    public String log() {
        return "(the log of the broker at " + host + ":" + port + " cannot be read from here)";
    }

    @Override
    public void close() {
        // It was running before us.
    }

    private UnsupportedOperationException notOurs() {
        return new UnsupportedOperationException(
                "the broker that " + name + " names is not ours to stop; take an owned() one");
    }
}
