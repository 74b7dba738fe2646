package io.devicegateway.powerbank;

import io.devicegateway.api.Admission;
import io.devicegateway.api.DeviceCommand;
import io.devicegateway.api.DeviceId;
import io.devicegateway.api.QueryInventory;
import io.devicegateway.api.Question;
import io.devicegateway.api.RentBank;
import io.devicegateway.api.WireProfile;
import io.devicegateway.powerbank.PowerbankReports.ReplyKey;
import io.devicegateway.powerbank.PowerbankSettings.CrcMode;
import io.devicegateway.protocol.Ask;
import io.devicegateway.protocol.DecodeListener;
import io.devicegateway.protocol.Effect;
import io.devicegateway.protocol.MalformedFrame;
import io.devicegateway.protocol.ProtocolSession;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One conversation with one locker (003 flows 5 to 8). There is no login: every frame says whose it is, and the first one
 * decides.
 */
final class PowerbankSession implements ProtocolSession<PowerbankMessage> {
    /** Not at once, so that a locker that is not admitted does not come back in a hot loop. */
    private static final Duration BEFORE_CLOSE = Duration.ofSeconds(5);

    private final PowerbankSettings settings;
    private final PowerbankCodec codec;
    private final Function<DeviceId, Optional<String>> knownDialects;
    private final String remote;
    private final List<Effect<PowerbankMessage>> beat;

    private @Nullable Locker locker;
    private boolean denied;

    PowerbankSession(
            PowerbankSettings settings,
            PowerbankCodec codec,
            Function<DeviceId, Optional<String>> knownDialects,
            String remote) {
        this.settings = settings;
        this.codec = codec;
        this.knownDialects = knownDialects;
        this.remote = remote;
        this.beat = List.of(new Effect.Beat<>(settings.presence().leastOffline()));
    }

    @Override
    public List<Effect<PowerbankMessage>> onMessage(PowerbankMessage message) throws MalformedFrame {
        if (!(message instanceof PowerbankUplink uplink)) {
            throw new IllegalArgumentException(
                    message.getClass().getSimpleName() + " is a message of the server; a locker does not send it");
        }
        if (denied) {
            return List.of();
        }
        Locker known = locker;
        return known != null && known.imei().equals(uplink.imei()) ? said(known, uplink) : identify(known, uplink);
    }

    /** The first frame, or one that says that the connection is another locker's. */
    private List<Effect<PowerbankMessage>> identify(@Nullable Locker before, PowerbankUplink uplink)
            throws MalformedFrame {
        if (before != null) {
            requireSound(before, uplink);
        }
        DeviceId id = new DeviceId(PowerbankProtocol.NAME, uplink.imei());
        Locker fresh = new Locker(id, settings, knownDialects.apply(id));
        boolean fits = fits(fresh, uplink);
        return List.of(new Effect.Consult<>(new Question.Login(id, remote), decision -> switch (decision.answer()) {
            case Admission.Admitted admitted -> admitted(before, fresh, uplink, fits);
            case Admission.Denied refusal -> {
                denied = true;
                yield List.of(new Effect.Close<>(refusal.reason(), BEFORE_CLOSE));
            }
        }));
    }

    /** A connection changes hands only on a frame whose IMEI is beyond doubt. */
    private void requireSound(Locker before, PowerbankUplink uplink) throws MalformedFrame {
        if (settings.crc().mode() == CrcMode.OFF) {
            return;
        }
        Crc16Variants matching = uplink.check().matching();
        boolean sound = settings.crc().strict()
                ? matching.list().stream().anyMatch(variant -> variant.range().coversIdentity())
                : !matching.isEmpty();
        if (!sound) {
            throw new MalformedFrame(
                    "foreign-imei",
                    "the frame says IMEI " + uplink.imei() + " on the connection of " + before.imei()
                            + ", and no check vouches for it");
        }
    }

    private List<Effect<PowerbankMessage>> admitted(
            @Nullable Locker before, Locker fresh, PowerbankUplink uplink, boolean fits) {
        locker = fresh;
        List<Effect<PowerbankMessage>> effects = new ArrayList<>();
        effects.add(new Effect.Identify<>(fresh.id()));
        if (before != null) {
            effects.add(new Effect.Anomaly<>(
                    "imei-change",
                    new DecodeListener.Label(
                            "IMEI " + uplink.imei() + " on the connection of " + before.imei(),
                            before.imei() + " 的连接上出现 IMEI " + uplink.imei())));
        }
        effects.add(new Effect.Later<>(
                "first-inventory",
                settings.presence().inventoryDelay(),
                List.of(new Effect.Query<>(new QueryInventory(fresh.id())))));
        return with(effects, fresh, uplink, fits);
    }

    private List<Effect<PowerbankMessage>> said(Locker known, PowerbankUplink uplink) throws MalformedFrame {
        boolean fits = fits(known, uplink);
        if (fits && uplink instanceof PowerbankUplink.Heartbeat && !known.hasNews()) {
            return beat;
        }
        return with(new ArrayList<>(), known, uplink, fits);
    }

    /** Whether a frame's check fits what is known of its device. */
    private boolean fits(Locker known, PowerbankUplink uplink) throws MalformedFrame {
        boolean fits = known.learning().take(uplink.check());
        if (!fits && settings.crc().strict()) {
            throw new MalformedFrame(
                    "bad-checksum",
                    "the check fits " + uplink.check().matching() + ", but "
                            + known.learning().words());
        }
        return fits;
    }

