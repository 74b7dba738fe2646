package io.devicegateway.brokers.testing;

import io.devicegateway.brokers.testing.BrokerSearch.Found;
import java.net.URI;
import java.util.List;
import java.util.Map;

/**
 * An AMQP 0-9-1 broker for tests. Starting a RabbitMQ takes five seconds, so share one wherever that can be.
 *
 * @param source where it came from
 * @param control what does the work
 * @param uri its address with user, password and virtual host, as {@code ConnectionFactory.setUri} wants it
 */
public record AmqpBroker(BrokerSource source, BrokerControl control, URI uri) implements TestBroker {
    /** Where to find a broker that runs already: {@code amqp://user:password@host:port/vhost}. */
    static final String ADDRESS = "GATEWAY_TEST_AMQP";

    private static final int DEFAULT_PORT = 5672;

    /** The one of this JVM: started by the first test that asks, ends with the JVM. */
    public static AmqpBroker shared() {
        return Shared.BROKER;
    }

    /** A real one that this test may kill, freeze and restart, and has to close. Without a real one here the test is skipped. */
    public static AmqpBroker ownedReal() {
        return local(search(System.getenv(), List.of()).find());
    }

    /** One that this test may kill, freeze and restart, and has to close. */
    public static AmqpBroker owned() {
        Map<String, String> environment = System.getenv();
        return local(search(environment, List.of())
                .add(BrokerSource.EMBEDDED, EmbeddedChild::amqp)
                .find());
    }

    /**
     * An owned RabbitMQ with more in its configuration. It is the one installed here, so the lines may name files.
     *
     * @param configuration lines of {@code rabbitmq.conf} after the fixture's
     */
    public static AmqpBroker configured(List<String> configuration) {
        return local(new BrokerSearch("AMQP", System.getenv(), System.out)
                .add(BrokerSource.INSTALLED, () -> Installed.rabbitMq(configuration))
                .find());
    }

    static BrokerSearch search(Map<String, String> environment, List<String> configuration) {
        return new BrokerSearch("AMQP", environment, System.out)
                .add(BrokerSource.DOCKER, () -> BrokerContainer.rabbitMq(environment, configuration))
                .add(BrokerSource.INSTALLED, () -> Installed.rabbitMq(configuration));
    }

    private static AmqpBroker local(Found found) {
        return new AmqpBroker(found.source(), found.control(), guest(found.control()));
    }

    private static URI guest(BrokerControl control) {
        return URI.create("amqp://guest:guest@" + control.host() + ":" + control.port() + "/%2F");
    }

    @Override
    public void close() {
        control.close();
    }

    private static final class Shared {
        private static final AmqpBroker BROKER = open();

        private static AmqpBroker open() {
            Map<String, String> environment = System.getenv();
            Found found = search(environment, List.of())
                    .add(BrokerSource.ENVIRONMENT, () -> addressed(environment))
                    .add(BrokerSource.EMBEDDED, EmbeddedChild::amqp)
                    .find();
            URI uri = found.source() == BrokerSource.ENVIRONMENT
                    ? URI.create(environment.get(ADDRESS))
                    : guest(found.control());
            return new AmqpBroker(found.source(), new SharedBroker(found.control()), uri);
        }
    }

    static BrokerControl addressed(Map<String, String> environment) throws Unavailable {
        String address = environment.getOrDefault(ADDRESS, "");
        if (address.isBlank()) {
            throw new Unavailable(ADDRESS + " is not set");
        }
        URI uri = URI.create(address);
        if (!"amqp".equals(uri.getScheme()) || uri.getHost() == null) {
            throw new IllegalStateException(ADDRESS + " must be amqp://user:password@host:port/vhost");
        }
        return new AddressedBroker(
                ADDRESS, uri.getHost(), uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort(), ReadyProbe.AMQP);
    }
}
