package io.devicegateway.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.devicegateway.api.BankId;
import io.devicegateway.api.BankReturned;
import io.devicegateway.api.CommandResult;
import io.devicegateway.api.CommandResult.Done;
import io.devicegateway.api.CommandResult.Unknown;
import io.devicegateway.api.ConsumerOptions;
import io.devicegateway.api.ConsumerState;
import io.devicegateway.api.ConsumerStatus;
import io.devicegateway.api.Consumers.Redriven;
import io.devicegateway.api.EventRecord;
import io.devicegateway.api.Presence;
import io.devicegateway.api.RetryPolicy;
import io.devicegateway.api.Subscription;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Handlers: what they did is done when the call that caused it returns. */
class KitHandlerTest {
    private static final RetryPolicy THREE_TIMES = new RetryPolicy(3, Duration.ofSeconds(10), Duration.ofSeconds(10));

    private final GatewayKit kit = GatewayKit.start();
    private final VirtualCabinet cabinet = kit.wosiCabinet("RL1A031712000015");
    private final List<EventRecord> handled = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        kit.close();
    }

    private void returnBank(int slot) {
        BankId bank = cabinet.bankIn(slot);
        cabinet.takeOut(slot);
        cabinet.returnBank(slot, bank);
    }

    private void onReturn(EventRecord record, Runnable action) {
        if (record.event() instanceof BankReturned) {
            action.run();
            handled.add(record);
        }
    }

    @Test
    void aReturnIsHandledWhenTheBankIsIn() {
        kit.gateway().subscribe("billing", record -> onReturn(record, () -> {}));
        returnBank(1);
        assertThat(handled).hasSize(1);
        kit.expectHandled("billing");
    }

    @Test
    void aFailedEventIsTriedAgainWhenItsTimeHasCome() {
        AtomicBoolean broken = new AtomicBoolean(true);
        kit.gateway()
                .subscribe(
                        "billing",
                        record -> onReturn(record, () -> {
                            if (broken.get()) {
                                throw new IllegalStateException("the database is down");
                            }
                        }),
                        ConsumerOptions.DEFAULT.retrying(THREE_TIMES));
        returnBank(1);
        returnBank(2);
        assertThat(handled).isEmpty();
        assertThatThrownBy(() -> kit.expectHandled("billing")).hasMessageContaining("retrying=1");
        broken.set(false);
        kit.settle();
        assertThat(handled).isEmpty();
        kit.advance(Duration.ofSeconds(10));
        assertThat(handled).extracting(EventRecord::offset).isSorted().hasSize(2);
        kit.expectHandled("billing");
    }

    @Test
    void whatCannotBeHandledIsADeadLetterAndIsTriedAgainOnRequest() {
        AtomicBoolean broken = new AtomicBoolean(true);
        kit.gateway()
                .subscribe(
                        "billing",
                        record -> onReturn(record, () -> {
                            if (broken.get()) {
                                throw new IllegalStateException("no such rental");
                            }
                        }),
                        ConsumerOptions.DEFAULT.retrying(THREE_TIMES));
        returnBank(1);
        kit.advance(Duration.ofMinutes(1));
        assertThatThrownBy(() -> kit.expectHandled("billing")).hasMessageContaining("no such rental");
        broken.set(false);
        assertThat(kit.gateway().consumers().redriveAll("billing").join()).isEqualTo(new Redriven(1, 0));
        assertThat(handled).hasSize(1);
        kit.expectHandled("billing");
    }

    @Test
    void aHandlerMayWaitForACommand() {
        AtomicReference<CommandResult<?>> outcome = new AtomicReference<>();
        kit.gateway()
                .subscribe(
                        "maintenance",
                        record -> onReturn(
                                record,
                                () -> outcome.set(kit.gateway()
                                        .cabinet(record.device())
                                        .eject(2)
                                        .join())));
        returnBank(1);
        kit.advance(Duration.ofSeconds(1));
        assertThat(outcome.get()).isInstanceOf(Done.class);
        assertThat(cabinet.banks()).doesNotContainKey(2);
    }

    @Test
    void aHandlerThatWaitsForAnAnswerWaitsForTheTestToLetTheTimePass() {
        AtomicReference<CommandResult<?>> outcome = new AtomicReference<>();
        kit.gateway()
                .subscribe(
                        "maintenance",
                        record -> onReturn(
                                record,
                                () -> outcome.set(kit.gateway()
                                        .cabinet(record.device())
                                        .within(Duration.ofSeconds(20))
                                        .eject(2)
                                        .join())));
        cabinet.ignoreNextCommand();
        returnBank(1);
        assertThat(outcome.get()).isNull();
        kit.advance(Duration.ofSeconds(19));
        assertThat(outcome.get()).isNull();
        kit.advance(Duration.ofSeconds(1));
        assertThat(outcome.get()).isInstanceOf(Unknown.class);
        kit.expectHandled("maintenance");
    }

    @Test
    void aReplayGivesTheSameEventsUnderTheSameIds() {
        kit.gateway().subscribe("billing", record -> onReturn(record, () -> {}));
        returnBank(1);
        kit.gateway().consumers().rewind("billing", 0);
        assertThat(handled).hasSize(2);
        assertThat(handled.get(1).id()).isEqualTo(handled.get(0).id());
    }

    @Test
    void aHandlerDoesNotMoveTheTime() {
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        kit.gateway().subscribe("curious", record -> {
            try {
                kit.advance(Duration.ofSeconds(1));
            } catch (IllegalStateException e) {
                thrown.set(e);
            }
        });
        kit.settle();
        assertThat(thrown.get()).hasMessageContaining("only the test can");
    }

    @Test
    void whoSubscribesLateGetsWhatWasBefore() {
        returnBank(1);
        kit.gateway().subscribe("audit", handled::add);
        kit.settle();
        assertThat(handled).extracting(EventRecord::event).hasAtLeastOneElementOfType(Presence.class);
        assertThat(handled).extracting(EventRecord::event).hasAtLeastOneElementOfType(BankReturned.class);
    }

    @Test
    void aHandlerMayCloseItsOwnSubscription() {
        AtomicReference<Subscription> own = new AtomicReference<>();
        own.set(kit.gateway().subscribe("once", record -> {
            onReturn(record, () -> {}); // before: the kit does not wait for a call that has given up its subscription
            if (record.event() instanceof BankReturned) {
                own.get().close();
            }
        }));
        returnBank(1);
        assertThat(handled).hasSize(1);
        assertThat(own.get().isOpen()).isFalse();
        returnBank(2);
        assertThat(handled).as("nothing after it closed itself").hasSize(1);
        ConsumerStatus status = kit.gateway().consumers().consumer("once").orElseThrow();
        assertThat(status.state()).isEqualTo(ConsumerState.STOPPED);

        kit.gateway().subscribe("once", record -> onReturn(record, () -> {}));

        kit.expectHandled("once");
        assertThat(handled).hasSize(2);
    }
}
