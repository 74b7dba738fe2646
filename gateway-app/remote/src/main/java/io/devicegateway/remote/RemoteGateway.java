package io.devicegateway.remote;

import io.devicegateway.api.Authority;
import io.devicegateway.api.Campaign;
import io.devicegateway.api.CampaignPlan;
import io.devicegateway.api.CommandOptions;
import io.devicegateway.api.CommandResult;
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
import io.devicegateway.session.ScheduledTimers;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A gateway whose daemon runs elsewhere. The same interfaces and the same semantics as inside; what the network adds:
 *
 * <ul>
 *   <li>Every command goes under an idempotency key, one made up if the caller gave none, and is posted again under it when an
 *       answer was lost: nothing is carried out twice. Where the daemon stays unreachable, the outcome is
 *       {@code NotSent(GATEWAY_UNREACHABLE)} if nothing ever reached it, else {@code Unknown(GATEWAY_UNREACHABLE)}.
 *   <li>A subscription is opened again whenever its connection breaks, and goes on where it was acknowledged. The daemon has stored
 *       an acknowledgement before it says so: what it took is never delivered again. The newest client of a consumer name has it;
 *       the one before ends, see {@link Subscription#isOpen}. Those that name their instance wait for each other instead.
 *   <li>{@link #device}, {@link #devices}, {@link #commands} and {@link #consumers} ask the daemon and throw
 *       {@link GatewayUnreachable} or {@link GatewayRefused} when that fails.
 *   <li>A {@link Campaign} runs in this process and ends with it.
 * </ul>
 *
 * <p>Safe for all threads. Close it when it is no longer needed: that closes what it opened.
 */
public final class RemoteGateway implements Gateway, AutoCloseable {
    private static final String DEVICES = "/api/v1/devices";
    private static final int LONGEST_INSTANCE = 64;
    private static final int PAGE = 1_000;
    private static final Map<String, Class<? extends DeviceCommand<?>>> COMMANDS = commandsByName();

    private final Wire wire;
    private final @Nullable String instance;
    private final ApiReader reader = new ApiReader();
    private final CommandSender sender;
    private final RemoteConsumers consumers;
    private final ScheduledTimers timers = new ScheduledTimers();
    private final Campaigns campaigns;
    private final ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("gateway-watch").factory());
    private final Map<String, RemoteDelivery> deliveries = new ConcurrentHashMap<>();
    private final AtomicReference<@Nullable RemoteAnswering> answering = new AtomicReference<>();
    private volatile boolean closed;

    private RemoteGateway(URI gateway, String token, @Nullable String instance) {
        this.instance = instance;
        wire = new Wire(gateway, token);
        sender = new CommandSender(wire, reader);
        consumers = new RemoteConsumers(wire, reader);
        campaigns = new Campaigns(sender::send, timers, System::nanoTime, Thread::startVirtualThread);
    }

    /**
     * A gateway at that address. It need not be up: subscriptions and the authority are connected as soon as it is.
     *
     * @param gateway where the daemon's HTTP interface is, as {@code http://127.0.0.1:8080}
     * @param token the content of the file {@code token} in the daemon's data directory
     * @throws IllegalArgumentException if that is no http or https address, or has a path, or the token is empty
     */
    public static RemoteGateway connect(URI gateway, String token) {
        return connected(gateway, token, null);
    }

    /**
     * The same for one of several processes that do the same, each with an instance of its own. What one of them subscribes to or
     * answers, the others wait for, and one of them takes over when it ends or is not heard of for 30 s; see
     * {@link Subscription#isStandby}.
     *
     * @param instance names this process, the same after a restart, 1 to 64 printable characters, as {@code billing-1}
     * @throws IllegalArgumentException as above, or if that is no instance
     */
    public static RemoteGateway connect(URI gateway, String token, String instance) {
        if (instance.isBlank()
                || instance.length() > LONGEST_INSTANCE
                || instance.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(
                    "'" + instance + "' names no instance: 1 to " + LONGEST_INSTANCE + " printable characters do");
        }
        return connected(gateway, token, instance);
    }

    private static RemoteGateway connected(URI gateway, String token, @Nullable String instance) {
        String scheme = gateway.getScheme();
        if (!("http".equals(scheme) || "https".equals(scheme)) || gateway.getHost() == null) {
            throw new IllegalArgumentException(
                    "'" + gateway + "' is no address of a gateway; give one as http://127.0.0.1:8080");
        }
        String path = gateway.getRawPath();
        boolean hasMore = gateway.getRawQuery() != null
                || gateway.getRawFragment() != null
                || gateway.getRawUserInfo() != null
                || !(path == null || path.isEmpty() || path.equals("/"));
        if (hasMore) {
            throw new IllegalArgumentException(
                    "'" + gateway
                            + "' has more than a scheme, a host and a port; give the address as http://127.0.0.1:8080, without a path");
        }
        if (token.isBlank()) {
            throw new IllegalArgumentException(
                    "the token is empty; it is in the file 'token' of the gateway's data directory");
        }
        return new RemoteGateway(gateway, token.strip(), instance);
    }

    /**
     * Asks whether the gateway is there and accepts the token. For the start of a service that would rather end than wait.
     *
     * @throws GatewayUnreachable if nothing answers at the address, or no gateway; says what to do
     * @throws GatewayRefused if it does not accept the token, or is stopping
     */
    public void check() {
        requireOpen();
        wire.get(DEVICES + "?limit=1");
    }

    @SuppressWarnings("unchecked") // what a sealed interface permits is of it
    private static Map<String, Class<? extends DeviceCommand<?>>> commandsByName() {
        Map<String, Class<? extends DeviceCommand<?>>> names = new ConcurrentHashMap<>();
        for (Class<?> type : DeviceCommand.class.getPermittedSubclasses()) {
            names.put(type.getSimpleName(), (Class<? extends DeviceCommand<?>>) type);
        }
        return names;
    }

    @Override
    public <R extends DeviceReply> CompletableFuture<CommandResult<R>> send(
            DeviceCommand<R> command, CommandOptions options) {
        return sender.send(command, options);
    }

    @Override
    public <R extends DeviceReply> Campaign<R> start(CampaignPlan<R> plan) {
        return campaigns.start(plan);
    }

    @Override
    public Set<Class<? extends DeviceCommand<?>>> commands(DeviceId device) {
        Set<Class<? extends DeviceCommand<?>>> found = new HashSet<>();
        for (JsonNode protocol : wire.get("/api/v1/protocols").path("protocols")) {
            if (protocol.path("name").asString("").equals(device.protocol())) {
                for (JsonNode name : protocol.path("commands")) {
                    // A command that only a later version knows cannot be sent from here.
                    Optional.ofNullable(COMMANDS.get(name.asString(""))).ifPresent(found::add);
                }
            }
        }
        return Set.copyOf(found);
    }

    @Override
    public Subscription subscribe(String consumer, EventHandler handler, ConsumerOptions options) {
        requireOpen();
        RemoteDelivery fresh = new RemoteDelivery(
                consumer, handler, options, instance, wire, reader, watch, () -> deliveries.remove(consumer));
        if (deliveries.putIfAbsent(consumer, fresh) != null) {
            throw new IllegalStateException("consumer '" + consumer + "' is subscribed already");
        }
        try {
            fresh.begin();
        } catch (RuntimeException e) {
            deliveries.remove(consumer, fresh);
            fresh.close();
            throw e;
        }
        return fresh;
    }

    @Override
    public Consumers consumers() {
        return consumers;
    }

    @Override
    public Registration answer(Authority authority) {
        requireOpen();
        RemoteAnswering fresh = new RemoteAnswering(authority, instance, wire, watch);
        RemoteAnswering before = answering.getAndSet(fresh);
        try {
            fresh.begin();
        } finally {
            if (before != null) {
                before.close();
            }
        }
        return fresh;
    }

    @Override
    public Optional<Device> device(DeviceId id) {
        try {
            return Optional.of(reader.device(wire.get(DEVICES + "/" + Wire.escape(id.toString()))));
        } catch (GatewayRefused e) {
            if (e.code().equals("device-unknown")) {
                return Optional.empty();
            }
            throw e;
        }
    }

    @Override
    public Stream<Device> devices() {
        List<Device> all = new ArrayList<>();
        String after = "";
        while (after != null) {
            JsonNode page =
                    wire.get(DEVICES + "?limit=" + PAGE + (after.isEmpty() ? "" : "&after=" + Wire.escape(after)));
            page.path("devices").forEach(device -> all.add(reader.device(device)));
            after = page.path("next").isString() ? page.path("next").stringValue() : null;
        }
        return all.stream();
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the connection to the gateway is closed");
        }
    }

    /** Ends subscriptions, waiting for their handlers, the authority and campaigns. The daemon is not touched. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        campaigns.close();
        deliveries.values().forEach(RemoteDelivery::close);
        RemoteAnswering asked = answering.get();
        if (asked != null) {
            asked.close();
        }
        sender.close();
        timers.close();
        watch.shutdownNow();
        wire.close();
    }
}
