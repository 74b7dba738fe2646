package io.devicegateway.app.daemon;

import io.devicegateway.app.config.GatewayConfig;

/** Starts the daemon. */
@FunctionalInterface
public interface DaemonStarter {
    /**
     * Starts everything; when this returns, devices can connect and the HTTP interface answers.
     *
     * @throws StartRefused if it cannot start; nothing is left running then
     */
    RunningDaemon start(GatewayConfig config) throws StartRefused;
}
