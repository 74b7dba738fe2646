package io.devicegateway.brokers;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.JournalType;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.core.settings.impl.AddressFullMessagePolicy;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;
import org.apache.activemq.artemis.core.settings.impl.DiskFullMessagePolicy;
import org.apache.activemq.artemis.core.settings.impl.PageFullMessagePolicy;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * MQTT 3.1, 3.1.1 and 5 by Apache Artemis. Sessions, subscriptions, retained and queued messages survive a restart. A death of the
 * process may take the last few milliseconds and a power cut the last seconds with it: the journal is written but not forced to the
 * disk, because then it is slower and has been seen to change the order of messages.
 */
final class ArtemisMqtt implements RunningBroker {
    private static final Logger LOG = LoggerFactory.getLogger(ArtemisMqtt.class);

    private static final int MIB = 1024 * 1024;
    private static final long MEMORY_BYTES = 48L * MIB;
    private static final long TOPIC_MEMORY_BYTES = 8L * MIB;
    private static final long TOPIC_DISK_BYTES = 64L * MIB;
    private static final int PAGE_BYTES = 2 * MIB;
    private static final int JOURNAL_FILE_BYTES = 4 * MIB;
    private static final long FREE_DISK_BYTES = 256L * MIB;
    private static final int CONNECTIONS = 1_000;
    /** Larger ones would become files of their own, which the bound of the topics' disk does not count. */
    private static final int PACKET_BYTES = 256 * 1024;

    private static final int SESSION_SECONDS = 7 * 24 * 3_600;
    private static final long LOCK_MILLIS = 10_000;
    private static final int THREADS = 16;
    private static final int SCHEDULED_THREADS = 2;

    private final LoopbackAddress address;
    private final EmbeddedActiveMQ broker;

    private ArtemisMqtt(LoopbackAddress address, EmbeddedActiveMQ broker) {
        this.address = address;
        this.broker = broker;
    }

    /**
     * Artemis frees buffers in a way that Netty 4.2 supports with {@code sun.misc.Unsafe} only, which Netty does not use by itself from
     * Java 25 on. Without it, a journal that is not empty cannot be read again.
     */
    private static void permitUnsafe() {
        if (System.getProperty("io.netty.noUnsafe") == null) {
            System.setProperty("io.netty.noUnsafe", "false");
        }
    }

    static ArtemisMqtt start(LoopbackAddress address, Path folder) throws Exception {
        permitUnsafe();
        EmbeddedActiveMQ broker = new EmbeddedActiveMQ().setConfiguration(configuration(address, folder));
        broker.createActiveMQServer();
        broker.getActiveMQServer().registerIOCriticalErrorListener((failure, message, file) -> {
            System.err.println(
                    "embedded brokers: the MQTT broker cannot use its disk any more: " + message + " " + file);
            Runtime.getRuntime().halt(Refused.BROKER_FAILED);
        });
        // start() returns in peace also when what was stored could not be read.
        AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
        broker.getActiveMQServer().registerActivationFailureListener(failure::set);
        broker.start();
        boolean listens = broker.getActiveMQServer().getRemotingService().getAcceptors().values().stream()
                .anyMatch(acceptor -> acceptor.isStarted() && acceptor.getActualPort() == address.port());
        if (failure.get() != null || !listens) {
            throw new Refused(
                    Refused.BROKER_FAILED,
                    "the MQTT broker at " + address + " did not start (" + failure.get() + "); what it stored is in "
                            + folder);
        }
        return new ArtemisMqtt(address, broker);
    }

    private static Configuration configuration(LoopbackAddress address, Path folder) throws Exception {
        ConfigurationImpl configuration = new ConfigurationImpl();
        configuration.setName("embedded-mqtt");
        configuration.setSecurityEnabled(false);
        configuration.setJMXManagementEnabled(false);
        configuration.setThreadPoolMaxSize(THREADS);
        configuration.setScheduledThreadPoolMaxSize(SCHEDULED_THREADS);
        configuration.setPersistenceEnabled(true);
        configuration.setJournalType(JournalType.NIO);
        configuration.setJournalSyncNonTransactional(false);
        configuration.setJournalSyncTransactional(false);
        configuration.setJournalDatasync(false);
        configuration.setJournalFileSize(JOURNAL_FILE_BYTES);
        configuration.setJournalMinFiles(2);
        configuration.setJournalPoolFiles(4);
        configuration.setJournalLockAcquisitionTimeout(LOCK_MILLIS);
        configuration.setJournalDirectory(folder.resolve("journal").toString());
        configuration.setBindingsDirectory(folder.resolve("bindings").toString());
        configuration.setPagingDirectory(folder.resolve("paging").toString());
        configuration.setLargeMessagesDirectory(folder.resolve("large").toString());
        configuration.setGlobalMaxSize(MEMORY_BYTES);
        configuration.setMinDiskFree(FREE_DISK_BYTES);
        configuration.addAddressSetting("#", topics());
        configuration.addAcceptorConfiguration(
                "mqtt",
                "tcp://" + address + "?protocols=MQTT&useEpoll=false&useKQueue=false&connectionsAllowed=" + CONNECTIONS
                        + "&defaultMqttSessionExpiryInterval=" + SESSION_SECONDS + "&maximumPacketSize="
                        + PACKET_BYTES);
        return configuration;
    }

    private static AddressSettings topics() {
        return new AddressSettings()
                .setAutoCreateAddresses(true)
                .setAutoCreateQueues(true)
                .setAutoDeleteAddresses(true)
                .setAutoDeleteQueues(true)
                // Beyond this a publish is refused. Dropping it would be an acknowledgement of what is lost.
                .setAddressFullMessagePolicy(AddressFullMessagePolicy.PAGE)
                .setMaxSizeBytes(TOPIC_MEMORY_BYTES)
                .setPageSizeBytes(PAGE_BYTES)
                .setPageLimitBytes(TOPIC_DISK_BYTES)
                .setPageFullMessagePolicy(PageFullMessagePolicy.FAIL)
                .setDiskFullMessagePolicy(DiskFullMessagePolicy.FAIL)
                // The default gives a message up that was delivered ten times and not acknowledged.
                .setMaxDeliveryAttempts(-1);
    }

    @Override
    public String description() {
        return "mqtt=" + address;
    }

    @Override
    public void stop() {
        try {
            broker.stop();
        } catch (Exception e) {
            LOG.error("The MQTT broker did not stop in order", e);
        }
    }
}
