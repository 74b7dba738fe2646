package io.devicegateway.pressure;

import io.devicegateway.api.Admission;
import io.devicegateway.api.DeviceCommand;
import io.devicegateway.api.DeviceId;
import io.devicegateway.api.Question;
import io.devicegateway.api.UnknownMessage;
import io.devicegateway.protocol.Ask;
import io.devicegateway.protocol.DecodeListener.Label;
import io.devicegateway.protocol.Effect;
import io.devicegateway.protocol.MalformedFrame;
import io.devicegateway.protocol.ProtocolSession;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One conversation with one module. There is no login: the first message that names an IMEI says who speaks, and what names
 * none afterwards is from the same. Before that, only what needs no module is answered: a ping, and the question for the time.
 */
final class PressureSession implements ProtocolSession<PressureMessage> {
    /** Long enough that a module which is turned away does not come back in a tight loop. */
    private static final Duration BEFORE_CLOSE = Duration.ofSeconds(1);

    private static final List<Effect<PressureMessage>> PONG = List.of(new Effect.Send<>(new PressureDownlink.Pong()));

    private static final Label LOST_ZEROS =
            new Label("the IMEI has lost its leading zeros; it is the connection's", "IMEI丢失前导零，按本连接的设备处理");

    private final PressureSettings settings;
    private final InstantSource clock;
    private final String remote;
    private final PressureCommands commands;

    private @Nullable Module module;
    private boolean denied;

    PressureSession(PressureSettings settings, InstantSource clock, String remote) {
        this.settings = settings;
        this.clock = clock;
        this.remote = remote;
        this.commands = new PressureCommands(settings);
    }

    @Override
    public List<Effect<PressureMessage>> onMessage(PressureMessage message) throws MalformedFrame {
        if (!(message instanceof PressureUplink uplink)) {
            throw new IllegalArgumentException(
                    message.getClass().getSimpleName() + " is a message of the server; a module does not send it");
        }
        if (denied) {
            return List.of();
        }
        String imei = uplink.imei();
        Module known = module;
        if (imei == null) {
            return known == null ? unidentified(uplink) : effects(known, uplink);
        }
        if (known != null && known.imei().equals(imei)) {
            return effects(known, uplink);
        }
        if (known != null && withoutZeros(known.imei()).equals(withoutZeros(imei))) {
            List<Effect<PressureMessage>> effects = new ArrayList<>();
            effects.add(new Effect.Anomaly<>("imei-zeros", LOST_ZEROS));
            effects.addAll(effects(known, uplink));
            return effects;
        }
        if (imei.length() < MessageReader.SHORTEST_IMEI) {
            throw new MalformedFrame("bad-imei", "the IMEI " + imei + " is a number that is too short for one");
        }
        return identify(imei, uplink);
    }

    /** Writers of numbers leave them out. */
    private static String withoutZeros(String imei) {
        int at = 0;
        while (at < imei.length() - 1 && imei.charAt(at) == '0') {
            at++;
        }
        return imei.substring(at);
    }

    @Override
    public Optional<Ask<PressureMessage>> onCommand(DeviceCommand<?> command) {
        return Optional.ofNullable(commands.ask(command));
    }

    private List<Effect<PressureMessage>> identify(String imei, PressureUplink message) {
        DeviceId id = new DeviceId(PressureProtocol.NAME, imei);
        return List.of(new Effect.Consult<>(new Question.Login(id, remote), decision -> switch (decision.answer()) {
            case Admission.Admitted admitted -> admitted(id, imei, message);
            case Admission.Denied refusal -> denied(refusal.reason());
        }));
    }

    private List<Effect<PressureMessage>> admitted(DeviceId id, String imei, PressureUplink message) {
        List<Effect<PressureMessage>> effects = new ArrayList<>();
        Module before = module;
        if (before != null) {
            effects.add(new Effect.Anomaly<>(
                    "imei-changed",
                    new Label(
                            "the connection of " + before.imei() + " speaks for " + imei + " now",
                            before.imei() + "的连接现在代表" + imei)));
        }
        Module now = new Module(
                id, imei, new PressureReports(settings, clock, id), new PressureReplies(settings.presence(), id));
        module = now;
        effects.add(new Effect.Identify<>(id));
        effects.addAll(effects(now, message));
        return effects;
    }

    /** The protocol has no words for a refusal. */
    private List<Effect<PressureMessage>> denied(String reason) {
        denied = true;
        return List.of(new Effect.Close<>(reason, BEFORE_CLOSE));
    }

    private List<Effect<PressureMessage>> unidentified(PressureUplink message) {
        return switch (message) {
            case PressureUplink.Ping ping -> PONG;
            case PressureUplink.Time time -> time();
            case PressureUplink.PushMsg push -> List.of();
            case PressureUplink.PushInfo push -> List.of();
            case PressureUplink.PushOnline push -> List.of();
            case PressureUplink.InfoAck ack -> List.of();
            case PressureUplink.VersionAck ack -> List.of();
            case PressureUplink.UpdateAck ack -> List.of();
            case PressureUplink.QueryMsgAck ack -> List.of();
            case PressureUplink.Unknown unknown -> List.of();
        };
    }

    private List<Effect<PressureMessage>> effects(Module from, PressureUplink message) {
        return switch (message) {
            case PressureUplink.Ping ping -> PONG;
            case PressureUplink.Time time -> time();
            case PressureUplink.PushMsg push -> from.reports().samples(push);
            case PressureUplink.PushInfo push -> from.reports().info(push);
            case PressureUplink.PushOnline push -> from.reports().sensors(push);
            case PressureUplink.InfoAck ack -> from.replies().info(ack);
            case PressureUplink.VersionAck ack -> from.replies().version(ack);
            case PressureUplink.UpdateAck ack -> from.replies().upgrade(ack.result());
            case PressureUplink.QueryMsgAck ack -> {
                if (Boolean.TRUE.equals(ack.result())) {
                    from.reports().expectRequested();
                }
                yield from.replies().measurement(ack.result());
            }
            case PressureUplink.Unknown unknown ->
                List.of(new Effect.Publish<>(
                        new UnknownMessage(from.id(), unknown.cmd(), unknown.length() + " bytes")));
        };
    }

    private List<Effect<PressureMessage>> time() {
        long seconds = clock.instant().plus(settings.wire().timestampOffset()).getEpochSecond();
        return List.of(new Effect.Send<>(new PressureDownlink.TimeAck(seconds)));
    }

    /** Who speaks on this connection. */
    private record Module(DeviceId id, String imei, PressureReports reports, PressureReplies replies) {}
}
