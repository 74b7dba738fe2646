package io.devicegateway.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.devicegateway.api.Authority;
import io.devicegateway.api.BankId;
import io.devicegateway.api.BankReleased;
import io.devicegateway.api.BankReturned;
import io.devicegateway.api.CommandEvent.CommandResolved;
import io.devicegateway.api.CommandResult;
import io.devicegateway.api.CommandResult.Done;
import io.devicegateway.api.CommandResult.Unknown;
import io.devicegateway.api.CommandResult.UnknownReason;
import io.devicegateway.api.DecidedBy;
import io.devicegateway.api.EventRecord;
import io.devicegateway.api.Presence;
import io.devicegateway.api.Question;
import io.devicegateway.api.ReturnRejected;
import io.devicegateway.api.ReturnVerdict;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The gateway dies and comes back, and what the backend's authority has to do with it. */
class KitRestartTest {
    @Test
    void theSameKeyTellsTheSameOutcome() {
        try (GatewayKit kit = GatewayKit.start()) {
            VirtualCabinet cabinet = kit.wosiCabinet("RL1A031712000015");
            CommandResult<BankReleased> first =
                    kit.gateway().cabinet(cabinet.id()).once("order-1").rent(1).join();
            kit.restart();
            kit.advance(Duration.ofSeconds(5));
            assertThat(kit.gateway()
                            .cabinet(cabinet.id())
                            .once("order-1")
                            .rent(1)
                            .join())
                    .isEqualTo(first)
                    .isInstanceOf(Done.class);
            assertThat(kit.events(BankReleased.class)).hasSize(1);
            assertThat(cabinet.banks()).hasSize(4);
        }
    }

    @Test
    void aCommandUnderWayIsUnknownAndItsTruthComesLater() {
        try (GatewayKit kit = GatewayKit.start()) {
            VirtualCabinet cabinet = kit.wosiCabinet("RL1A031712000015");
            kit.gateway().cabinet(cabinet.id()).inventory().join();
            cabinet.loseNextReply();
            CompletableFuture<CommandResult<BankReleased>> result =
                    kit.gateway().cabinet(cabinet.id()).once("order-1").rent(1);
            kit.advance(Duration.ofSeconds(1));
            assertThat(result).isNotDone();
            kit.restart();
            assertThat(result.join())
                    .isInstanceOfSatisfying(
                            Unknown.class,
                            unknown -> assertThat(unknown.reason()).isEqualTo(UnknownReason.GATEWAY_UNREACHABLE));
            assertThat(kit.gateway()
                            .cabinet(cabinet.id())
                            .once("order-1")
                            .rent(1)
                            .join())
                    .isInstanceOfSatisfying(
                            Unknown.class,
                            unknown -> assertThat(unknown.reason()).isEqualTo(UnknownReason.GATEWAY_RESTARTED));
            kit.advance(Duration.ofSeconds(5));
            kit.gateway().cabinet(cabinet.id()).inventory().join();
            assertThat(kit.only(CommandResolved.class).happened()).isTrue();
            assertThat(cabinet.banks()).hasSize(4);
        }
    }

    @Test
    void subscriptionsGoOnWhereTheyWere() {
        try (GatewayKit kit = GatewayKit.start()) {
            List<EventRecord> handled = new CopyOnWriteArrayList<>();
            var subscription = kit.gateway().subscribe("billing", handled::add);
            VirtualCabinet cabinet = kit.wosiCabinet("RL1A031712000015");
            kit.restart();
            assertThat(kit.gateway()
                            .device(cabinet.id())
                            .orElseThrow()
                            .presence()
                            .reason())
                    .isEqualTo(Presence.Reason.GATEWAY_RESTARTED);
            kit.advance(Duration.ofSeconds(2));
            cabinet.returnBank(6, new BankId("RL1A7C000052"));
            assertThat(handled).extracting(EventRecord::id).doesNotHaveDuplicates();
            assertThat(handled).extracting(EventRecord::event).hasAtLeastOneElementOfType(BankReturned.class);
            assertThat(handled).hasSameSizeAs(kit.events());
            subscription.close();
            assertThat(subscription.isOpen()).isFalse();
            kit.restart();
            assertThat(subscription.isOpen()).isFalse();
        }
    }

    @Test
    void aKitGoesOnOverTheDirectoryOfAnEarlierOne(@TempDir Path data) {
        try (GatewayKit kit = GatewayKit.start(data)) {
            kit.wosiCabinet("RL1A031712000015").returnBank(6, new BankId("RL1A7C000052"));
        }
        try (GatewayKit kit = GatewayKit.start(data)) {
            assertThat(kit.only(BankReturned.class).slot()).isEqualTo(6);
        }
    }

    @Test
    void theAuthorityIsAskedAlsoAfterARestart() {
        try (GatewayKit kit = GatewayKit.start()) {
            List<Question<?>> asked = new ArrayList<>();
            kit.gateway().answer(new Authority() {
                @Override
                public ReturnVerdict judgeReturn(Question.Return question) {
                    asked.add(question);
                    return ReturnVerdict.ILLEGAL_BANK;
                }
            });
            VirtualCabinet cabinet = kit.wosiCabinet("RL1A031712000015");
            cabinet.returnBank(6, new BankId("RL1A7C000052"));
            assertThat(kit.only(ReturnRejected.class).verdict()).isEqualTo(ReturnVerdict.ILLEGAL_BANK);
            assertThat(cabinet.banks()).doesNotContainKey(6);
            kit.restart();
            kit.advance(Duration.ofSeconds(2));
            cabinet.returnBank(6, new BankId("RL1A7C000053"));
            assertThat(asked).hasSize(2);
        }
    }

    @Test
    void ofAnAuthorityThatIsTooSlowTheFallbackTakesThePlace() {
        try (GatewayKit kit = GatewayKit.start()) {
            VirtualCabinet cabinet = kit.wosiCabinet("RL1A031712000015");
            kit.gateway().answer(new Authority() {
                @Override
                public ReturnVerdict judgeReturn(Question.Return question) {
                    return ReturnVerdict.ILLEGAL_BANK;
                }
            });
            kit.authorityTakes(Duration.ofSeconds(3));
            cabinet.returnBank(6, new BankId("RL1A7C000052"));
            assertThat(kit.events(BankReturned.class)).isEmpty();
            kit.advance(Duration.ofSeconds(2));
            assertThat(kit.only(BankReturned.class).decidedBy()).isEqualTo(DecidedBy.FALLBACK_TIMEOUT);
        }
    }

    @Test
    void anAuthorityThatAsksTheCabinetThatWaitsForItIsTooLate() {
        try (GatewayKit kit = GatewayKit.start()) {
            VirtualCabinet cabinet = kit.wosiCabinet("RL1A031712000015");
            kit.gateway().answer(new Authority() {
                @Override
                public ReturnVerdict judgeReturn(Question.Return question) {
                    CommandResult<?> inventory =
                            kit.gateway().cabinet(question.device()).inventory().join();
                    return inventory instanceof Done ? ReturnVerdict.ACCEPTED : ReturnVerdict.SLOT_OCCUPIED;
                }
            });
            cabinet.returnBank(6, new BankId("RL1A7C000052"));
            assertThat(kit.only(BankReturned.class).decidedBy()).isEqualTo(DecidedBy.FALLBACK_TIMEOUT);
        }
    }
}
