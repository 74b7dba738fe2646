package io.devicegateway.testkit;

import io.devicegateway.api.Authority;
import io.devicegateway.api.Campaign;
import io.devicegateway.api.CampaignPlan;
import io.devicegateway.api.CommandOptions;
import io.devicegateway.api.CommandResult;
import io.devicegateway.api.CommandResult.NotSentReason;
import io.devicegateway.api.CommandResult.UnknownReason;
import io.devicegateway.api.ConsumerOptions;
import io.devicegateway.api.Consumers;
import io.devicegateway.api.Device;
import io.devicegateway.api.DeviceCommand;
import io.devicegateway.api.DeviceId;
import io.devicegateway.api.DeviceReply;
import io.devicegateway.api.EventHandler;
import io.devicegateway.api.Gateway;
import io.devicegateway.api.Registration;
import io.devicegateway.api.Subscription;
import io.devicegateway.campaign.Campaigns;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The gateway as the backend sees it from its own process: it stays the same while the gateway behind it dies and comes back. */
final class KitGateway implements Gateway {
    private final KitLoop loop;
    private final Campaigns campaigns;
    private final List<KitSubscription> subscriptions = new CopyOnWriteArrayList<>();
    private final Set<Runnable> unanswered = ConcurrentHashMap.newKeySet();
    private volatile @Nullable KitRun run;
    private volatile @Nullable KitRegistration registration;

    KitGateway(KitLoop loop) {
        this.loop = loop;
        campaigns = new Campaigns(this::send, loop.time(), loop.time(), loop);
    }

    private KitRun run() {
        KitRun current = run;
        if (current == null) {
            throw new IllegalStateException("the gateway is down");
        }
        return current;
    }

    /** It is there: whoever was subscribed is so again. */
    void up(KitRun gateway) {
        run = gateway;
        KitRegistration known = registration;
        if (known != null) {
            known.attach(gateway);
        }
        subscriptions.forEach(subscription -> subscription.attach(gateway));
    }

    /** It is gone: what was not answered will not be. */
    void down() {
        run = null;
        unanswered.forEach(Runnable::run);
    }

    @Override
    public <R extends DeviceReply> CompletableFuture<CommandResult<R>> send(
            DeviceCommand<R> command, CommandOptions options) {
        loop.wakeDevices();
        KitRun current = run;
        if (current == null) {
            KitFuture<CommandResult<R>> refused = new KitFuture<>(loop);
            refused.complete(new CommandResult.NotSent<>(
                    "", 0, NotSentReason.GATEWAY_UNREACHABLE, "the gateway is down; it comes back"));
            return refused;
        }
        KitFuture<CommandResult<R>> result = loop.hand(current.gateway().send(command, options));
        Runnable giveUp = () -> result.complete(lost());
        unanswered.add(giveUp);
        var unused = result.whenComplete((value, error) -> unanswered.remove(giveUp));
        return result;
    }

    private static <R extends DeviceReply> CommandResult<R> lost() {
        return new CommandResult.Unknown<>(
                "",
                0,
                UnknownReason.GATEWAY_UNREACHABLE,
                "the gateway died before it told the outcome; sent again with the same key, it does");
    }

    @Override
    public <R extends DeviceReply> Campaign<R> start(CampaignPlan<R> plan) {
        return new KitCampaign<>(campaigns.start(plan), loop);
    }

    @Override
    public Set<Class<? extends DeviceCommand<?>>> commands(DeviceId device) {
        return run().gateway().commands(device);
    }

    @Override
    public Subscription subscribe(String consumer, EventHandler handler, ConsumerOptions options) {
        KitSubscription subscription = new KitSubscription(consumer, handler, options);
        subscription.attach(run());
        subscriptions.add(subscription);
        return subscription;
    }

    @Override
    public Consumers consumers() {
        return new KitConsumers(run().gateway().consumers(), loop);
    }

    @Override
    public Registration answer(Authority authority) {
        KitRegistration fresh = new KitRegistration(authority);
        fresh.attach(run());
        registration = fresh;
        return fresh;
    }

    @Override
    public Optional<Device> device(DeviceId id) {
        return run().gateway().device(id);
    }

    @Override
    public Stream<Device> devices() {
        return run().gateway().devices();
    }

    private final class KitSubscription implements Subscription {
        private final String consumer;
        private final EventHandler handler;
        private final ConsumerOptions options;
        private volatile @Nullable Subscription inner;

        KitSubscription(String consumer, EventHandler handler, ConsumerOptions options) {
            this.consumer = consumer;
            this.handler = handler;
            this.options = options;
        }

        void attach(KitRun gateway) {
            inner = gateway.gateway().subscribe(consumer, handler, options);
        }

        @Override
        public String consumer() {
            return consumer;
        }

        @Override
        public long position() {
            Subscription attached = inner;
            return attached == null ? 0 : attached.position();
        }

        @Override
        public boolean isOpen() {
            Subscription attached = inner;
            return attached != null && attached.isOpen();
        }

        @Override
        public void close() {
            subscriptions.remove(this);
            Subscription attached = inner;
            if (attached != null) {
                attached.close();
            }
        }
    }

    private final class KitRegistration implements Registration {
        private final Authority authority;
        private volatile @Nullable Registration inner;

        KitRegistration(Authority authority) {
            this.authority = authority;
        }

        void attach(KitRun gateway) {
            inner = gateway.gateway().answer(authority);
        }

        @Override
        public boolean isOpen() {
            return equals(registration);
        }

        @Override
        public void close() {
            if (equals(registration)) {
                registration = null;
            }
            Registration attached = inner;
            if (attached != null) {
                attached.close();
            }
        }
    }
}
