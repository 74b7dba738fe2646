package io.devicegateway.remote;

import io.devicegateway.api.Gateway;
import io.devicegateway.app.daemon.GatewayDaemon;
import java.net.InetSocketAddress;
import java.nio.file.Path;

/** The backend in a process of its own, and the network between. */
final class RemoteContractTest extends GatewayContract {
    @Override
    GatewayUnderTest start(Path data) throws Exception {
        GatewayDaemon daemon = Daemons.start(data);
        RemoteGateway gateway = Daemons.connect(daemon, data);
        return new GatewayUnderTest() {
            @Override
            public Gateway gateway() {
                return gateway;
            }

            @Override
            public InetSocketAddress wosi() {
                return Daemons.wosi(daemon);
            }

            @Override
            public void close() {
                gateway.close();
                daemon.stop();
            }
        };
    }
}
