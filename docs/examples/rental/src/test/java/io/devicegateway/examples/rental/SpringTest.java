package io.devicegateway.examples.rental;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.devicegateway.api.Gateway;
import io.devicegateway.api.Subscription;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.core.env.MapPropertySource;

/** The beans of the documentation, in a container of Spring's. */
class SpringTest {
    @TempDir
    Path folder;

    private Path token;

    @BeforeEach
    void writeToken() throws IOException {
        token = Files.writeString(folder.resolve("token"), "0123456789abcdef0123456789abcdef");
    }

    @Test
    void theGatewayIsABeanThatEndsWithItsContainer() throws IOException {
        try (StandInGateway stand = new StandInGateway()) {
            AnnotationConfigApplicationContext container =
                    container(stand.address().toString());
            container.refresh();
            Gateway gateway = container.getBean(Gateway.class);
            Subscription billing = container.getBean(Subscription.class);
            assertThat(billing.isOpen()).isTrue();
            assertThat(gateway.devices()).hasSize(1);

            container.close();

            assertThat(billing.isOpen()).isFalse();
            assertThat(stand.requests()).contains("/api/v1/subscriptions/billing/end");
            assertThatThrownBy(() -> gateway.subscribe("billing", record -> {}))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("closed");
        }
    }

    @Test
    void whereNoGatewayIsTheApplicationEndsAndSaysWhatToDo() throws IOException {
        String nobody;
        try (StandInGateway stand = new StandInGateway()) {
            nobody = stand.address().toString();
        }
        try (AnnotationConfigApplicationContext container = container(nobody)) {
            assertThatThrownBy(container::refresh)
                    .hasStackTraceContaining("nothing listens at " + nobody)
                    .hasStackTraceContaining("start the gateway there");
        }
    }

    private AnnotationConfigApplicationContext container(String url) {
        AnnotationConfigApplicationContext container = new AnnotationConfigApplicationContext();
        container
                .getEnvironment()
                .getPropertySources()
                .addFirst(new MapPropertySource(
                        "test", Map.of("gateway.url", url, "gateway.token-file", token.toString())));
        container.register(GatewayConfiguration.class);
        return container;
    }
}
