package io.devicegateway.api;

/**
 * A part of the backend that runs inside the daemon. Put a jar with an implementation into the daemon's {@code plugins} folder
 * and name the class in {@code META-INF/services/io.devicegateway.api.GatewayPlugin}; it needs a public constructor without
 * arguments.
 *
 * <p>Each jar has a class loader of its own, which sees the JDK, {@code io.devicegateway.api} and SLF4J, and nothing else of the
 * daemon: bring other libraries inside the jar. A plug-in that fails is named in the log and in the daemon's health; the daemon
 * and the other plug-ins go on.
 */
public interface GatewayPlugin {
    /**
     * Begins: subscribes, registers an authority, starts what threads it needs. Called once, when devices cannot connect yet,
     * so that no question of a device comes before the plug-in could answer. The daemon waits for it, 30 seconds at most.
     *
     * @param gateway the gateway, for as long as the daemon runs
     * @throws Exception whatever went wrong: the plug-in counts as failed, and everything that it registered is closed
     */
    void start(Gateway gateway) throws Exception;

    /**
     * Ends: stops its own threads and gives back what it opened. Subscriptions and its authority are closed by the daemon
     * before. The daemon waits for it, 2 seconds at most.
     *
     * @throws Exception whatever went wrong: it is logged
     */
    default void stop() throws Exception {}
}
