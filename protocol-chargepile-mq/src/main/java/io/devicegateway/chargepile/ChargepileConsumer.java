package io.devicegateway.chargepile;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ShutdownSignalException;
import io.devicegateway.protocol.Inbound;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Consumes the platform's lines and goes on doing so: whatever ends it, a restart of the broker, a channel closed by an error, a
 * deleted queue, a cancelled consumer, a broker that freezes or forgets us, it begins anew. That it still consumes is verified
 * at an interval; what is wrong, and why, is in {@link #health()}.
 */
public final class ChargepileConsumer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ChargepileConsumer.class);

    /** Looks in a row at which lines wait and none is handed over. */
    private static final int MOST_IDLE_LOOKS = 2;
    /** Consuming that lasted so long was not a mere flicker: what comes after is tried again soon. */
    private static final Duration STEADY = Duration.ofSeconds(10);

    private final BrokerSettings settings;
    private final ChargepileProtocol protocol;
    private final Inbound.Opener opener;
    private final InstantSource time;
    private final ExecutorService lines = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("chargepile-lines").factory());
    private final ExecutorService dispatcher = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("chargepile-dispatch").factory());
    private final BrokerConnector connector;
    private final Topology topology;
    private final @Nullable DeadLetters deadLetters;
    private final ConsumerCounters counters = new ConsumerCounters();

    /** The trouble that was logged last; on the control thread only. */
    private String lastTold = "";

    private final Thread control =
            Thread.ofPlatform().daemon().name("chargepile-consumer").unstarted(this::run);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private long troubled;
    private String trouble = "";
    private boolean closed;
    private volatile @Nullable Channel current;
    private volatile String currentTag = "";
    private volatile Status status;
    private long attempt;

    /**
     * A consumer that does not consume yet.
     *
     * @param opener begins a conversation in that protocol
     * @param time for what people read
     * @throws IllegalArgumentException if the broker's address cannot be used; says why
     */
    public ChargepileConsumer(
            BrokerSettings settings, ChargepileProtocol protocol, Inbound.Opener opener, InstantSource time) {
        this.settings = settings;
        this.protocol = protocol;
        this.opener = opener;
        this.time = time;
        this.connector = new BrokerConnector(settings, dispatcher);
        this.topology = new Topology(connector);
        this.deadLetters = settings.deadLetters().enabled() ? new DeadLetters(settings, connector, time) : null;
        this.status = new Status(ConsumerHealth.State.NEW, "", time.instant());
    }

    /** Begins to connect and consume, in a thread of its own. Called once. */
    public void start() {
        become(ConsumerHealth.State.CONNECTING, "");
        control.start();
    }

    /** How it is now. */
    public ConsumerHealth health() {
        Status now = status;
        return new ConsumerHealth(now.state(), now.cause(), now.since(), counters.figures());
    }

    /** The channel that lines come by now; null while there is none. */
    @Nullable
    Channel channel() {
        return current;
    }

    /** The tag under which the broker knows it on that channel. */
    String consumerTag() {
        return currentTag;
    }

    // the control thread

    private void run() {
        Duration wait = settings.timing().firstRetry();
        while (!isClosed()) {
            long began = System.nanoTime();
            String why = consume();
            if (isClosed()) {
                break;
            }
            counters.troubles.increment();
            // The same cause each time a try fails is said once.
            boolean known = why.equals(lastTold);
            lastTold = why;
            LOG.atLevel(known ? Level.DEBUG : Level.WARN).log("lines of the charging platform do not come: {}", why);
            become(ConsumerHealth.State.IN_TROUBLE, why);
            if (System.nanoTime() - began > STEADY.toNanos()) {
                wait = settings.timing().firstRetry();
            }
            pause(jittered(wait));
            wait = longer(wait);
        }
    }

    /** Half of it up to all of it, so that many gateways do not come back at once. */
    private static Duration jittered(Duration wait) {
        long nanos = wait.toNanos();
        return Duration.ofNanos(nanos / 2 + ThreadLocalRandom.current().nextLong(nanos / 2 + 1));
    }

    private Duration longer(Duration wait) {
        Duration twice = wait.multipliedBy(2);
        Duration most = settings.timing().lastRetry();
        return twice.compareTo(most) > 0 ? most : twice;
    }

    /** Connects and consumes until something ends it. Answers what. */
    private String consume() {
        Connection connection = null;
        Intake intake = null;
        String why = "";
        attempt++;
        try {
            topology.find(settings.queue());
            connection = connector.connect("consumer");
            intake = begin(connection, attempt);
            watch(connection, intake);
            drain(intake);
        } catch (BrokerTrouble | IOException | ShutdownSignalException e) {
            why = BrokerTrouble.words(e);
        } catch (InterruptedException e) {
            why = "interrupted";
            close(false);
        } catch (RuntimeException e) {
            LOG.error("the consumer failed", e);
            why = "the consumer failed: " + e;
        }
        current = null;
        BrokerConnector.end(connection);
        if (intake != null && !isClosed()) {
            intake.lost(why);
        }
        return why;
    }

    private Intake begin(Connection connection, long number) throws BrokerTrouble, IOException {
        Channel channel = connection.createChannel();
        if (channel == null) {
            throw new BrokerTrouble("the broker allows no channels on a connection");
        }
        connection.addShutdownListener(signal -> troubled(number, BrokerTrouble.words(signal)));
        channel.addShutdownListener(signal -> troubled(number, BrokerTrouble.words(signal)));
        Intake intake = new Intake(
                channel, this::onLines, protocol, opener, deadLetters, counters, why -> troubled(number, why));
        currentTag = intake.begin(settings.queue().name(), settings.queue().prefetch());
        current = channel;
        counters.consumed.increment();
        become(ConsumerHealth.State.CONSUMING, "");
        lastTold = "";
        LOG.info("consuming {} at {}", settings.queue().name(), settings.shown());
        return intake;
    }

    /** After the end nothing is dealt with any more, and nobody has to be told. */
    private void onLines(Runnable task) {
        try {
            lines.execute(task);
        } catch (RejectedExecutionException e) {
            LOG.debug("closed meanwhile", e);
        }
    }

    /** Returns when this is closed. */
    private void watch(Connection connection, Intake intake) throws BrokerTrouble, IOException, InterruptedException {
        Verification verification = new Verification(connection, intake);
        while (!awaitTrouble()) {
            verification.look();
        }
    }

    /** Waits for trouble or for the time to verify. Answers whether this is closed. */
    private boolean awaitTrouble() throws BrokerTrouble, InterruptedException {
        long nanos = settings.timing().verifyEvery().toNanos();
        lock.lockInterruptibly();
        try {
            while (!closed && troubled != attempt && nanos > 0) {
                nanos = changed.awaitNanos(nanos);
            }
            if (closed) {
                return true;
            }
            if (troubled == attempt) {
                throw new BrokerTrouble(trouble);
            }
            return false;
        } finally {
            lock.unlock();
        }
    }

    /** The first trouble of an attempt is the cause; what follows from it, or comes late, is not told. */
    private void troubled(long number, String why) {
        lock.lock();
        try {
            if (number > troubled) {
                troubled = number;
                trouble = why;
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Takes nothing more and waits for what is being stored, so that it need not come again. */
    private void drain(Intake intake) throws InterruptedException {
        intake.stop();
        long end = System.nanoTime() + settings.timing().drain().toNanos();
        while (intake.outstanding() > 0 && System.nanoTime() < end) {
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }

    private void pause(Duration span) {
        lock.lock();
        try {
            long nanos = span.toNanos();
            while (!closed && nanos > 0) {
                nanos = changed.awaitNanos(nanos);
            }
        } catch (InterruptedException e) {
            close(false);
        } finally {
            lock.unlock();
        }
    }

    private void become(ConsumerHealth.State state, String cause) {
        Status now = status;
        if (now.state() != state || !now.cause().equals(cause)) {
            status = new Status(state, cause, time.instant());
        }
    }

    private boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    private void close(boolean wait) {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        if (wait && control.isAlive()) {
            try {
                control.join(settings.timing()
                                .drain()
                                .plus(settings.timing().answerWithin())
                                .toMillis()
                        * 2);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * Takes nothing more, waits for what is being stored, acknowledges it, and disconnects. What is not acknowledged then, the broker
     * hands over again. Closed before the gateway is.
     */
    @Override
    public void close() {
        close(true);
        if (deadLetters != null) {
            deadLetters.close();
        }
        lines.shutdown();
        dispatcher.shutdown();
        become(ConsumerHealth.State.CLOSED, "");
    }

    private record Status(ConsumerHealth.State state, String cause, Instant since) {}

    /** Verifies that lines still come: that the broker answers, knows a consumer, and does not let lines wait. */
    private final class Verification {
        private final Connection connection;
        private final Intake intake;
        private @Nullable Channel probe;
        private boolean mayLook = true;
        private long seen;
        private int idle;
        private boolean spare;

        Verification(Connection connection, Intake intake) {
            this.connection = connection;
            this.intake = intake;
        }

        void look() throws BrokerTrouble, IOException {
            Channel open = probe;
            if (open == null || !open.isOpen()) {
                open = connection.createChannel();
                if (open == null) {
                    throw new BrokerTrouble("the broker allows no second channel on a connection");
                }
                probe = open;
            }
            if (!mayLook) {
                open.basicQos(1); // an answer, if nothing else
                return;
            }
            try {
                judge(open.queueDeclarePassive(settings.queue().name()));
            } catch (IOException e) {
                if (BrokerTrouble.replyCode(e) != BrokerTrouble.ACCESS_REFUSED) {
                    throw e;
                }
                mayLook = false;
                LOG.warn("the user may not look at the queue: that lines still come cannot be verified fully");
            }
        }

        private void judge(AMQP.Queue.DeclareOk queue) throws BrokerTrouble {
            if (queue.getConsumerCount() == 0) {
                throw new BrokerTrouble("the broker has forgotten that we consume");
            }
            long now = intake.delivered();
            // Others consume, too: whatever waits may be theirs, as on a queue with a single active consumer whose
            // spare we are.
            boolean alone = queue.getConsumerCount() == 1;
            boolean waits = queue.getMessageCount() > 0
                    && now == seen
                    && intake.outstanding() < settings.queue().prefetch();
            idle = alone && waits ? idle + 1 : 0;
            seen = now;
            spare(waits && !alone, queue);
            if (idle > MOST_IDLE_LOOKS) {
                throw new BrokerTrouble(
                        queue.getMessageCount() + " lines wait in the queue and the broker hands over none");
            }
        }

        /** Said once for each time that it begins. */
        private void spare(boolean now, AMQP.Queue.DeclareOk queue) {
            if (now && !spare) {
                LOG.info(
                        "{} lines wait in {} for one of its {} consumers; another one gets them now, we take over when it ends",
                        queue.getMessageCount(),
                        settings.queue().name(),
                        queue.getConsumerCount());
            }
            spare = now;
        }
    }
}
