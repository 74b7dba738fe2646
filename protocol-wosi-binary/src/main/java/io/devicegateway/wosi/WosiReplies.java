package io.devicegateway.wosi;

import io.devicegateway.api.Acknowledged;
import io.devicegateway.api.BankId;
import io.devicegateway.api.BankReleased;
import io.devicegateway.api.DeviceId;
import io.devicegateway.api.DeviceInfo;
import io.devicegateway.api.DeviceReply;
import io.devicegateway.api.InventoryReported;
import io.devicegateway.api.NetworkSignal;
import io.devicegateway.api.QueryInventory;
import io.devicegateway.api.ReleaseFailed;
import io.devicegateway.api.Safety;
import io.devicegateway.api.ServerAddress;
import io.devicegateway.api.SetServer;
import io.devicegateway.api.SimCard;
import io.devicegateway.api.SlotContent;
import io.devicegateway.api.SlotReport;
import io.devicegateway.api.SoftwareVersion;
import io.devicegateway.api.SoundVolume;
import io.devicegateway.api.UnknownMessage;
import io.devicegateway.protocol.Effect;
import io.devicegateway.protocol.Liveness;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What follows from a cabinet's answers to commands. Each command has one method. */
final class WosiReplies {
    private static final int FAILED = 0;
    private static final int DONE = 1;
    /** What a modem answers when it has no value (AT+CSQ). */
    private static final int NO_VALUE = 99;

    private final WosiSettings.Commands settings;
    private final WosiReturns returns;
    private final UnreadableIds unreadable;

    private Liveness liveness;
    private @Nullable SetServer asked;
    private boolean heartbeatPending;

    WosiReplies(WosiSettings settings, WosiReturns returns) {
        this.settings = settings.commands();
        this.returns = returns;
        this.unreadable = settings.wire().unreadable();
        this.liveness = settings.login().liveness();
    }

    /** An address and a heartbeat were put into a command; they count when the cabinet confirms. */
    void serverAsked(SetServer command) {
        asked = command;
    }

    /**
     * What the cabinet confirmed or told on an earlier connection. Whether it beats so already is not known: it is allowed the
     * longer of the two.
     */
    void known(int heartbeatSeconds, List<Effect<WosiMessage>> effects) {
        if (heartbeatSeconds > 0) {
            heartbeatPending = true;
            expect(heartbeatSeconds, effects);
            heartbeatPending = false;
        }
    }

    List<Effect<WosiMessage>> onReply(DeviceId id, WosiUplink message) {
        return switch (message) {
            case WosiUplink.RentReply rent ->
                released(
                        id,
                        FunctionCode.RENT,
                        rent.slot(),
                        rent.result(),
                        unreadable.bank(rent.terminal()),
                        BankReleased.Cause.RENT);
            case WosiUplink.EjectReply eject ->
                released(
                        id,
                        FunctionCode.EJECT,
                        eject.slot(),
                        eject.result(),
                        unreadable.bank(eject.terminal()),
                        BankReleased.Cause.EJECT);
            case WosiUplink.InventoryReply inventory -> inventory(id, inventory);
            case WosiUplink.VersionReply reply -> told(FunctionCode.VERSION, new SoftwareVersion(id, reply.version()));
            case WosiUplink.SimCardReply reply -> told(FunctionCode.SIM_CARD, new SimCard(id, reply.iccid()));
            case WosiUplink.ServerReply server -> server(id, server);
            case WosiUplink.SetServerReply reply -> serverSet(id);
            case WosiUplink.RestartReply reply -> List.of(confirmed(id, FunctionCode.RESTART, Safety.ONCE));
            case WosiUplink.UpgradeReply reply -> List.of(confirmed(id, FunctionCode.UPGRADE, Safety.ONCE));
            case WosiUplink.VolumeReply reply -> volume(id, reply.level());
            case WosiUplink.SetVolumeReply reply -> volumeSet(id, reply.result());
            case WosiUplink.NetworkReply network -> told(FunctionCode.NETWORK, signal(id, network));
            case WosiUplink.Unknown unknown ->
                List.of(new Effect.Publish<>(new UnknownMessage(
                        id,
                        FunctionCode.hex(unknown.code()),
                        unknown.frame().length - WosiFraming.HEADER + " bytes of payload")));
            case WosiUplink.Login login -> throw notAReply(login);
            case WosiUplink.SignedLogin login -> throw notAReply(login);
            case WosiUplink.ReturnReport report -> throw notAReply(report);
        };
    }

    private List<Effect<WosiMessage>> released(
            DeviceId id, FunctionCode function, int slot, int result, @Nullable BankId bank, BankReleased.Cause cause) {
        ReplyKey key = new ReplyKey(function, slot);
        List<Effect<WosiMessage>> effects = new ArrayList<>(4);
        switch (result) {
            case DONE -> {
                BankReleased released = new BankReleased(id, slot, bank, cause);
                effects.add(returns.released(released));
                effects.add(new Effect.Answer<>(key, released, Safety.ONCE));
            }
            case FAILED -> {
                effects.add(new Effect.Publish<>(new ReleaseFailed(id, slot, bank)));
                effects.add(new Effect.Refuse<>(
                        key, "the cabinet reports that slot " + slot + " did not let a bank go", Safety.ONCE));
            }
            // Neither a yes nor a no: the command stays open, and the inventory will tell.
            default -> effects.add(new Effect.Publish<>(undocumented(id, function, result)));
        }
        if (!settings.inventoryAfterRelease().isZero()) {
            effects.add(new Effect.Later<>(
                    "inventory-after-release",
                    settings.inventoryAfterRelease(),
                    List.of(new Effect.Query<>(new QueryInventory(id)))));
        }
        return effects;
    }

