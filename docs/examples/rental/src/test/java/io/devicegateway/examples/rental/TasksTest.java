package io.devicegateway.examples.rental;

import static org.assertj.core.api.Assertions.assertThat;

import io.devicegateway.api.Acknowledged;
import io.devicegateway.api.Authority;
import io.devicegateway.api.BankId;
import io.devicegateway.api.BankReleased;
import io.devicegateway.api.BankReturned;
import io.devicegateway.api.Cabinet;
import io.devicegateway.api.Campaign;
import io.devicegateway.api.CampaignPlan;
import io.devicegateway.api.CommandOptions;
import io.devicegateway.api.CommandResult;
import io.devicegateway.api.CommandResult.Done;
import io.devicegateway.api.CommandResult.NotSent;
import io.devicegateway.api.CommandResult.Refused;
import io.devicegateway.api.CommandResult.Unknown;
import io.devicegateway.api.ConsumerOptions;
import io.devicegateway.api.DeadLetter;
import io.devicegateway.api.Device;
import io.devicegateway.api.DeviceId;
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
import io.devicegateway.embedded.EmbeddedGateway;
import io.devicegateway.embedded.GatewayOptions;
import io.devicegateway.tcp.TcpSettings;
import io.devicegateway.testkit.GatewayKit;
import io.devicegateway.testkit.VirtualCabinet;
import io.devicegateway.wosi.WosiProtocol;
import io.devicegateway.wosi.WosiSettings;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tasks of the documentation, one by one. */
class TasksTest {
    private final GatewayKit kit = GatewayKit.start();
    private final Gateway gateway = kit.gateway();
    private final VirtualCabinet cabinet = kit.wosiCabinet("RL1A031712000015");

    @AfterEach
    void close() {
        kit.close();
    }

    // snippet: outcomes
    static String tell(CommandResult<BankReleased> result) {
        return switch (result) {
            case Done<BankReleased> done -> "take bank " + done.reply().bank();
            case Refused<BankReleased> refused -> "the cabinet would not: " + refused.reason();
            case NotSent<BankReleased> notSent -> "not sent, try again under a new key: " + notSent.detail();
            case Unknown<BankReleased> unknown -> "wait: a bank may be out, never just try again";
        };
    }
    // end

    @Test
    void rentSafely() {
        DeviceId id = cabinet.id();
        // snippet: rent-once
        Cabinet order = gateway.cabinet(id).once("order-17").within(Duration.ofSeconds(20));
        CompletableFuture<CommandResult<BankReleased>> outcome = order.rent(3);
        // end
        BankId bank = cabinet.bankIn(3);
        assertThat(tell(outcome.join())).isEqualTo("take bank " + bank);
        assertThat(order.rent(3).join()).isEqualTo(outcome.join());
        assertThat(tell(gateway.cabinet(id).rent(3).join())).startsWith("the cabinet would not");
        cabinet.unplug();
        assertThat(tell(gateway.cabinet(id).rent(2).join())).startsWith("not sent");
        assertThat(gateway.supports(id, RentBank.class)).isTrue();
    }

    @Test
    void delayed() {
        DeviceId id = cabinet.id();
        cabinet.unplug();
        // snippet: delayed
        CommandOptions patient = CommandOptions.DEFAULT.waitingUpTo(Duration.ofHours(12));
        CompletableFuture<CommandResult<Acknowledged>> quieter =
                gateway.cabinet(id).with(patient).volume(3);
        // end
        kit.advance(Duration.ofHours(3));
        assertThat(quieter).isNotDone();
        cabinet.plugIn();
        assertThat(quieter.join()).isInstanceOf(Done.class);
    }

