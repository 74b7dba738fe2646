package io.devicegateway.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.devicegateway.api.Acknowledged;
import io.devicegateway.api.Campaign;
import io.devicegateway.api.Campaign.State;
import io.devicegateway.api.CampaignPlan;
import io.devicegateway.api.CampaignPlan.ErrorLimit;
import io.devicegateway.api.CommandOptions;
import io.devicegateway.api.CommandResult;
import io.devicegateway.api.DeviceCommand;
import io.devicegateway.api.DeviceId;
import io.devicegateway.api.DeviceReply;
import io.devicegateway.api.SetVolume;
import io.devicegateway.simulation.ManualTime;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CampaignTest {
    private final ManualTime time = new ManualTime();
    private final Map<DeviceId, CompletableFuture<CommandResult<?>>> sent = new LinkedHashMap<>();
    private final Campaigns campaigns = new Campaigns(
            new Campaigns.Sender() {
                @Override
                @SuppressWarnings("unchecked")
                public <R extends DeviceReply> CompletableFuture<CommandResult<R>> send(
                        DeviceCommand<R> command, CommandOptions options) {
                    CompletableFuture<CommandResult<?>> outcome = new CompletableFuture<>();
                    assertThat(sent.put(command.device(), outcome)).as("twice").isNull();
                    return outcome.thenApply(result -> (CommandResult<R>) result);
                }
            },
            time,
            time,
            Runnable::run);

    private static Stream<DeviceId> devices(int many) {
        return IntStream.rangeClosed(1, many).mapToObj(CampaignTest::device);
    }

    private static DeviceId device(int number) {
        return new DeviceId("plain", "D" + number);
    }

    private static CampaignPlan<Acknowledged> volume(int many) {
        return CampaignPlan.of(devices(many), device -> new SetVolume(device, 3))
                .stoppingAt(null);
    }

    private void done(int number) {
        sent.get(device(number)).complete(new CommandResult.Done<>("c", 1, new Acknowledged(device(number))));
    }

    private void refused(int number) {
        sent.get(device(number)).complete(new CommandResult.Refused<>("c", 1, "no"));
    }

    @Test
    void keepsItsPace() {
        Campaign<Acknowledged> campaign = campaigns.start(volume(30).paced(10, 100));
        assertThat(sent).hasSize(1);
        time.advance(Duration.ofSeconds(1));
        assertThat(sent).hasSize(11);
        time.advance(Duration.ofMillis(99));
        assertThat(sent).hasSize(11);
        time.advance(Duration.ofSeconds(10));
        assertThat(sent).hasSize(30);
        assertThat(campaign.progress().state()).isEqualTo(State.RUNNING);
        IntStream.rangeClosed(1, 30).forEach(this::done);
        assertThat(campaign.ended().join())
                .isEqualTo(new Campaign.Progress(State.COMPLETED, 30, 30, 30, 0, 0, 0, null));
        assertThat(campaign.results().keySet())
                .containsExactlyElementsOf(devices(30).toList());
    }

    @Test
    void hasNoMoreUnderWayThanItMay() {
        Campaign<Acknowledged> campaign = campaigns.start(volume(10).paced(1000, 3));
        time.advance(Duration.ofSeconds(1));
        assertThat(sent).hasSize(3);
        done(2);
        time.advance(Duration.ofSeconds(1));
        assertThat(sent).hasSize(4);
        assertThat(campaign.progress().done()).isEqualTo(1);
    }

    @Test
    void stopsWhenTheErrorRateRises() {
        Campaign<Acknowledged> campaign =
                campaigns.start(volume(100).paced(1000, 50).stoppingAt(new ErrorLimit(0.5, 4)));
        time.advance(Duration.ofMillis(100));
        IntStream.rangeClosed(1, 4).forEach(this::done);
        refused(5);
        refused(6);
        assertThat(campaign.progress().state()).as("half is not more than half").isEqualTo(State.RUNNING);
        time.advance(Duration.ofMillis(100));
        int before = sent.size();
        refused(7);
        assertThat(campaign.progress().state()).isEqualTo(State.STOPPED);
        assertThat(campaign.progress().stopReason()).contains("3 of the last 4");
        time.advance(Duration.ofSeconds(10));
        assertThat(sent).hasSize(before);
        assertThat(campaign.ended()).isNotDone();
        IntStream.rangeClosed(8, before).forEach(this::done);
        assertThat(campaign.ended().join().settled()).isEqualTo(before);
    }

    @Test
    void isCancelled() {
        Campaign<Acknowledged> campaign = campaigns.start(volume(100).paced(10, 50));
        time.advance(Duration.ofMillis(250));
        campaign.cancel("the boss says so");
        time.advance(Duration.ofSeconds(10));
        assertThat(sent).hasSize(3);
        assertThat(campaign.ended()).isNotDone();
        IntStream.rangeClosed(1, 3).forEach(this::done);
        assertThat(campaign.ended().join())
                .isEqualTo(new Campaign.Progress(State.CANCELLED, 100, 3, 3, 0, 0, 0, "the boss says so"));
    }

    @Test
    void aPlanThatNamesAnotherDeviceSendsNothing() {
        CampaignPlan<Acknowledged> plan = CampaignPlan.of(devices(2), device -> new SetVolume(device(1), 3));
        Campaign<Acknowledged> campaign = campaigns.start(plan.stoppingAt(null));
        time.advance(Duration.ofSeconds(1));
        done(1);
        assertThat(campaign.ended().join().notSent()).isEqualTo(1);
        assertThat(sent).containsOnlyKeys(device(1));
    }

    @Test
    void closingCancelsAll() {
        Campaign<Acknowledged> campaign = campaigns.start(volume(100));
        campaigns.close();
        done(1);
        assertThat(campaign.ended().join().state()).isEqualTo(State.CANCELLED);
        assertThatThrownBy(() -> campaigns.start(volume(1))).hasMessageContaining("closed");
    }

    @Test
    void plansThatMakeNoSenseAreRefused() {
        assertThatThrownBy(() -> volume(0)).hasMessageContaining("1 to 100000 devices");
        assertThatThrownBy(() -> volume(1).paced(0, 1)).hasMessageContaining("perSecond");
        assertThatThrownBy(() -> volume(1).paced(Double.NaN, 1)).hasMessageContaining("perSecond");
        assertThatThrownBy(() -> volume(1).paced(1, 0)).hasMessageContaining("atATime");
        assertThatThrownBy(() -> new ErrorLimit(1, 1)).hasMessageContaining("share");
        assertThatThrownBy(() -> CampaignPlan.of(Stream.of(device(1), device(1)), device -> new SetVolume(device, 3)))
                .hasMessageContaining("twice");
    }
}
