package io.devicegateway.vending.mqtt;

import io.devicegateway.protocol.Link.NotWritten;
import io.devicegateway.vending.mqtt.BrokerHealth.State;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.eclipse.paho.client.mqttv3.MqttMessage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a connection to the broker, on a thread of its own: connects, subscribes, looks at what was granted, and proves at an
 * interval that messages come through, by one to itself. Whatever goes wrong ends the connection, and another one is made
 * after a pause.
 */
final class Connector implements BrokerClient.Receiver {
    private static final Logger LOG = LoggerFactory.getLogger(Connector.class);
    /** Connections that end sooner than this count as one trouble. */
    private static final Duration SHORT = Duration.ofSeconds(10);

    private static final int SUSPICIOUSLY_MANY = 3;

    private final MqttSettings settings;
    private final TopicNames topics;
    private final Conversations conversations;
    private final MqttMeters meters;
    private final LongSupplier ticker;
    private final InstantSource clock;
    private final Thread thread;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    // guarded by the lock
    private @Nullable String paused;
    private @Nullable String lossCause;
    private boolean stopped;
    private boolean probeBack;

    // read by all threads
    private volatile @Nullable BrokerClient current;
    private volatile BrokerHealth health;
    private volatile Probe probe = new Probe();
    private volatile boolean backlog;
    private volatile long lastMessage;

    private int shortConnections;
    private Duration pause;

