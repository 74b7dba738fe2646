// snippet: spring
package io.devicegateway.examples.rental;

import io.devicegateway.api.Gateway;
import io.devicegateway.api.Subscription;
import io.devicegateway.remote.RemoteGateway;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration
public class GatewayConfiguration {
    @Bean(destroyMethod = "close")
    RemoteGateway gateway(@Value("${gateway.url}") URI url, @Value("${gateway.token-file}") String tokenFile)
            throws IOException {
        RemoteGateway gateway = RemoteGateway.connect(url, Files.readString(Path.of(tokenFile)));
        gateway.check(); // leave this out if the service may start before the gateway does
        return gateway;
    }

    @Bean(destroyMethod = "close") // closed before the gateway, because it needs it
    Subscription billing(Gateway gateway, ReturnHandler handler) {
        return gateway.subscribe("billing", handler);
    }

    @Bean
    ReturnHandler handler() {
        return new ReturnHandler();
    }
}
// end
