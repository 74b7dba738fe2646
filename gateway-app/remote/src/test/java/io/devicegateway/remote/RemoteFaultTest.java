package io.devicegateway.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.devicegateway.api.Authority;
import io.devicegateway.api.BankId;
import io.devicegateway.api.BankReturned;
import io.devicegateway.api.CommandOptions;
import io.devicegateway.api.CommandResult;
import io.devicegateway.api.CommandResult.NotSent;
import io.devicegateway.api.CommandResult.NotSentReason;
import io.devicegateway.api.DeviceId;
import io.devicegateway.api.EventRecord;
import io.devicegateway.api.Presence;
import io.devicegateway.api.QueryInventory;
import io.devicegateway.api.Registration;
import io.devicegateway.api.Subscription;
import io.devicegateway.app.daemon.GatewayDaemon;
import io.devicegateway.wosi.WosiReturnLedger;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the network and the daemon may do to a backend. */
final class RemoteFaultTest {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final String BOX = "RL1A031712000015";

    @TempDir
    Path folder;

    private static void awaitOnline(RemoteGateway gateway, DeviceId id) {
        await().atMost(PATIENCE)
                .ignoreExceptions()
                .until(() -> gateway.device(id)
                        .filter(device -> device.presence().state() == Presence.State.ONLINE)
                        .isPresent());
    }

    private static BankId bank(int number) {
        return new BankId("RL1A7C%06X".formatted(number));
    }

    @Test
    void killingTheDaemonLosesNoEventAndRepeatsNone() throws Exception {
        List<String> ids = new CopyOnWriteArrayList<>();
        Set<BankId> back = ConcurrentHashMap.newKeySet();
        Set<BankId> reported = new HashSet<>();
        try (DaemonProcess daemon = new DaemonProcess(folder);
                RemoteGateway gateway = daemon.connect();
                LiveCabinet cabinet = new LiveCabinet(BOX, daemon.wosi())) {
            gateway.subscribe("billing", event -> {
                ids.add(event.id());
                if (event.event() instanceof BankReturned returned) {
                    back.add(returned.bank());
                }
            });
            int number = 1;
            for (int kill = 0; kill < 3; kill++) {
                for (int i = 0; i < 8; i++) {
                    BankId bank = bank(number++);
                    reported.add(bank);
                    cabinet.tell(known -> {
                        known.removeBank(12);
                        known.returnBank(12, bank);
                    });
                    await().atMost(PATIENCE).until(() -> answered(cabinet, bank));
                }
                daemon.kill();
                daemon.start();
                awaitOnline(gateway, cabinet.id());
            }
            await().atMost(PATIENCE).until(() -> back.containsAll(reported));
            await().atMost(PATIENCE)
                    .ignoreExceptions()
                    .until(() -> gateway.consumers()
                                    .consumer("billing")
                                    .orElseThrow()
                                    .lag()
                            == 0);
        }
        assertThat(ids).doesNotHaveDuplicates();
        assertThat(back).containsAll(reported);
    }

    private static boolean answered(LiveCabinet cabinet, BankId bank) {
        boolean[] answered = new boolean[1];
        cabinet.tell(known -> answered[0] = known.ledger().answers().stream()
                .map(WosiReturnLedger.Entry::bank)
                .anyMatch(bank::equals));
        return answered[0];
    }

    @Test
    void theNewestClientHasTheConsumerAndGetsWhatWasNotAcknowledged() throws Exception {
        GatewayDaemon daemon = Daemons.start(folder);
        CountDownLatch stuck = new CountDownLatch(1);
        List<EventRecord> first = new CopyOnWriteArrayList<>();
        List<EventRecord> second = new CopyOnWriteArrayList<>();
        try (RemoteGateway one = Daemons.connect(daemon, folder);
                RemoteGateway two = Daemons.connect(daemon, folder);
                LiveCabinet cabinet = new LiveCabinet(BOX, Daemons.wosi(daemon))) {
            Subscription before = one.subscribe("billing", event -> {
                first.add(event);
                if (event.event() instanceof BankReturned) {
                    stuck.await();
                }
            });
            cabinet.tell(known -> known.returnBank(12, bank(1)));
            await().atMost(PATIENCE).until(() -> first.stream().anyMatch(each -> each.event() instanceof BankReturned));

            Subscription now = two.subscribe("billing", second::add);

            await().atMost(PATIENCE).until(() -> !before.isOpen());
            await().atMost(PATIENCE)
                    .until(() -> second.stream().anyMatch(each -> each.event() instanceof BankReturned));
            EventRecord returned = first.stream()
                    .filter(each -> each.event() instanceof BankReturned)
                    .findFirst()
                    .orElseThrow();
            assertThat(second.stream().map(EventRecord::id)).contains(returned.id());
            assertThat(second.stream().map(EventRecord::offset)).allMatch(offset -> offset >= returned.offset());
            assertThat(now.isOpen()).isTrue();
            stuck.countDown();
        } finally {
            stuck.countDown();
            daemon.stop();
        }
    }