    Connector(
            MqttSettings settings,
            TopicNames topics,
            Conversations conversations,
            MqttMeters meters,
            LongSupplier ticker,
            InstantSource clock) {
        this.settings = settings;
        this.topics = topics;
        this.conversations = conversations;
        this.meters = meters;
        this.ticker = ticker;
        this.clock = clock;
        this.pause = settings.timing().leastPause();
        this.health = new BrokerHealth(State.DOWN, "not connected yet", clock.instant());
        this.thread = Thread.ofPlatform().daemon().name("vending-mqtt").unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    BrokerHealth health() {
        return health;
    }

    boolean isUp() {
        return current != null && health.state() != State.DOWN;
    }

    void publish(String topic, byte[] payload) throws NotWritten {
        BrokerClient client = current;
        if (client == null || health.state() == State.DOWN) {
            throw new NotWritten("the broker is not connected: " + health.cause());
        }
        client.publish(topic, payload);
    }

    // what others want

    void pause(String cause) {
        signal(() -> paused = "nothing is taken from the broker: " + cause);
    }

    void resume() {
        signal(() -> paused = null);
    }

    /** A connection is no good any more. */
    void giveUp(BrokerClient client, String cause) {
        signal(() -> {
            if (client == current && lossCause == null) {
                client.end();
                lossCause = cause;
            }
        });
    }

    /** Everything that was taken is acknowledged: what was not taken comes again on another connection. */
    void drained() {
        BrokerClient client = current;
        if (client != null && client.isFull() && conversations.unacknowledged() == 0) {
            giveUp(client, tooMany());
        }
    }

    private String tooMany() {
        return "more than " + settings.limits().unacknowledged() + " messages wait to become durable";
    }

    private void signal(Runnable change) {
        lock.lock();
        try {
            change.run();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Ends the connection and waits for that. */
    void close() {
        signal(() -> stopped = true);
        try {
            thread.join(TimeUnit.SECONDS.toMillis(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    // what the library says, on its thread

    @Override
    public void lost(BrokerClient from, String cause) {
        giveUp(from, cause);
    }

    @Override
    public void message(BrokerClient from, String topic, MqttMessage message) {
        byte[] payload = message.getPayload();
        lastMessage = ticker.getAsLong();
        if (Probe.isProbe(payload)) {
            from.acknowledge(message);
            if (from == current && probe.isLast(payload)) {
                backlog = false;
                signal(() -> probeBack = true);
            }
            return;
        }
        if (from.isFull()) {
            return; // the broker keeps it for the next connection
        }
        meters.received.increment();
        if (message.isRetained()) {
            conversations.retained(topic);
            from.acknowledge(message);
            return;
        }
        boolean stored = backlog;
        if (stored) {
            meters.stored.increment();
        }
        if (!conversations.take(from, topic, message, stored)) {
            signal(from::markFull);
            drained();
        }
    }

    // the thread

    private void run() {
        while (awaitWanted()) {
            long began = ticker.getAsLong();
            String cause;
            try {
                cause = connection();
            } catch (BrokerProblem e) {
                cause = String.valueOf(e.getMessage());
            } catch (InterruptedException e) {
                cause = "interrupted";
                signal(() -> stopped = true);
            } catch (RuntimeException e) {
                LOG.error("the connection to the broker failed in an unexpected way; it is made again", e);
                cause = e.toString();
            }
            down(hinted(cause, ticker.getAsLong() - began));
            rest();
        }
        say(State.DOWN, "the gateway stops");
    }

    /** Waits while nothing is to be taken in; false when it is over. */
    private boolean awaitWanted() {
        lock.lock();
        try {
            while (paused != null && !stopped) {
                say(State.DOWN, paused);
                changed.awaitUninterruptibly();
            }
            lossCause = null;
            probeBack = false;
            return !stopped;
        } finally {
            lock.unlock();
        }
    }

    /** One connection from its beginning to its end. Answers why it ended. */
    private String connection() throws BrokerProblem, InterruptedException {
        BrokerClient client = new BrokerClient(settings, this);
        boolean politely = false;
        try {
            probe = new Probe();
            backlog = true;
            current = client;
            client.connect();
            backlog = client.isSessionPresent();
            client.subscribe(topics.filters());
            String cause = serve(client);
            politely = true;
            return cause;
        } finally {
            current = null;
            client.close(politely);
        }
    }

    private String serve(BrokerClient client) throws BrokerProblem, InterruptedException {
        boolean proved = false;
        while (true) {
            long sentAt = ticker.getAsLong();
            sendProbe(client);
            String end = await(settings.timing().probeWithin(), true);
            if (end != null) {
                return client.isConnected() ? end : end + "; " + underWay();
            }
            if (isProbeBack()) {
                say(State.UP, "");
            } else if (lastMessage - sentAt > 0) {
                say(State.DEGRADED, notBack() + "; messages of cabinets do come");
            } else {
                throw new BrokerProblem(notBack());
            }
            if (!proved) {
                proved = true;
                // Without a proof of its own, what comes now is taken for new.
                backlog = false;
                meters.connects.increment();
            }
            end = await(settings.timing().probeEvery(), false);
            if (end != null) {
                return end;
            }
        }
    }

    private void sendProbe(BrokerClient client) throws BrokerProblem, InterruptedException {
        signal(() -> probeBack = false);
        try {
            client.publish(topics.probe(), probe.next());
        } catch (NotWritten e) {
            String lost = await(Duration.ofNanos(1), false);
            throw new BrokerProblem(lost == null ? String.valueOf(e.getMessage()) : lost);
        }
    }

    private String notBack() {
        return "a message of the gateway to itself on " + topics.probe() + " did not come back within "
                + settings.timing().probeWithin().toMillis()
                + " ms: the broker does not answer, or its access rights do not let user "
                + settings.login().user() + " write and read that topic";
    }

    /** Some brokers hang up on who publishes what it may not. */
    private String underWay() {
        return "a message of the gateway to itself on " + topics.probe()
                + " was under way: do the broker's access rights let user "
                + settings.login().user() + " write that topic?";
    }

    private boolean isProbeBack() {
        lock.lock();
        try {
            return probeBack;
        } finally {
            lock.unlock();
        }
    }

    /** Waits; answers why the connection has to end, or null when the time is over. */
    private @Nullable String await(Duration span, boolean forProbe) throws InterruptedException {
        long left = span.toNanos();
        lock.lock();
        try {
            while (left > 0 && !(forProbe && probeBack)) {
                if (stopped) {
                    return "the gateway stops";
                }
                if (paused != null) {
                    return paused;
                }
                if (lossCause != null) {
                    return lossCause;
                }
                BrokerClient client = current;
                if (client != null && client.isFull()) {
                    say(State.DOWN, tooMany());
                    changed.await();
                    continue;
                }
                left = changed.awaitNanos(left);
            }
            return lossCause;
        } finally {
            lock.unlock();
        }
    }

    private void down(String cause) {
        if (health.state() != State.DOWN) {
            meters.losses.increment();
        }
        say(State.DOWN, cause);
    }

    private String hinted(String cause, long lastedNanos) {
        boolean wasUp = health.state() != State.DOWN;
        if (wasUp && lastedNanos < SHORT.toNanos()) {
            shortConnections++;
        } else if (lastedNanos >= SHORT.toNanos()) {
            shortConnections = 0;
        }
        return shortConnections < SUSPICIOUSLY_MANY
                ? cause
                : cause + " (for the " + shortConnections
                        + "th time soon after it was made: does another client use the name " + settings.clientId()
                        + "?)";
    }

    private void say(State state, String cause) {
        BrokerHealth before = health;
        if (before.state() == state && before.cause().equals(cause)) {
            return;
        }
        BrokerHealth now = new BrokerHealth(state, cause, before.state() == state ? before.since() : clock.instant());
        health = now;
        if (state == State.UP) {
            pause = settings.timing().leastPause();
            LOG.info("broker {}: {}", settings.broker().getHost(), now.words());
        } else {
            LOG.warn("broker {}: {}", settings.broker().getHost(), now.words());
        }
    }

    /** A pause before the next attempt: twice the one before, and some of it by chance. */
    private void rest() {
        long most = pause.toNanos();
        long nanos = most / 2 + ThreadLocalRandom.current().nextLong(most / 2 + 1);
        Duration twice = pause.multipliedBy(2);
        pause = twice.compareTo(settings.timing().longestPause()) > 0
                ? settings.timing().longestPause()
                : twice;
        lock.lock();
        try {
            while (nanos > 0 && !stopped && paused == null) {
                nanos = changed.awaitNanos(nanos);
            }
        } catch (InterruptedException e) {
            stopped = true;
        } finally {
            lock.unlock();
        }
    }
}
