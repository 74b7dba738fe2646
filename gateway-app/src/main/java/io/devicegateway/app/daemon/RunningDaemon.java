package io.devicegateway.app.daemon;

import io.devicegateway.app.health.Health;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Map;

/** The daemon while it runs. */
public interface RunningDaemon {
    /** Where the HTTP interface listens, with the port that was really taken. */
    InetSocketAddress http();

    /** How it is at present; looks at figures in memory only. */
    Health health();

    /** Where it listens for devices, by protocol, with the ports that were really taken; in the order to show them. */
    Map<String, InetSocketAddress> listeners();

    /** The broker of each protocol that comes through one and is being connected; embedded ones appear when they are ready. */
    Map<String, URI> brokers();

    /** Waits until embedded brokers are ready, or are known not to become so; at once when there are none. */
    boolean awaitBrokers(Duration patience) throws InterruptedException;

    /**
     * Stops in an orderly way: no new connections, replies in flight sent, commands settled, the journal forced. Returns
     * when that is done, within about ten seconds. A second call returns at once.
     */
    void stop();

    /** Waits until it has stopped, for whatever reason. */
    void awaitStopped() throws InterruptedException;
}
