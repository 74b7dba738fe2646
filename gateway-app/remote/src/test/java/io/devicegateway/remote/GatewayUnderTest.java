package io.devicegateway.remote;

import io.devicegateway.api.Gateway;
import java.net.InetSocketAddress;

/** A gateway, however it was got, and where cabinets reach it. The authority has one second to answer. */
interface GatewayUnderTest extends AutoCloseable {
    Gateway gateway();

    InetSocketAddress wosi();

    @Override
    void close() throws Exception;
}
