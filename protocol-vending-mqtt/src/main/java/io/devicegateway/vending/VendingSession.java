package io.devicegateway.vending;

import io.devicegateway.api.Admission;
import io.devicegateway.api.DeviceCommand;
import io.devicegateway.api.DeviceId;
import io.devicegateway.api.QueryCounters;
import io.devicegateway.api.QueryLanes;
import io.devicegateway.api.QueryNetwork;
import io.devicegateway.api.QueryTemperature;
import io.devicegateway.api.Question;
import io.devicegateway.api.ResetCounters;
import io.devicegateway.api.VendItem;
import io.devicegateway.protocol.Ask;
import io.devicegateway.protocol.Effect;
import io.devicegateway.protocol.MalformedFrame;
import io.devicegateway.protocol.ProtocolSession;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One conversation with one cabinet: from its first message until it has been silent for too long. Every message says whose it
 * is; nothing is answered of the gateway's own accord (000 section 3).
 */
final class VendingSession implements ProtocolSession<VendingMessage> {
    private final VendingSettings settings;
    private final MessageIds ids;
    private final String remote;
    private final OpenRequests requests = new OpenRequests();
    private final LaneEvidence evidence = new LaneEvidence();

    private @Nullable Cabinet cabinet;
    private boolean denied;

    VendingSession(VendingSettings settings, MessageIds ids, String remote) {
        this.settings = settings;
        this.ids = ids;
        this.remote = remote;
    }

    @Override
    public List<Effect<VendingMessage>> onMessage(VendingMessage message) throws MalformedFrame {
        return onMessage(message, false);
    }

    @Override
    public List<Effect<VendingMessage>> onMessage(VendingMessage message, Arrival arrival) throws MalformedFrame {
        return onMessage(message, arrival.redelivered());
    }

    private List<Effect<VendingMessage>> onMessage(VendingMessage message, boolean redelivered) throws MalformedFrame {
        if (!(message instanceof VendingUplink uplink)) {
            throw new IllegalArgumentException(
                    message.getClass().getSimpleName() + " is a message of the server; a cabinet does not send it");
        }
        if (denied) {
            return List.of();
        }
        Cabinet known = cabinet;
        String device = uplink.head().device();
        if (known == null) {
            return identify(device, uplink, redelivered);
        }
        if (!known.id().value().equals(device)) {
            throw new MalformedFrame(
                    "other-device", "a message of " + device + " in the conversation with " + known.id());
        }
        return known.reports().effects(uplink, redelivered);
    }

    private List<Effect<VendingMessage>> identify(String device, VendingUplink first, boolean redelivered) {
        DeviceId id = new DeviceId(VendingProtocol.NAME, device);
        return List.of(new Effect.Consult<>(new Question.Login(id, remote), decision -> switch (decision.answer()) {
            case Admission.Admitted admitted -> admitted(id, first, redelivered);
            case Admission.Denied refusal -> {
                denied = true;
                yield List.of(new Effect.Close<>(refusal.reason(), Duration.ZERO));
            }
        }));
    }

    private List<Effect<VendingMessage>> admitted(DeviceId id, VendingUplink first, boolean redelivered) {
        Cabinet now = new Cabinet(id, new VendingReports(settings, id, requests, evidence));
        cabinet = now;
        List<Effect<VendingMessage>> effects = new ArrayList<>();
        effects.add(new Effect.Identify<>(id));
        Duration firstQuery = settings.presence().firstQuery();
        if (firstQuery != null) {
            effects.add(new Effect.Later<>(
                    "first-query",
                    firstQuery,
                    List.of(new Effect.Query<>(new QueryLanes(id)), new Effect.Query<>(new QueryCounters(id)))));
        }
        effects.addAll(now.reports().effects(first, redelivered));
        return effects;
    }

    @Override
    public Optional<Ask<VendingMessage>> onCommand(DeviceCommand<?> command) throws InvalidCommand {
        if (command instanceof VendItem sale) {
            return Optional.of(sale(sale));
        }
        VendingDownlink.Kind kind = kind(command);
        if (kind == null) {
            return Optional.empty();
        }
        int messageId = ids.take();
        requests.ask(kind, messageId);
        Duration timeout = kind == VendingDownlink.Kind.RESET
                ? settings.commands().resetTimeout()
                : settings.commands().queryTimeout();
        return Optional.of(new Ask<>(
                new VendingDownlink.Request(command.device().value(), kind, messageId),
                ReplyKey.of(kind),
                timeout,
                null,
                List.of(VendingReports.scope(kind.answer(), messageId))));
    }

    private static VendingDownlink.@Nullable Kind kind(DeviceCommand<?> command) {
        if (command instanceof QueryLanes) {
            return VendingDownlink.Kind.LANES;
        }
        if (command instanceof QueryCounters) {
            return VendingDownlink.Kind.COUNTERS;
        }
        if (command instanceof ResetCounters) {
            return VendingDownlink.Kind.RESET;
        }
        if (command instanceof QueryTemperature) {
            return VendingDownlink.Kind.TEMPERATURE;
        }
        return command instanceof QueryNetwork ? VendingDownlink.Kind.NETWORK : null;
    }

    private Ask<VendingMessage> sale(VendItem sale) throws InvalidCommand {
        VendingSettings.Wire wire = settings.wire();
        if (sale.lane() < wire.laneBase() || sale.lane() > wire.highestLane()) {
            throw new InvalidCommand(
                    "lane " + sale.lane() + " is not " + wire.laneBase() + " to " + wire.highestLane());
        }
        requireOrder(sale.order(), wire.orderLength());
        int messageId = ids.take();
        requests.sell(sale.order(), sale.lane(), messageId);
        return new Ask<>(
                new VendingDownlink.Vend(sale.device().value(), sale.lane(), sale.order(), messageId),
                ReplyKey.sale(sale.order()),
                settings.commands().vendTimeout(),
                null,
                List.of(),
                ReplyKey.SALE,
                () -> evidence.sell(sale.lane(), sale.order()));
    }

    /** Characters that part the content or need an escape never reach a cabinet. */
    private static void requireOrder(String order, int longest) throws InvalidCommand {
        boolean fits = !order.isEmpty() && order.length() <= longest;
        for (int i = 0; i < order.length(); i++) {
            char c = order.charAt(i);
            fits &= c > ' ' && c < 0x7f && c != '&' && c != ',' && c != '"' && c != '\\';
        }
        if (!fits) {
            throw new InvalidCommand("order number '" + order + "' is not 1 to " + longest
                    + " characters without blanks, &, comma, quote and backslash; digits are the safest");
        }
    }

    /** Whether the lane has counted one more tells what became of a sale. */
    @Override
    public Optional<DeviceCommand<?>> stateQuery(DeviceCommand<?> unresolved) {
        if (!(unresolved instanceof VendItem sale)) {
            return Optional.empty();
        }
        evidence.sold(sale.order());
        return Optional.of(new QueryCounters(unresolved.device()));
    }

    /** Who speaks. */
    private record Cabinet(DeviceId id, VendingReports reports) {}
}