    private List<Effect<WosiMessage>> inventory(DeviceId id, WosiUplink.InventoryReply reply) {
        List<WosiUplink.InventoryReply.Item> items = reply.items();
        List<SlotReport> slots = new ArrayList<>(items.size());
        BitSet occupied = new BitSet();
        // From the end: what is said last of a slot holds.
        for (int i = items.size() - 1; i >= 0; i--) {
            WosiUplink.InventoryReply.Item item = items.get(i);
            if (!occupied.get(item.slot())) {
                occupied.set(item.slot());
                slots.add(slot(item));
            }
        }
        InventoryReported reported = new InventoryReported(id, slots.reversed(), reply.whole());
        List<Effect<WosiMessage>> effects = new ArrayList<>();
        effects.add(new Effect.Publish<>(reported));
        returns.seenIn(occupied, effects);
        if (reply.whole()) {
            returns.leftAllBut(occupied, effects);
        }
        effects.add(new Effect.Answer<>(ReplyKey.of(FunctionCode.INVENTORY), reported, Safety.READ));
        return effects;
    }

    private SlotReport slot(WosiUplink.InventoryReply.Item item) {
        BankId bank = unreadable.bank(item.terminal());
        return new SlotReport(
                item.slot(),
                bank == null ? SlotContent.UNREADABLE_BANK : SlotContent.BANK,
                bank,
                percent(item.level()));
    }

    /** Levels are fifths; a higher number can only be a percentage, and none above 100. */
    private static @Nullable Integer percent(int level) {
        if (level <= 4) {
            return (level + 1) * 20;
        }
        return level <= 100 ? level : null;
    }

    private List<Effect<WosiMessage>> server(DeviceId id, WosiUplink.ServerReply reply) {
        List<Effect<WosiMessage>> effects = new ArrayList<>(3);
        effects.addAll(
                told(FunctionCode.SERVER, new ServerAddress(id, reply.address(), reply.port(), reply.heartbeat())));
        if (reply.heartbeat() > 0) {
            expect(reply.heartbeat(), effects);
        }
        return effects;
    }

    private List<Effect<WosiMessage>> serverSet(DeviceId id) {
        List<Effect<WosiMessage>> effects = new ArrayList<>(3);
        SetServer set = asked;
        if (set != null) {
            // A fact of the cabinet: later connections are measured by it too.
            effects.add(new Effect.Publish<>(
                    new ServerAddress(id, set.host(), Integer.toString(set.port()), set.heartbeatSeconds())));
            heartbeatPending = true;
            expect(set.heartbeatSeconds(), effects);
        }
        effects.add(confirmed(id, FunctionCode.SET_SERVER, Safety.SET));
        return effects;
    }

    /**
     * Follows the heartbeat that the cabinet is set to. One that was set on this connection holds only after a restart, which
     * ends the connection: until then the cabinet is allowed the longer of the two.
     */
    private void expect(int heartbeat, List<Effect<WosiMessage>> effects) {
        Liveness told = new Liveness(Duration.ofSeconds(2L * heartbeat + 5), Duration.ofSeconds(3L * heartbeat + 10));
        boolean longer = told.offlineAfter().compareTo(liveness.offlineAfter()) > 0;
        if (longer || (!heartbeatPending && !told.equals(liveness))) {
            liveness = told;
            effects.add(new Effect.Expect<>(told));
        }
    }

    private List<Effect<WosiMessage>> volume(DeviceId id, @Nullable Integer level) {
        return level == null
                ? List.of(new Effect.Refuse<>(
                        ReplyKey.of(FunctionCode.VOLUME),
                        "the cabinet answered in the layout of a forced eject, in which there is no volume",
                        Safety.READ))
                : told(FunctionCode.VOLUME, new SoundVolume(id, level));
    }

    private List<Effect<WosiMessage>> volumeSet(DeviceId id, int result) {
        return switch (result) {
            case DONE -> List.of(confirmed(id, FunctionCode.SET_VOLUME, Safety.SET));
            case FAILED ->
                List.of(new Effect.Refuse<>(
                        ReplyKey.of(FunctionCode.SET_VOLUME),
                        "the cabinet reports that it did not set the volume",
                        Safety.SET));
            default -> List.of(new Effect.Publish<>(undocumented(id, FunctionCode.SET_VOLUME, result)));
        };
    }

    private static NetworkSignal signal(DeviceId id, WosiUplink.NetworkReply reply) {
        String known = WosiUplinkReader.networkName(reply.mode());
        return new NetworkSignal(
                id,
                reply.csq() <= 31 ? reply.csq() : null,
                reply.errorRate() == NO_VALUE ? null : reply.errorRate(),
                known == null ? "UNKNOWN(" + reply.mode() + ")" : known);
    }

    /** A fact that is also the answer to a query. */
    private static <T extends DeviceInfo & DeviceReply> List<Effect<WosiMessage>> told(FunctionCode function, T info) {
        return List.of(new Effect.Publish<>(info), new Effect.Answer<>(ReplyKey.of(function), info, Safety.READ));
    }

    private static Effect<WosiMessage> confirmed(DeviceId id, FunctionCode function, Safety safety) {
        return new Effect.Answer<>(ReplyKey.of(function), new Acknowledged(id), safety);
    }

    private static UnknownMessage undocumented(DeviceId id, FunctionCode function, int result) {
        return new UnknownMessage(
                id,
                FunctionCode.hex(function.code()),
                "result " + result + " is neither failed (0) nor done (1); the command's outcome stays open");
    }

    private static IllegalStateException notAReply(WosiUplink message) {
        return new IllegalStateException(message.getClass().getSimpleName() + " is no reply");
    }
}
