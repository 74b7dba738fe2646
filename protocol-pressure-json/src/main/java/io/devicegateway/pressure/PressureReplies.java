package io.devicegateway.pressure;

import io.devicegateway.api.Acknowledged;
import io.devicegateway.api.DeviceId;
import io.devicegateway.api.DeviceInfo;
import io.devicegateway.api.DeviceLocation;
import io.devicegateway.api.DeviceReply;
import io.devicegateway.api.HardwareType;
import io.devicegateway.api.LineFailures;
import io.devicegateway.api.Safety;
import io.devicegateway.api.SimCard;
import io.devicegateway.api.SoftwareVersion;
import io.devicegateway.api.UnknownMessage;
import io.devicegateway.protocol.Effect;
import io.devicegateway.protocol.Liveness;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What follows from one module's answers to commands. */
final class PressureReplies {
    private final PressureSettings.Presence settings;
    private final DeviceId id;

    PressureReplies(PressureSettings.Presence settings, DeviceId id) {
        this.settings = settings;
        this.id = id;
    }

    /** One answer serves all who asked for a part of it. */
    List<Effect<PressureMessage>> info(PressureUplink.InfoAck ack) {
        List<Effect<PressureMessage>> effects = new ArrayList<>(6);
        String ccid = ack.ccid();
        told(effects, ReplyKey.SIM_CARD, ccid == null ? null : new SimCard(id, ccid), "no CCID");
        PressureUplink.Location place = ack.location();
        told(
                effects,
                ReplyKey.LOCATION,
                place == null ? null : new DeviceLocation(id, place.longitude(), place.latitude()),
                "no location that makes sense: it may have no fix yet");
        told(
                effects,
                ReplyKey.LINE_FAILURES,
                ack.failures().isEmpty() ? null : new LineFailures(id, ack.failures()),
                "no counts of failures, as before V1.0.2");
        return effects;
    }

    List<Effect<PressureMessage>> version(PressureUplink.VersionAck ack) {
        List<Effect<PressureMessage>> effects = new ArrayList<>(3);
        String type = ack.type();
        if (type != null) {
            effects.add(new Effect.Publish<>(new HardwareType(id, type)));
        }
        String version = ack.version();
        told(effects, ReplyKey.VERSION, version == null ? null : new SoftwareVersion(id, version), "no version");
        return effects;
    }

    /** A module that upgrades says nothing meanwhile, and comes back on a new connection. */
    List<Effect<PressureMessage>> upgrade(@Nullable Boolean begun) {
        if (begun == null) {
            return List.of(neither("update_ack"));
        }
        if (!begun) {
            return List.of(new Effect.Refuse<>(
                    ReplyKey.UPGRADE, "the module answers that it did not enter the upgrade mode", Safety.ONCE));
        }
        Liveness normal = settings.liveness();
        Liveness upgrading = new Liveness(normal.staleAfter(), settings.upgradeGrace());
        return List.of(
                new Effect.Answer<>(ReplyKey.UPGRADE, new Acknowledged(id), Safety.ONCE),
                new Effect.Expect<>(upgrading, "the module upgrades its software"),
                new Effect.Later<>("upgrade-grace", settings.upgradeGrace(), List.of(new Effect.Expect<>(normal))));
    }

    List<Effect<PressureMessage>> measurement(@Nullable Boolean accepted) {
        if (accepted == null) {
            return List.of(neither("query_msg_ack"));
        }
        return List.of(
                accepted
                        ? new Effect.Answer<>(ReplyKey.MEASUREMENT, new Acknowledged(id), Safety.READ)
                        : new Effect.Refuse<>(
                                ReplyKey.MEASUREMENT, "the module answers that it will not report", Safety.READ));
    }

    private <T extends DeviceInfo & DeviceReply> void told(
            List<Effect<PressureMessage>> effects, ReplyKey key, @Nullable T info, String missing) {
        if (info == null) {
            effects.add(new Effect.Refuse<>(key, "the module's answer has " + missing, Safety.READ));
        } else {
            effects.add(new Effect.Publish<>(info));
            effects.add(new Effect.Answer<>(key, info, Safety.READ));
        }
    }

    private Effect<PressureMessage> neither(String cmd) {
        return new Effect.Publish<>(
                new UnknownMessage(id, cmd, "its result is neither true nor false; the command's outcome stays open"));
    }
}
