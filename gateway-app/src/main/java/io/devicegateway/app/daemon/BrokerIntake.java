package io.devicegateway.app.daemon;

import io.devicegateway.app.health.Health;

/** A protocol that comes through a broker, while the daemon runs. */
interface BrokerIntake extends AutoCloseable {
    /** Whether messages come. The gateway does its other work without them, so it is never failed. */
    Health.Check health();

    /** Takes nothing more and waits for what is being stored. Before the gateway is closed. */
    @Override
    void close();
}
