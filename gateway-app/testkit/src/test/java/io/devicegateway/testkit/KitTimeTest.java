package io.devicegateway.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.devicegateway.api.Acknowledged;
import io.devicegateway.api.BankId;
import io.devicegateway.api.Campaign;
import io.devicegateway.api.CampaignPlan;
import io.devicegateway.api.CommandEvent.CommandResolved;
import io.devicegateway.api.CommandEvent.CommandSettled;
import io.devicegateway.api.CommandResult.Done;
import io.devicegateway.api.CommandResult.Unknown;
import io.devicegateway.api.DeviceId;
import io.devicegateway.api.PressureSamples;
import io.devicegateway.api.SetVolume;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Time that the test moves: of futures, of campaigns, of modules. */
class KitTimeTest {
    private final GatewayKit kit = GatewayKit.start();
    private final Instant start = kit.clock().instant();

    @AfterEach
    void close() {
        kit.close();
    }

    private Duration passed() {
        return Duration.between(start, kit.clock().instant());
    }

    @Test
    void timeStandsStillUnlessItIsMoved() {
        kit.wosiCabinet("RL1A031712000015");
        assertThat(passed()).isZero();
        kit.advance(Duration.ofMillis(1_234));
        assertThat(passed()).isEqualTo(Duration.ofMillis(1_234));
    }

    @Test
    void limitsOfFuturesCountInThatTime() throws Exception {
        VirtualCabinet cabinet = kit.wosiCabinet("RL1A031712000015");
        cabinet.ignoreNextCommand();
        CompletableFuture<?> result = kit.gateway()
                .cabinet(cabinet.id())
                .within(Duration.ofMinutes(5))
                .rent(1);
        assertThatThrownBy(() -> result.get(30, TimeUnit.SECONDS)).isInstanceOf(TimeoutException.class);
        assertThat(passed()).isEqualTo(Duration.ofSeconds(30));
        assertThat(result.thenApply(outcome -> "settled")
                        .completeOnTimeout("too late", 1, TimeUnit.MINUTES)
                        .join())
                .isEqualTo("too late");
        assertThat(passed()).isEqualTo(Duration.ofSeconds(90));
        assertThat(result.get()).isInstanceOf(Unknown.class);
        assertThat(passed()).isBetween(Duration.ofSeconds(299), Duration.ofSeconds(301));
    }

    @Test
    void stagesThatRunElsewhereRunOnTheTestsThread() {
        VirtualCabinet cabinet = kit.wosiCabinet("RL1A031712000015");
        Thread thread = kit.gateway()
                .cabinet(cabinet.id())
                .rent(1)
                .thenApplyAsync(outcome -> Thread.currentThread())
                .join();
        assertThat(thread).isEqualTo(Thread.currentThread());
    }

    @Test
    void aCampaignKeepsItsPaceInThatTime() {
        List<DeviceId> devices = new ArrayList<>();
        for (int i = 10; i < 20; i++) {
            devices.add(kit.wosiCabinet("RL1A0317120000" + i).id());
        }
        Campaign<Acknowledged> campaign = kit.gateway()
                .start(CampaignPlan.of(devices.stream(), id -> new SetVolume(id, 5))
                        .paced(1, 10));
        kit.advance(Duration.ofMillis(4_500));
        assertThat(campaign.progress().sent()).isEqualTo(5);
        assertThat(campaign.ended().join().done()).isEqualTo(10);
        assertThat(passed()).isBetween(Duration.ofSeconds(9), Duration.ofSeconds(10));
    }

    @Test
    void aModuleMeasuresAndAnswers() {
        VirtualModule module = kit.pressureModule("001010000000018");
        module.measure(0);
        assertThat(kit.only(PressureSamples.class).device()).isEqualTo(module.id());
        assertThat(kit.gateway().measuringModule(module.id()).location().join()).isInstanceOf(Done.class);
        module.loseNextReply();
        assertThat(kit.gateway().measuringModule(module.id()).location().join()).isInstanceOf(Unknown.class);
        assertThat(module.wrongs()).isZero();
    }

    @Test
    void whoWaitsForAnOutcomeSeesTheWorldAsItWasWhenTheOutcomeWasTold() {
        VirtualCabinet cabinet = kit.wosiCabinet("RL1A031712000015");
        List<String> seen = new CopyOnWriteArrayList<>();
        kit.gateway().subscribe("billing", record -> {
            if (record.event() instanceof CommandSettled || record.event() instanceof CommandResolved) {
                seen.add(record.event().getClass().getSimpleName());
            }
        });
        assertThat(kit.gateway().cabinet(cabinet.id()).inventory().join()).isInstanceOf(Done.class);
        seen.clear();
        cabinet.loseNextReply();

        assertThat(kit.gateway().cabinet(cabinet.id()).once("order-1").rent(1).join())
                .isInstanceOf(Unknown.class);

        assertThat(seen).containsExactly("CommandSettled");
        kit.settle();
        assertThat(cabinet.banks()).doesNotContainKey(1);
        assertThat(seen).as("looking changes nothing").containsExactly("CommandSettled");
        kit.advance(Duration.ofMillis(1));
        assertThat(seen).containsExactly("CommandSettled", "CommandResolved");
    }

    @Test
    void somethingDoneToADeviceWakesTheOthersToo() {
        VirtualCabinet cabinet = kit.wosiCabinet("RL1A031712000015");
        VirtualCabinet other = kit.wosiCabinet("RL1A031712000016");
        kit.gateway().cabinet(cabinet.id()).inventory().join();
        cabinet.loseNextReply();
        kit.gateway().cabinet(cabinet.id()).rent(1).join();
        assertThat(kit.events(CommandResolved.class)).isEmpty();

        other.returnBank(6, new BankId("RL1A7C000041"));

        assertThat(kit.events(CommandResolved.class)).hasSize(1);
    }
}
