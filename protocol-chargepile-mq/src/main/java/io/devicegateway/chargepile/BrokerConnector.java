package io.devicegateway.chargepile;

import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** Makes connections to the broker. None recovers by itself: who uses one notices its end, and makes another. */
final class BrokerConnector {
    private static final int ABORT_MILLIS = 1000;

    private final BrokerSettings settings;
    private final ConnectionFactory factory = new ConnectionFactory();

    /**
     * @param dispatcher on which consumers are called; null for a pool of each connection's own
     * @throws IllegalArgumentException if the settings cannot be used; says why
     */
    BrokerConnector(BrokerSettings settings, @Nullable ExecutorService dispatcher) {
        this.settings = settings;
        BrokerSettings.Timing timing = settings.timing();
        int answerMillis = (int) timing.answerWithin().toMillis();
        try {
            factory.setUri(settings.address());
            if (settings.encrypted()) {
                SSLContext trust = settings.tls().isPresent() ? settings.tls().get() : SSLContext.getDefault();
                factory.useSslProtocol(trust);
                factory.enableHostnameVerification();
            }
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("the broker's address cannot be used: " + e.getMessage(), e);
        }
        factory.setAutomaticRecoveryEnabled(false);
        factory.setTopologyRecoveryEnabled(false);
        factory.setRequestedHeartbeat((int) timing.heartbeat().toSeconds());
        factory.setConnectionTimeout(answerMillis);
        factory.setHandshakeTimeout(answerMillis);
        factory.setChannelRpcTimeout(answerMillis);
        factory.setShutdownTimeout(ABORT_MILLIS);
        if (dispatcher != null) {
            factory.setSharedExecutor(dispatcher);
        }
    }

    /**
     * Connects.
     *
     * @param purpose what for, as the broker's own tools show it
     * @throws BrokerTrouble if it cannot; says where and why
     */
    Connection connect(String purpose) throws BrokerTrouble {
        try {
            return factory.newConnection("device-gateway " + purpose);
        } catch (IOException | TimeoutException e) {
            throw new BrokerTrouble("no connection to " + settings.shown() + ": " + BrokerTrouble.words(e), e);
        }
    }

    /** Ends a connection, without waiting for long, whatever state it is in. */
    static void end(@Nullable Connection connection) {
        if (connection != null) {
            connection.abort(ABORT_MILLIS);
        }
    }
}
