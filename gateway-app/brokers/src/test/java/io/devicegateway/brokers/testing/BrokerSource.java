package io.devicegateway.brokers.testing;

/** Where a test's broker comes from, in the order in which the places are tried. */
public enum BrokerSource {
    /** An address in {@code GATEWAY_TEST_MQTT} or {@code GATEWAY_TEST_AMQP}. */
    ENVIRONMENT("address given by the environment"),
    /** A container of its own, through Testcontainers. */
    DOCKER("container through Testcontainers"),
    /** A program installed on this machine, started privately. */
    INSTALLED("installed on this machine, started privately"),
    /** The brokers that the gateway brings along: good enough to try things, not what production runs on. */
    EMBEDDED("EMBEDDED, not a real one");

    private final String description;

    BrokerSource(String description) {
        this.description = description;
    }

    String description() {
        return description;
    }

    /** Whether it is what production runs on: mosquitto, RabbitMQ, or what somebody named on purpose. */
    public boolean real() {
        return this != EMBEDDED;
    }
}