    private List<Effect<PowerbankMessage>> with(
            List<Effect<PowerbankMessage>> effects, Locker known, PowerbankUplink uplink, boolean fits) {
        if (!fits && !uplink.check().matching().isEmpty()) {
            effects.add(new Effect.Anomaly<>(
                    "other-checksum",
                    new DecodeListener.Label(
                            "the check fits " + uplink.check().matching() + ", but "
                                    + known.learning().words(),
                            "校验码符合 " + uplink.check().matching() + "，与已知算法不同")));
        }
        WireProfile news = known.news();
        if (news != null) {
            effects.add(new Effect.Publish<>(news));
        }
        effects.addAll(follows(known.reports(), uplink));
        return effects;
    }

    private List<Effect<PowerbankMessage>> follows(PowerbankReports reports, PowerbankUplink uplink) {
        return switch (uplink) {
            case PowerbankUplink.Heartbeat heartbeat -> beat;
            case PowerbankUplink.StatusReport report -> reports.status(report);
            case PowerbankUplink.OwnershipQuestion question -> reports.question(question);
            case PowerbankUplink.OutcomeReport report -> reports.outcome(report);
            case PowerbankUplink.Unknown unknown -> reports.unknown(unknown);
        };
    }

    /**
     * An answer that was given before the locker's check was known may not have been understood: that is why the report
     * came again, and the same bytes would not help.
     */
    @Override
    public byte[] again(byte[] first) {
        Locker known = locker;
        if (known == null) {
            return first;
        }
        try {
            PowerbankDownlink answer = codec.decodeDownlink(first, DecodeListener.NONE);
            return answer instanceof PowerbankDownlink.Unknown
                    ? first
                    : codec.encode(answer.in(known.learning().dialect()));
        } catch (MalformedFrame e) {
            return first; // as an earlier version wrote it
        }
    }

    /** A lend names the bank in the slot, so the inventory has to be known. */
    @Override
    public Optional<Prerequisite> prerequisite(DeviceCommand<?> command) {
        return command instanceof RentBank rent && isInRange(rent.slot())
                ? Optional.of(new Prerequisite(
                        new QueryInventory(rent.device()), settings.commands().inventoryFreshFor()))
                : Optional.empty();
    }

    @Override
    public Optional<Ask<PowerbankMessage>> onCommand(DeviceCommand<?> command) throws InvalidCommand {
        Locker known = locker;
        if (known == null) {
            return Optional.empty();
        }
        Dialect dialect = known.learning().dialect();
        if (command instanceof RentBank rent) {
            int slot = rent.slot();
            if (!isInRange(slot)) {
                throw new InvalidCommand(
                        "slot " + slot + " is not 1 to " + settings.wire().maxSlot());
            }
            String bank = known.slots().lendable(slot);
            return Optional.of(new Ask<>(
                    new PowerbankDownlink.Lend(known.imei(), dialect, slot, bank),
                    ReplyKey.lend(slot),
                    settings.commands().lendTimeout(),
                    null,
                    List.of(
                            ReportScope.of(Outcome.LENT, slot, bank.toUpperCase(Locale.ROOT)),
                            ReportScope.of(Outcome.LEND_FAILED, slot, bank.toUpperCase(Locale.ROOT)),
                            ReportScope.of(Outcome.LEND_FAILED, slot, PowerbankReports.UNREADABLE))));
        }
        return command instanceof QueryInventory
                ? Optional.of(new Ask<>(
                        new PowerbankDownlink.StatusQuery(known.imei(), dialect),
                        ReplyKey.INVENTORY,
                        settings.commands().queryTimeout()))
                : Optional.empty();
    }

    /** Whether the bank is still in its slot tells what became of a lend. */
    @Override
    public Optional<DeviceCommand<?>> stateQuery(DeviceCommand<?> unresolved) {
        return unresolved instanceof RentBank ? Optional.of(new QueryInventory(unresolved.device())) : Optional.empty();
    }

    private boolean isInRange(int slot) {
        return slot >= 1 && slot <= settings.wire().maxSlot();
    }

    /** The locker that the connection speaks for. */
    private static final class Locker {
        private final DeviceId id;
        private final DialectLearning learning;
        private final LockerSlots slots;
        private final PowerbankReports reports;
        private @Nullable Crc16Variant published;

        Locker(DeviceId id, PowerbankSettings settings, Optional<String> knownDialect) {
            this.id = id;
            this.learning = new DialectLearning(settings.crc(), id.value(), knownDialect);
            this.slots = new LockerSlots(settings);
            this.reports = new PowerbankReports(id, settings, learning, slots);
            this.published = knownDialect.flatMap(Crc16Variant::named).orElse(null);
        }

        DeviceId id() {
            return id;
        }

        String imei() {
            return id.value();
        }

        DialectLearning learning() {
            return learning;
        }

        LockerSlots slots() {
            return slots;
        }

        PowerbankReports reports() {
            return reports;
        }

        boolean hasNews() {
            return learning.isPinned() && !learning.dialect().variant().equals(published);
        }

        /** What was found out about the dialect and not said yet; null for nothing. */
        @Nullable
        WireProfile news() {
            if (!hasNews()) {
                return null;
            }
            Crc16Variant found = learning.dialect().variant();
            published = found;
            return new WireProfile(id, found.toString(), learning.description());
        }
    }
}