    @Test
    void aSecondInstanceWaitsAndTakesOverWhenTheFirstOneEnds() throws Exception {
        GatewayDaemon daemon = Daemons.start(folder);
        List<EventRecord> second = new CopyOnWriteArrayList<>();
        try (RemoteGateway one = Daemons.connect(daemon, folder, "billing-1");
                RemoteGateway two = Daemons.connect(daemon, folder, "billing-2");
                LiveCabinet cabinet = new LiveCabinet(BOX, Daemons.wosi(daemon))) {
            List<EventRecord> first = new CopyOnWriteArrayList<>();
            Subscription before = one.subscribe("billing", first::add);
            Subscription standby = two.subscribe("billing", second::add);
            Registration answering = one.answer(new Authority() {});
            Registration spare = two.answer(new Authority() {});
            cabinet.tell(known -> known.returnBank(12, bank(1)));
            await().atMost(PATIENCE).until(() -> first.stream().anyMatch(each -> each.event() instanceof BankReturned));

            assertThat(before.isStandby()).isFalse();
            assertThat(standby.isStandby()).isTrue();
            assertThat(spare.isStandby()).isTrue();
            assertThat(answering.isStandby()).isFalse();
            assertThat(second).isEmpty();
            one.close();
            cabinet.tell(known -> {
                known.removeBank(2);
                known.returnBank(2, bank(2));
            });

            await().atMost(PATIENCE)
                    .until(() -> second.stream().anyMatch(each -> each.event() instanceof BankReturned));
            assertThat(standby.isStandby()).isFalse();
            await().atMost(PATIENCE).until(() -> !spare.isStandby());
            assertThat(second)
                    .extracting(EventRecord::id)
                    .doesNotContainAnyElementsOf(
                            first.stream().map(EventRecord::id).toList());
        } finally {
            daemon.stop();
        }
    }

    @Test
    void aDaemonThatIsNotThereIsSaidSo() throws Exception {
        int port;
        try (java.net.ServerSocket socket = new java.net.ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        try (RemoteGateway gateway = RemoteGateway.connect(URI.create("http://127.0.0.1:" + port), "x".repeat(40))) {
            CommandResult<?> result = gateway.send(
                            new QueryInventory(new DeviceId("wosi", BOX)),
                            CommandOptions.DEFAULT.within(Duration.ofSeconds(1)))
                    .get(8, TimeUnit.SECONDS); // within means within
            assertThat(result).isInstanceOfSatisfying(NotSent.class, notSent -> {
                assertThat(notSent.reason()).isEqualTo(NotSentReason.GATEWAY_UNREACHABLE);
                assertThat(notSent.detail())
                        .isEqualTo("nothing was sent to the gateway at http://127.0.0.1:" + port
                                + ": nothing listens at http://127.0.0.1:" + port
                                + "; start the gateway there, or correct the address");
            });
            assertThatThrownBy(gateway::devices).isInstanceOf(GatewayUnreachable.class);
            assertThatThrownBy(gateway::check)
                    .isInstanceOf(GatewayUnreachable.class)
                    .hasMessageContaining("start the gateway there, or correct the address");
            assertThat(gateway.subscribe("billing", event -> {}).isOpen()).isFalse();
        }
        assertThatThrownBy(() -> RemoteGateway.connect(URI.create("localhost:8080"), "x"))
                .hasMessageContaining("http://127.0.0.1:8080");
        assertThatThrownBy(() -> RemoteGateway.connect(URI.create("http://127.0.0.1:8080/gateway"), "x"))
                .hasMessageContaining("without a path");
    }

    @Test
    void aWrongTokenIsSaidSo() throws Exception {
        GatewayDaemon daemon = Daemons.start(folder);
        URI http = URI.create("http://127.0.0.1:" + daemon.http().getPort());
        try (RemoteGateway gateway = RemoteGateway.connect(http, "x".repeat(40))) {
            assertThatThrownBy(gateway::devices)
                    .isInstanceOfSatisfying(
                            GatewayRefused.class,
                            refused -> assertThat(refused.status()).isEqualTo(401));
            assertThatThrownBy(() -> gateway.subscribe("billing", event -> {})).isInstanceOf(GatewayRefused.class);
            assertThatThrownBy(gateway::check).isInstanceOf(GatewayRefused.class);
            assertThat(gateway.send(new QueryInventory(new DeviceId("wosi", BOX)), CommandOptions.DEFAULT)
                            .get(10, TimeUnit.SECONDS))
                    .isInstanceOfSatisfying(
                            NotSent.class,
                            notSent -> assertThat(notSent.reason()).isEqualTo(NotSentReason.UNAUTHORIZED));
        } finally {
            daemon.stop();
        }
    }
}
