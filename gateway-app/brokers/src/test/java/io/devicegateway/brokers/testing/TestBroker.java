package io.devicegateway.brokers.testing;

import java.util.concurrent.ThreadLocalRandom;

/**
 * A broker for a test. What {@code shared()} answers is used by all tests of this JVM: isolate by names, and leave it running. What
 * {@code owned()} answers is one test's alone, who may kill, freeze and restart it and closes it.
 *
 * <p>{@link #stop()}, {@link #kill()}, {@link #start()}, {@link #freeze()} and {@link #thaw()} throw {@link
 * UnsupportedOperationException} on a shared broker. Each returns when it is done: {@link #start()} when the broker answers its protocol.
 */
public sealed interface TestBroker extends AutoCloseable permits MqttBroker, AmqpBroker {

    /** Where it came from. */
    BrokerSource source();

    /** What does the work; for the classes of this package. */
    BrokerControl control();

    default String host() {
        return control().host();
    }

    /** The same after each restart. */
    default int port() {
        return control().port();
    }

    /** Ends it in an orderly way; what it stores stays. */
    default void stop() {
        control().stop();
    }

    /** Ends it as {@code kill -9} does. */
    default void kill() {
        control().kill();
    }

    /** Starts it again, on the same port and with what it had stored, and waits until it answers. */
    default void start() {
        control().start();
    }

    /** {@link #stop()}, then {@link #start()}. */
    default void restart() {
        stop();
        start();
    }

    /** It stops answering and keeps its connections, as {@code SIGSTOP} does. */
    default void freeze() {
        control().freeze();
    }

    /** Undoes {@link #freeze()}. */
    default void thaw() {
        control().thaw();
    }

    /** What it wrote to its log, as far as can be read from here. */
    default String log() {
        return control().log();
    }

    /** A name for a topic, queue, exchange or client that no other test and no earlier run has used. */
    default String uniqueName(String prefix) {
        return prefix + "-" + Long.toString(ThreadLocalRandom.current().nextLong(1L << 40, 1L << 41), 36);
    }

    /** Ends an owned broker and deletes what it stored. */
    @Override
    void close();
}
