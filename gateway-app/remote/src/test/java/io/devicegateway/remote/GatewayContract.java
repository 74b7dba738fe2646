package io.devicegateway.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.devicegateway.api.Acknowledged;
import io.devicegateway.api.Authority;
import io.devicegateway.api.BankId;
import io.devicegateway.api.BankReleased;
import io.devicegateway.api.BankReturned;
import io.devicegateway.api.Campaign;
import io.devicegateway.api.CampaignPlan;
import io.devicegateway.api.CommandEvent.CommandResolved;
import io.devicegateway.api.CommandEvent.CommandSettled;
import io.devicegateway.api.CommandOptions;
import io.devicegateway.api.CommandResult;
import io.devicegateway.api.CommandResult.Done;
import io.devicegateway.api.CommandResult.NotSent;
import io.devicegateway.api.CommandResult.NotSentReason;
import io.devicegateway.api.CommandResult.Refused;
import io.devicegateway.api.CommandResult.Unknown;
import io.devicegateway.api.CommandResult.UnknownReason;
import io.devicegateway.api.ConsumerOptions;
import io.devicegateway.api.ConsumerState;
import io.devicegateway.api.DecidedBy;
import io.devicegateway.api.Device;
import io.devicegateway.api.DeviceEvent;
import io.devicegateway.api.DeviceId;
import io.devicegateway.api.EventRecord;
import io.devicegateway.api.Gateway;
import io.devicegateway.api.InventoryReported;
import io.devicegateway.api.Presence;
import io.devicegateway.api.Question;
import io.devicegateway.api.Registration;
import io.devicegateway.api.RentBank;
import io.devicegateway.api.RetryPolicy;
import io.devicegateway.api.ReturnRejected;
import io.devicegateway.api.ReturnVerdict;
import io.devicegateway.api.SetVolume;
import io.devicegateway.api.StartUpgrade;
import io.devicegateway.api.Subscription;
import io.devicegateway.wosi.WosiFault;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the API promises, whichever way the gateway is got: the same code runs against all of them. */
abstract class GatewayContract {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String BOX = "RL1A031712000015";
    private static final RetryPolicy QUICK = new RetryPolicy(2, Duration.ofMillis(10), Duration.ofMillis(20));

    @TempDir
    Path data;

    private GatewayUnderTest under;
    private Gateway gateway;
    private final List<LiveCabinet> cabinets = new ArrayList<>();

    abstract GatewayUnderTest start(Path directory) throws Exception;

    @BeforeEach
    void startGateway() throws Exception {
        under = start(data);
        gateway = under.gateway();
    }

    @AfterEach
    void stopAll() throws Exception {
        cabinets.forEach(LiveCabinet::close);
        under.close();
    }

    private LiveCabinet cabinet(String boxId) {
        LiveCabinet cabinet = new LiveCabinet(boxId, under.wosi());
        cabinets.add(cabinet);
        await().atMost(PATIENCE)
                .until(() -> gateway.device(cabinet.id())
                        .filter(device -> device.presence().state() == Presence.State.ONLINE)
                        .isPresent());
        return cabinet;
    }

