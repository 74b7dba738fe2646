package io.devicegateway.remote;

import io.devicegateway.api.Gateway;
import io.devicegateway.api.ReturnVerdict;
import io.devicegateway.embedded.EmbeddedGateway;
import io.devicegateway.embedded.GatewayOptions;
import io.devicegateway.session.SessionSettings;
import io.devicegateway.tcp.TcpListener;
import io.devicegateway.tcp.TcpSettings;
import io.devicegateway.wosi.WosiProtocol;
import io.devicegateway.wosi.WosiSettings;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;

/** The gateway in the backend's own process. */
final class EmbeddedContractTest extends GatewayContract {
    @Override
    GatewayUnderTest start(Path data) throws Exception {
        GatewayOptions usual = GatewayOptions.defaults(data, Clock.systemUTC());
        SessionSettings sessions = usual.sessions();
        EmbeddedGateway gateway = EmbeddedGateway.open(usual.with(new SessionSettings(
                Duration.ofSeconds(1),
                sessions.admitFallback(),
                sessions.ownsFallback(),
                ReturnVerdict.ACCEPTED,
                sessions.restartGrace(),
                sessions.sweepInterval(),
                sessions.resolutionWindow())));
        TcpListener listener = gateway.listen(
                new WosiProtocol(WosiSettings.DEFAULT),
                TcpSettings.builder().bind("127.0.0.1").port(0).build());
        return new GatewayUnderTest() {
            @Override
            public Gateway gateway() {
                return gateway;
            }

            @Override
            public InetSocketAddress wosi() {
                return new InetSocketAddress("127.0.0.1", listener.boundPort());
            }

            @Override
            public void close() {
                gateway.close();
            }
        };
    }
}
