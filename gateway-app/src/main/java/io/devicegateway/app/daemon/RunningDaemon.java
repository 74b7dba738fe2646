package io.devicegateway.app.daemon;

import java.net.InetSocketAddress;
import java.util.Map;

/** The daemon while it runs. */
public interface RunningDaemon {
    /** Where the HTTP interface listens, with the port that was really taken. */
    InetSocketAddress http();

    /** Where it listens for devices, by protocol, with the ports that were really taken; in the order to show them. */
    Map<String, InetSocketAddress> listeners();

    /**
     * Stops in an orderly way: no new connections, replies in flight sent, commands settled, the journal forced. Returns
     * when that is done, within about ten seconds. A second call returns at once.
     */
    void stop();

    /** Waits until it has stopped, for whatever reason. */
    void awaitStopped() throws InterruptedException;
}