    @Test
    void bulk() {
        kit.wosiCabinet("RL1A031712000016");
        kit.label(cabinet.id(), java.util.Map.of("city", "Shenzhen"));
        // snippet: bulk
        CampaignPlan<Acknowledged> plan = CampaignPlan.of(
                        gateway.devices()
                                .filter(device ->
                                        "Shenzhen".equals(device.labels().get("city")))
                                .filter(device -> device.presence().state() == Presence.State.ONLINE)
                                .map(Device::id),
                        id -> new SetVolume(id, 3))
                .once("quiet-night-2026-01-02")
                .paced(20, 50); // 20 a second, 50 at a time
        Campaign<Acknowledged> campaign = gateway.start(plan);
        Campaign.Progress result = campaign.ended().join();
        System.out.println(result.done() + " of " + result.devices() + " are quieter; " + result.stopReason());
        // end
        assertThat(result.done()).isEqualTo(1);
    }

    @Test
    void deadLetters() {
        List<BankId> paid = new CopyOnWriteArrayList<>();
        Set<BankId> unknown = new HashSet<>(Set.of(new BankId("RL1A7C000041")));
        // snippet: retries
        gateway.subscribe(
                "billing",
                record -> {
                    if (record.event() instanceof BankReturned returned) {
                        if (unknown.contains(returned.bank())) {
                            throw new IllegalStateException("no rental of " + returned.bank()); // again later
                        }
                        paid.add(returned.bank());
                    }
                },
                ConsumerOptions.DEFAULT.retrying(new RetryPolicy(5, Duration.ofSeconds(1), Duration.ofMinutes(1))));
        // end
        cabinet.returnBank(6, new BankId("RL1A7C000041"));
        kit.advance(Duration.ofMinutes(1));
        // snippet: dead-letters
        for (DeadLetter letter : gateway.consumers().deadLetters("billing", 0, 100)) {
            System.out.println(letter.record().event() + " failed " + letter.attempts() + " times: " + letter.cause());
        }
        // end
        assertThat(gateway.consumers().deadLetters("billing", 0, 100)).hasSize(1);
        unknown.clear();
        // snippet: redrive
        gateway.consumers().redriveAll("billing").join();
        // end
        assertThat(paid).hasSize(1);
        long offset = 0;
        // snippet: replay
        gateway.consumers().rewind("billing", offset); // every event after this one again
        gateway.consumers().rewind("billing", kit.clock().instant().minus(Duration.ofHours(1)));
        // end
        assertThat(paid).hasSizeGreaterThan(1);
    }

    @Test
    void authority() {
        Set<BankId> ours = Set.of(new BankId("RL1A7C000041"));
        // snippet: authority
        Registration registration = gateway.answer(new Authority() {
            @Override
            public ReturnVerdict judgeReturn(Question.Return question) { // may ask a database, within two seconds
                if (!ours.contains(question.bank())) {
                    return ReturnVerdict.ILLEGAL_BANK;
                }
                return question.returnedBefore() ? ReturnVerdict.DUPLICATE : ReturnVerdict.ACCEPTED;
            }
        });
        // end
        cabinet.returnBank(6, new BankId("RL1A7C000052"));
        assertThat(kit.only(ReturnRejected.class).verdict()).isEqualTo(ReturnVerdict.ILLEGAL_BANK);
        // snippet: authority-late
        kit.authorityTakes(Duration.ofSeconds(3));
        cabinet.returnBank(6, new BankId("RL1A7C000099"));
        kit.advance(Duration.ofSeconds(2));
        System.out.println(kit.only(BankReturned.class).decidedBy()); // FALLBACK_TIMEOUT
        // end
        registration.close();
        assertThat(registration.isOpen()).isFalse();
    }

    @Test
    void inventory() {
        CommandResult<InventoryReported> result =
                gateway.cabinet(cabinet.id()).inventory().join();
        assertThat(result).isInstanceOf(Done.class);
    }

    @Test
    void embedded(@TempDir Path folder) throws Exception {
        // snippet: embedded
        GatewayOptions options = GatewayOptions.defaults(folder, Clock.systemUTC());
        try (EmbeddedGateway own = EmbeddedGateway.open(options)) {
            own.listen(
                    new WosiProtocol(WosiSettings.DEFAULT),
                    TcpSettings.builder().bind("127.0.0.1").port(0).build());
            own.subscribe("billing", new ReturnHandler());
        }
        // end
        assertThat(folder.resolve("journal")).isDirectory();
    }
}
