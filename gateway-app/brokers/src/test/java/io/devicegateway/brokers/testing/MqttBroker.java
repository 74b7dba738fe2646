package io.devicegateway.brokers.testing;

import io.devicegateway.brokers.testing.BrokerSearch.Found;
import java.util.List;
import java.util.Map;

/**
 * An MQTT broker for tests; anonymous clients may do everything.
 *
 * @param source where it came from
 * @param control what does the work
 */
public record MqttBroker(BrokerSource source, BrokerControl control) implements TestBroker {
    /** Where to find a broker that runs already: {@code host:port}. */
    static final String ADDRESS = "GATEWAY_TEST_MQTT";

    /** The one of this JVM: started by the first test that asks, ends with the JVM. */
    public static MqttBroker shared() {
        return Shared.BROKER;
    }

    /** A real one that this test may kill, freeze and restart, and has to close. Without a real one here the test is skipped. */
    public static MqttBroker ownedReal() {
        return of(search(System.getenv(), List.of()).find());
    }

    /** One that this test may kill, freeze and restart, and has to close. */
    public static MqttBroker owned() {
        Map<String, String> environment = System.getenv();
        return of(search(environment, List.of())
                .add(BrokerSource.EMBEDDED, EmbeddedChild::mqtt)
                .find());
    }

    /**
     * An owned mosquitto with more in its configuration, such as users, access rights or a second listener with TLS. It is the one
     * installed here, so the lines may name files.
     *
     * @param configuration lines of {@code mosquitto.conf} after the fixture's; {@code allow_anonymous} there replaces the fixture's
     */
    public static MqttBroker configured(List<String> configuration) {
        return of(new BrokerSearch("MQTT", System.getenv(), System.out)
                .add(BrokerSource.INSTALLED, () -> Installed.mosquitto(configuration))
                .find());
    }

    static BrokerSearch search(Map<String, String> environment, List<String> configuration) {
        return new BrokerSearch("MQTT", environment, System.out)
                .add(BrokerSource.DOCKER, () -> BrokerContainer.mosquitto(environment, configuration))
                .add(BrokerSource.INSTALLED, () -> Installed.mosquitto(configuration));
    }

    private static MqttBroker of(Found found) {
        return new MqttBroker(found.source(), found.control());
    }

    /** {@code tcp://host:port}, as Paho wants it. */
    public String uri() {
        return "tcp://" + host() + ":" + port();
    }

    @Override
    public void close() {
        control.close();
    }

    private static final class Shared {
        private static final MqttBroker BROKER = open();

        private static MqttBroker open() {
            Map<String, String> environment = System.getenv();
            Found found = search(environment, List.of())
                    .add(BrokerSource.ENVIRONMENT, () -> addressed(environment))
                    .add(BrokerSource.EMBEDDED, EmbeddedChild::mqtt)
                    .find();
            return new MqttBroker(found.source(), new SharedBroker(found.control()));
        }
    }

    static BrokerControl addressed(Map<String, String> environment) throws Unavailable {
        String address = environment.getOrDefault(ADDRESS, "");
        if (address.isBlank()) {
            throw new Unavailable(ADDRESS + " is not set");
        }
        int colon = address.lastIndexOf(':');
        if (colon < 1 || !address.substring(colon + 1).matches("\\d{1,5}")) {
            throw new IllegalStateException(ADDRESS + " must be host:port, not \"" + address + "\"");
        }
        return new AddressedBroker(
                ADDRESS, address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)), ReadyProbe.MQTT);
    }
}
