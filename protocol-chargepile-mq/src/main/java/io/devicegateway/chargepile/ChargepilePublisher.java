package io.devicegateway.chargepile;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Publishes lines as the platform does, for who plays it: a virtual platform, a test, a tool. It connects when it has to, and after
 * trouble again. Safe for all threads, one line at a time.
 */
public final class ChargepilePublisher implements AutoCloseable {
    private static final int PERSISTENT = 2;

    private final BrokerSettings settings;
    private final ChargepileCodec codec;
    private final BrokerConnector connector;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable Connection connection;
    private @Nullable Channel channel;
    private volatile boolean returned;

    /**
     * A publisher that is not connected yet.
     *
     * @param settings where to publish: the exchange and the routing key of the queue's settings
     * @param lines how lines are written
     * @throws IllegalArgumentException if the broker's address cannot be used; says why
     */
    public ChargepilePublisher(BrokerSettings settings, ChargepileSettings lines) {
        this.settings = settings;
        this.codec = new ChargepileCodec(lines);
        this.connector = new BrokerConnector(settings, null);
    }

    /**
     * Publishes a message and waits until the broker has confirmed that it keeps it.
     *
     * @throws IllegalArgumentException if a value cannot be written; says which and why
     * @throws IOException if the broker did not confirm it: it may have it or not
     */
    public void publish(ChargepileMessage message) throws IOException, InterruptedException {
        publish(codec.encode(message));
    }

    /**
     * Publishes a line as it stands, whatever it is, and waits until the broker has confirmed that it keeps it.
     *
     * @throws IOException if the broker did not confirm it: it may have it or not
     */
    public void publish(byte[] line) throws IOException, InterruptedException {
        lock.lockInterruptibly();
        try {
            Channel open = channel();
            returned = false;
            BrokerSettings.Queue queue = settings.queue();
            open.basicPublish(queue.exchange(), queue.routingKey(), true, properties(), line);
            boolean confirmed =
                    open.waitForConfirms(settings.timing().answerWithin().toMillis());
            if (returned) {
                throw new IOException("no queue is bound to exchange '" + queue.exchange() + "' with '"
                        + queue.routingKey() + "': the line went nowhere");
            }
            if (!confirmed) {
                throw new IOException("the broker refused to keep the line");
            }
        } catch (TimeoutException | ShutdownSignalException | BrokerTrouble e) {
            disconnect();
            throw new IOException(BrokerTrouble.words(e), e);
        } catch (IOException e) {
            disconnect();
            throw e;
        } finally {
            lock.unlock();
        }
    }

    private static AMQP.BasicProperties properties() {
        return new AMQP.BasicProperties.Builder()
                .contentType("text/plain")
                .contentEncoding("UTF-8")
                .deliveryMode(PERSISTENT)
                .build();
    }

    private Channel channel() throws IOException, BrokerTrouble {
        Channel known = channel;
        if (known != null && known.isOpen()) {
            return known;
        }
        disconnect();
        Connection fresh = connector.connect("publisher");
        connection = fresh;
        known = fresh.createChannel();
        if (known == null) {
            throw new BrokerTrouble("the broker allows no channels on a connection");
        }
        known.addReturnListener(back -> returned = true);
        known.confirmSelect();
        channel = known;
        return known;
    }

    private void disconnect() {
        BrokerConnector.end(connection);
        connection = null;
        channel = null;
    }

    @Override
    public void close() {
        lock.lock();
        try {
            disconnect();
        } finally {
            lock.unlock();
        }
    }
}
