package io.devicegateway.wosi;

import io.devicegateway.api.Admission;
import io.devicegateway.api.DeviceCommand;
import io.devicegateway.api.DeviceId;
import io.devicegateway.api.EjectBank;
import io.devicegateway.api.QueryInventory;
import io.devicegateway.api.QueryNetwork;
import io.devicegateway.api.QueryServer;
import io.devicegateway.api.QuerySimCard;
import io.devicegateway.api.QueryVersion;
import io.devicegateway.api.QueryVolume;
import io.devicegateway.api.Question;
import io.devicegateway.api.RentBank;
import io.devicegateway.api.SetServer;
import io.devicegateway.protocol.Ask;
import io.devicegateway.protocol.Effect;
import io.devicegateway.protocol.ProtocolSession;
import io.devicegateway.protocol.UnsetIds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * One conversation with one cabinet: it logs in, beats, reports returns and answers commands (004 section 3). Before its
 * login only heartbeats are answered; everything else is left unanswered, so that the cabinet says it again afterwards.
 */
final class WosiSession implements ProtocolSession<WosiMessage> {
    private static final Duration TIME_TO_READ = Duration.ofSeconds(1);
    private static final int LONGEST_BOX_ID = 32;

    private final WosiSettings settings;
    private final ToIntFunction<DeviceId> knownHeartbeats;
    private final String remote;
    private final WosiReturns returns;
    private final WosiReplies replies;
    private final WosiCommands commands;

    private @Nullable DeviceId device;
    private WosiMessage.@Nullable Heartbeat lastHeartbeat;
    private List<Effect<WosiMessage>> lastEcho = List.of();

    WosiSession(WosiSettings settings, ToIntFunction<DeviceId> knownHeartbeats, String remote) {
        this.knownHeartbeats = knownHeartbeats;
        this.settings = settings;
        this.remote = remote;
        this.returns = new WosiReturns(settings);
        this.replies = new WosiReplies(settings, returns);
        this.commands = new WosiCommands(settings.commands());
    }

    @Override
    public List<Effect<WosiMessage>> onMessage(WosiMessage message) {
        return switch (message) {
            case WosiMessage.Heartbeat heartbeat -> echo(heartbeat);
            case WosiUplink.Login login -> login(login);
            case WosiUplink.SignedLogin login -> refused(login.token(), signed(login));
            case WosiUplink uplink -> identified(uplink);
            case WosiDownlink downlink ->
                throw new IllegalArgumentException(downlink.getClass().getSimpleName()
                        + " is a message of the server; a cabinet does not send it");
        };
    }

    @Override
    public Optional<Ask<WosiMessage>> onCommand(DeviceCommand<?> command) throws InvalidCommand {
        Ask<WosiMessage> ask = commands.ask(command);
        if (command instanceof SetServer setServer) {
            replies.serverAsked(setServer);
        }
        return Optional.ofNullable(ask);
    }

    /** Whether the bank is still in its slot tells what became of a rent or an eject. */
    @Override
    public Optional<DeviceCommand<?>> stateQuery(DeviceCommand<?> unresolved) {
        return unresolved instanceof RentBank || unresolved instanceof EjectBank
                ? Optional.of(new QueryInventory(unresolved.device()))
                : Optional.empty();
    }

    /** The codec hands out one object for nearly all heartbeats: its echo is made once. */
    private List<Effect<WosiMessage>> echo(WosiMessage.Heartbeat heartbeat) {
        if (!heartbeat.equals(lastHeartbeat)) {
            lastHeartbeat = heartbeat;
            lastEcho = List.of(new Effect.Send<>(heartbeat));
        }
        return lastEcho;
    }

    private List<Effect<WosiMessage>> login(WosiUplink.Login login) {
        String boxId = login.boxId();
        if (boxId.length() > LONGEST_BOX_ID || !DeviceId.isValidValue(boxId) || UnsetIds.isUnset(boxId)) {
            return refused(
                    login.token(),
                    "the login has no usable BoxID: 1 to " + LONGEST_BOX_ID
                            + " printable characters without blank, slash or colon are needed, not zeros only; set the cabinet's SN");
        }
        DeviceId id = new DeviceId(WosiProtocol.NAME, boxId);
        return List.of(new Effect.Consult<>(new Question.Login(id, remote), decision -> switch (decision.answer()) {
            case Admission.Admitted admitted -> admitted(id, login);
            case Admission.Denied denied -> refused(login.token(), denied.reason());
        }));
    }

    private List<Effect<WosiMessage>> admitted(DeviceId id, WosiUplink.Login login) {
        Optional<WosiSerialNumber> number = WosiSerialNumber.parse(login.boxId());
        device = id;
        returns.begin(number.map(WosiSerialNumber::mostSlots).orElse(WosiSerialNumber.MOST_SLOTS));
        List<Effect<WosiMessage>> effects = new ArrayList<>();
        effects.add(new Effect.Identify<>(id));
        replies.known(knownHeartbeats.applyAsInt(id), effects);
        number.ifPresent(known -> effects.add(new Effect.Publish<>(known.identify(id))));
        effects.add(new Effect.Send<>(new WosiDownlink.LoginAnswer(replyToken(login.token()), 1)));
        Duration delay = settings.login().queryDelay();
        for (WosiSettings.LoginQuery query : settings.login().queries()) {
            effects.add(
                    new Effect.Later<>("after-login-" + query, delay, List.of(new Effect.Query<>(command(query, id)))));
            delay = delay.plus(settings.login().querySpacing());
        }
        return effects;
    }

    private List<Effect<WosiMessage>> refused(int token, String reason) {
        return List.of(
                new Effect.Send<>(new WosiDownlink.LoginAnswer(replyToken(token), 0)),
                new Effect.Close<>(reason, TIME_TO_READ));
    }

    private List<Effect<WosiMessage>> identified(WosiUplink message) {
        DeviceId id = device;
        if (id == null) {
            return List.of();
        }
        return message instanceof WosiUplink.ReturnReport report
                ? returns.returned(id, report)
                : replies.onReply(id, message);
    }

    private int replyToken(int theirs) {
        return settings.wire().replyToken() == WosiSettings.ReplyToken.ECHO
                ? theirs
                : settings.wire().token();
    }

    private static String signed(WosiUplink.SignedLogin login) {
        return "cabinet " + login.boxId() + " speaks the signed sibling of this protocol (login Magic A0A0 with slot"
                + " records), whose messages differ under the same codes; it is not supported: have the cabinet set to"
                + " protocol 4.6P";
    }

    private static DeviceCommand<?> command(WosiSettings.LoginQuery query, DeviceId id) {
        return switch (query) {
            case INVENTORY -> new QueryInventory(id);
            case VERSION -> new QueryVersion(id);
            case SIM_CARD -> new QuerySimCard(id);
            case SERVER -> new QueryServer(id);
            case VOLUME -> new QueryVolume(id);
            case NETWORK -> new QueryNetwork(id);
        };
    }
}
