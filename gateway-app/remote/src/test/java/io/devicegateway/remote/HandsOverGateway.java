package io.devicegateway.remote;

import io.devicegateway.api.Gateway;
import io.devicegateway.api.GatewayPlugin;

/** A plug-in that hands its gateway to the test, which runs in the same process behind another class loader. */
public final class HandsOverGateway implements GatewayPlugin {
    static final String PLACE = "io.devicegateway.contract.gateway";

    @Override
    public void start(Gateway gateway) {
        System.getProperties().put(PLACE, gateway);
    }

    @Override
    public void stop() {
        System.getProperties().remove(PLACE);
    }
}