    private static <T> T of(CompletableFuture<T> future) throws Exception {
        return future.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    private static BankId bank(int number) {
        return new BankId("RL1A7C%06X".formatted(number));
    }

    /** Collects what a consumer gets. */
    private static final class Seen implements io.devicegateway.api.EventHandler {
        private final List<EventRecord> records = new CopyOnWriteArrayList<>();

        @Override
        public void handle(EventRecord event) {
            records.add(event);
        }

        <E extends DeviceEvent> List<E> of(Class<E> type) {
            return records.stream()
                    .map(EventRecord::event)
                    .filter(type::isInstance)
                    .map(type::cast)
                    .toList();
        }

        <E extends DeviceEvent> E first(Class<E> type) {
            await().atMost(PATIENCE).until(() -> !of(type).isEmpty());
            return of(type).getFirst();
        }
    }

    // commands

    @Test
    void aRentIsDoneOnceForOneKey() throws Exception {
        LiveCabinet cabinet = cabinet(BOX);
        BankId bank = cabinet.bankIn(3);

        CommandResult<BankReleased> result =
                of(gateway.cabinet(cabinet.id()).once("order-1").rent(3));

        assertThat(result).isInstanceOfSatisfying(Done.class, done -> {
            assertThat(done.reply()).isEqualTo(new BankReleased(cabinet.id(), 3, bank, BankReleased.Cause.RENT));
            assertThat(done.epoch()).isPositive();
            assertThat(done.commandId()).isNotEmpty();
        });
        assertThat(cabinet.bankIn(3)).isNull();
        assertThat(of(gateway.cabinet(cabinet.id()).once("order-1").rent(3))).isEqualTo(result);
        assertThat(of(gateway.cabinet(cabinet.id()).once("order-1").rent(4)))
                .as("a key names one command, and that one happened")
                .isInstanceOfSatisfying(
                        Unknown.class, wrong -> assertThat(wrong.reason()).isEqualTo(UnknownReason.USED_BEFORE));
    }

    @Test
    void aJammedSlotRefuses() throws Exception {
        LiveCabinet cabinet = cabinet(BOX);
        cabinet.tell(known -> known.jam(3, true));
        assertThat(of(gateway.cabinet(cabinet.id()).rent(3))).isInstanceOf(Refused.class);
        assertThat(cabinet.bankIn(3)).isNotNull();
    }

    @Test
    void aLostReplyIsUnknownAndIsResolvedLater() throws Exception {
        LiveCabinet cabinet = cabinet(BOX);
        Seen seen = new Seen();
        gateway.subscribe("billing", seen);
        // The gateway has to know what was in the slot before.
        assertThat(of(gateway.cabinet(cabinet.id()).inventory())).isInstanceOf(Done.class);
        await().atMost(PATIENCE)
                .until(() -> gateway.device(cabinet.id()).orElseThrow().slots().containsKey(3));
        cabinet.tell(known -> known.inject(WosiFault.LOSE_REPLY));

        CommandResult<BankReleased> result = of(gateway.cabinet(cabinet.id())
                .within(Duration.ofSeconds(1))
                .once("order-1")
                .rent(3));

        assertThat(result).isInstanceOf(Unknown.class);
        CommandResolved resolved = seen.first(CommandResolved.class);
        assertThat(resolved.commandId()).isEqualTo(result.commandId());
        assertThat(resolved.happened()).isTrue();
        assertThat(of(gateway.cabinet(cabinet.id()).once("order-1").rent(3))).isEqualTo(result);
        assertThat(seen.of(CommandSettled.class)).anySatisfy(settled -> {
            assertThat(settled.idempotencyKey()).isEqualTo("order-1");
            assertThat(settled.result()).isEqualTo(result);
        });
    }

    @Test
    void whatIsNotSentSaysWhy() throws Exception {
        assertNotSent(of(gateway.cabinet(new DeviceId("wosi", "NOBODY")).rent(1)), NotSentReason.OFFLINE);
        LiveCabinet cabinet = cabinet(BOX);
        assertNotSent(of(gateway.cabinet(cabinet.id()).rent(300)), NotSentReason.INVALID);
        cabinet.close();
        awaitOffline(cabinet.id());
        assertNotSent(of(gateway.cabinet(cabinet.id()).rent(1)), NotSentReason.OFFLINE);
    }

    private static void assertNotSent(CommandResult<?> result, NotSentReason reason) {
        assertThat(result)
                .isInstanceOfSatisfying(
                        NotSent.class, notSent -> assertThat(notSent.reason()).isEqualTo(reason));
    }

    private void awaitOffline(DeviceId id) {
        await().atMost(PATIENCE)
                .until(() -> gateway.device(id).orElseThrow().presence().state() == Presence.State.OFFLINE);
    }

    @Test
    void aQueryWaitsForItsDeviceAndARentDoesNot() throws Exception {
        LiveCabinet before = cabinet(BOX);
        before.close();
        awaitOffline(before.id());
        CommandOptions patient = CommandOptions.DEFAULT.waitingUpTo(Duration.ofMinutes(2));

        assertNotSent(of(gateway.cabinet(before.id()).with(patient).rent(1)), NotSentReason.INVALID);
        CompletableFuture<CommandResult<InventoryReported>> waiting =
                gateway.cabinet(before.id()).with(patient).inventory();
        CompletableFuture<CommandResult<BankReleased>> unattended = gateway.cabinet(before.id())
                .with(CommandOptions.DEFAULT.once("order-7").waitingAndActingWithNobodyThereUpTo(Duration.ofMinutes(2)))
                .rent(2);
        cabinet(BOX);

        assertThat(of(waiting)).isInstanceOf(Done.class);
        assertThat(of(unattended)).isInstanceOf(Done.class);
    }

    @Test
    void itSaysWhichCommandsAProtocolHas() {
        DeviceId id = new DeviceId("wosi", BOX);
        assertThat(gateway.supports(id, RentBank.class)).isTrue();
        assertThat(gateway.supports(id, StartUpgrade.class)).isFalse();
        assertThat(gateway.commands(new DeviceId("nothing", "X"))).isEmpty();
    }

    @Test
    void aCampaignReachesItsDevices() throws Exception {
        List<DeviceId> ids = Stream.of(BOX, "RL1A031712000016", "RL1A031712000017")
                .map(this::cabinet)
                .map(LiveCabinet::id)
                .toList();
        List<DeviceId> all = new ArrayList<>(ids);
        all.add(new DeviceId("wosi", "NOBODY"));

        Campaign<Acknowledged> campaign =
                gateway.start(CampaignPlan.<Acknowledged>of(all.stream(), id -> new SetVolume(id, 3))
                        .once("quiet-1")
                        .stoppingAt(null)
                        .paced(100, 2));

        assertThat(of(campaign.ended()))
                .isEqualTo(new Campaign.Progress(Campaign.State.COMPLETED, 4, 4, 3, 0, 1, 0, null));
        assertThat(campaign.results().keySet()).containsExactlyInAnyOrderElementsOf(all);
    }

    // devices

    @Test
    void devicesAreShownAsTheyAre() {
        LiveCabinet cabinet = cabinet(BOX);
        await().atMost(PATIENCE)
                .until(() -> gateway.device(cabinet.id()).orElseThrow().slots().size() >= 11);
        Device device = gateway.device(cabinet.id()).orElseThrow();
        assertThat(device.slots().get(3).report().bank()).isEqualTo(cabinet.bankIn(3));
        assertThat(device.epoch()).isPositive();
        assertThat(device.enabled()).isTrue();
        assertThat(gateway.devices().map(Device::id)).containsExactly(cabinet.id());
        assertThat(gateway.device(new DeviceId("wosi", "NOBODY"))).isEmpty();
    }

    // events

    @Test
    void aReturnReachesTheHandlerWithItsOffsetIdAndBytes() {
        LiveCabinet cabinet = cabinet(BOX);
        Seen seen = new Seen();
        gateway.subscribe("billing", seen);
        cabinet.tell(known -> known.returnBank(12, bank(0x52)));

        BankReturned returned = seen.first(BankReturned.class);

        assertThat(returned.slot()).isEqualTo(12);
        assertThat(returned.bank()).isEqualTo(bank(0x52));
        EventRecord record = seen.records.stream()
                .filter(each -> each.event() instanceof BankReturned)
                .findFirst()
                .orElseThrow();
        assertThat(record.offset()).isPositive();
        assertThat(record.epoch()).isPositive();
        assertThat(record.id()).isNotEmpty();
        assertThat(record.raw().remaining()).isPositive();
        assertThat(record.receivedAt())
                .isBetween(Instant.now().minusSeconds(600), Instant.now().plusSeconds(5));
        assertThat(seen.records.stream().map(EventRecord::offset)).isSorted();
    }

    @Test
    void aHandlerThatThrowsGetsTheEventAgainUnderTheSameId() {
        LiveCabinet cabinet = cabinet(BOX);
        List<String> ids = new CopyOnWriteArrayList<>();
        Subscription subscription = gateway.subscribe("billing", event -> {
            if (event.event() instanceof BankReturned) {
                ids.add(event.id());
                if (ids.size() < 3) {
                    throw new IllegalStateException("the database is down");
                }
            }
        });
        cabinet.tell(known -> known.returnBank(12, bank(1)));
        await().atMost(PATIENCE).until(() -> ids.size() == 3);
        assertThat(ids.stream().distinct()).hasSize(1);
        await().atMost(PATIENCE)
                .until(() ->
                        gateway.consumers().consumer("billing").orElseThrow().lag() == 0);
        assertThat(gateway.consumers().consumer("billing").orElseThrow().parked())
                .isZero();
        assertThat(subscription.isOpen()).isTrue();
    }

    @Test
    void deadLettersAreListedRedrivenAndDropped() throws Exception {
        LiveCabinet cabinet = cabinet(BOX);
        AtomicBoolean broken = new AtomicBoolean(true);
        List<Integer> handled = new CopyOnWriteArrayList<>();
        gateway.subscribe(
                "billing",
                event -> {
                    if (event.event() instanceof BankReturned returned) {
                        if (broken.get()) {
                            throw new IllegalStateException("no order for " + returned.bank());
                        }
                        handled.add(returned.slot());
                    }
                },
                ConsumerOptions.DEFAULT.retrying(QUICK));
        cabinet.tell(known -> {
            known.removeBank(1);
            known.returnBank(12, bank(1));
            known.returnBank(1, bank(2));
        });
        await().atMost(PATIENCE)
                .until(() -> gateway.consumers().deadLetters("billing", 0, 10).size() == 2);
        var letters = gateway.consumers().deadLetters("billing", 0, 10);
        assertThat(letters.getFirst().cause()).contains("no order for");
        assertThat(letters.getFirst().attempts()).isEqualTo(2);
        long first = letters.getFirst().record().offset();
        long second = letters.getLast().record().offset();

        assertThat(of(gateway.consumers().redrive("billing", first))).isFalse();
        broken.set(false);
        assertThat(of(gateway.consumers().redrive("billing", first))).isTrue();
        gateway.consumers().drop("billing", second, "test data");

        assertThat(handled).hasSize(1);
        assertThat(gateway.consumers().deadLetters("billing", 0, 10)).isEmpty();
        assertThatThrownBy(() -> gateway.consumers().drop("billing", second, "again"))
                .isInstanceOf(NoSuchElementException.class);
        assertThatThrownBy(() -> gateway.consumers().pause("nobody")).isInstanceOf(NoSuchElementException.class);
    }

    @Test
    void aConsumerGoesOnWhereItStoppedAndReplaysOnRequest() {
        LiveCabinet cabinet = cabinet(BOX);
        Seen first = new Seen();
        Subscription subscription = gateway.subscribe("billing", first);
        cabinet.tell(known -> known.returnBank(12, bank(1)));
        first.first(BankReturned.class);
        assertThatThrownBy(() -> gateway.subscribe("billing", first)).isInstanceOf(IllegalStateException.class);
        subscription.close();
        assertThat(subscription.isOpen()).isFalse();
        assertThat(gateway.consumers().consumer("billing").orElseThrow().state())
                .isEqualTo(ConsumerState.STOPPED);

        Seen second = new Seen();
        gateway.subscribe("billing", second);
        cabinet.tell(known -> {
            known.removeBank(2);
            known.returnBank(2, bank(2));
        });
        assertThat(second.first(BankReturned.class).slot()).isEqualTo(2);
        assertThat(second.records.stream().map(EventRecord::id))
                .doesNotContainAnyElementsOf(
                        first.records.stream().map(EventRecord::id).toList());

        gateway.consumers().rewind("billing", 0);
        await().atMost(PATIENCE)
                .until(() -> second.records.stream()
                        .map(EventRecord::id)
                        .toList()
                        .containsAll(first.records.stream().map(EventRecord::id).toList()));
        gateway.consumers().rewind("billing", Instant.now().plusSeconds(3600));
        assertThatThrownBy(() -> gateway.consumers().rewind("billing", Long.MAX_VALUE))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aNewConsumerMayBeginNow() {
        LiveCabinet cabinet = cabinet(BOX);
        Seen seen = new Seen();
        gateway.subscribe("late", seen, ConsumerOptions.DEFAULT.startingAt(ConsumerOptions.Start.NOW));
        cabinet.tell(known -> known.returnBank(12, bank(1)));
        seen.first(BankReturned.class);
        assertThat(seen.of(Presence.class)).isEmpty();
        assertThatThrownBy(() -> gateway.subscribe("No Name!", seen)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theDevicesOfOneConsumerAreServedInParallelAndEachInOrder() throws Exception {
        LiveCabinet one = cabinet(BOX);
        LiveCabinet two = cabinet("RL1A031712000016");
        CountDownLatch both = new CountDownLatch(2);
        List<Integer> order = new CopyOnWriteArrayList<>();
        gateway.subscribe("billing", event -> {
            if (event.event() instanceof BankReturned returned) {
                if (returned.slot() == 12) {
                    both.countDown();
                    both.await(); // only two at once can pass
                }
                if (event.device().equals(one.id())) {
                    order.add(returned.slot());
                }
            }
        });
        one.tell(known -> {
            known.removeBank(1);
            known.returnBank(12, bank(1));
        });
        one.tell(known -> known.returnBank(1, bank(2)));
        two.tell(known -> known.returnBank(12, bank(3)));
        assertThat(both.await(60, TimeUnit.SECONDS)).isTrue();
        await().atMost(PATIENCE).until(() -> order.size() == 2);
        assertThat(order).containsExactly(12, 1);
    }

    // questions

    private static Authority judging(Verdict verdict) {
        return new Authority() {
            @Override
            public ReturnVerdict judgeReturn(Question.Return question) throws Exception {
                return verdict.on(question);
            }
        };
    }

    private interface Verdict {
        ReturnVerdict on(Question.Return question) throws Exception;
    }

    @Test
    void theBackendJudgesReturns() {
        List<Question.Return> asked = new CopyOnWriteArrayList<>();
        Registration registration = gateway.answer(judging(question -> {
            asked.add(question);
            return ReturnVerdict.ILLEGAL_BANK;
        }));
        LiveCabinet cabinet = cabinet(BOX);
        Seen seen = new Seen();
        gateway.subscribe("billing", seen);
        cabinet.tell(known -> known.returnBank(12, bank(9)));

        ReturnRejected rejected = seen.first(ReturnRejected.class);

        assertThat(rejected.verdict()).isEqualTo(ReturnVerdict.ILLEGAL_BANK);
        assertThat(rejected.decidedBy()).isEqualTo(DecidedBy.AUTHORITY);
        assertThat(asked.getFirst().bank()).isEqualTo(bank(9));
        assertThat(asked.getFirst().slot()).isEqualTo(12);
        registration.close();
        assertThat(registration.isOpen()).isFalse();
    }

    @Test
    void anAuthorityThatThrowsOrIsSlowLeavesItToTheFallback() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        gateway.answer(judging(question -> {
            if (question.slot() == 12) {
                throw new IllegalStateException("the database is down");
            }
            never.await(20, TimeUnit.SECONDS);
            return ReturnVerdict.ILLEGAL_BANK;
        }));
        LiveCabinet cabinet = cabinet(BOX);
        Seen seen = new Seen();
        gateway.subscribe("billing", seen);
        cabinet.tell(known -> known.returnBank(12, bank(1)));
        assertThat(seen.first(BankReturned.class).decidedBy()).isEqualTo(DecidedBy.FALLBACK_ERROR);
        cabinet.tell(known -> {
            known.removeBank(1);
            known.returnBank(1, bank(2));
        });
        await().atMost(PATIENCE).until(() -> seen.of(BankReturned.class).size() == 2);
        assertThat(seen.of(BankReturned.class).getLast().decidedBy()).isEqualTo(DecidedBy.FALLBACK_TIMEOUT);
        never.countDown();
    }

    @Test
    void theNewestAuthorityIsAsked() {
        Registration first = gateway.answer(judging(question -> ReturnVerdict.FAILED));
        Registration second = gateway.answer(judging(question -> ReturnVerdict.ILLEGAL_BANK));
        await().atMost(PATIENCE).until(() -> !first.isOpen());
        assertThat(second.isOpen()).isTrue();
        LiveCabinet cabinet = cabinet(BOX);
        Seen seen = new Seen();
        gateway.subscribe("billing", seen);
        cabinet.tell(known -> known.returnBank(12, bank(9)));
        assertThat(seen.first(ReturnRejected.class).verdict()).isEqualTo(ReturnVerdict.ILLEGAL_BANK);
    }
}
