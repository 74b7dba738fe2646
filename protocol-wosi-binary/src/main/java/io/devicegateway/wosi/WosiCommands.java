package io.devicegateway.wosi;

import io.devicegateway.api.DeviceCommand;
import io.devicegateway.api.EjectBank;
import io.devicegateway.api.QueryCounters;
import io.devicegateway.api.QueryInventory;
import io.devicegateway.api.QueryLanes;
import io.devicegateway.api.QueryLineFailures;
import io.devicegateway.api.QueryLocation;
import io.devicegateway.api.QueryMeasurement;
import io.devicegateway.api.QueryNetwork;
import io.devicegateway.api.QueryServer;
import io.devicegateway.api.QuerySimCard;
import io.devicegateway.api.QueryTemperature;
import io.devicegateway.api.QueryVersion;
import io.devicegateway.api.QueryVolume;
import io.devicegateway.api.RentBank;
import io.devicegateway.api.ResetCounters;
import io.devicegateway.api.RestartDevice;
import io.devicegateway.api.SetServer;
import io.devicegateway.api.SetVolume;
import io.devicegateway.api.StartUpgrade;
import io.devicegateway.api.UpgradeSoftware;
import io.devicegateway.api.VendItem;
import io.devicegateway.protocol.Ask;
import io.devicegateway.protocol.ProtocolSession.InvalidCommand;
import org.jspecify.annotations.Nullable;

/** Puts commands in the words of the document and refuses values that it cannot express. */
final class WosiCommands {
    private static final int LONGEST_TEXT = 255;

    private final WosiSettings.Commands settings;

    WosiCommands(WosiSettings.Commands settings) {
        this.settings = settings;
    }

    /** The command in the document's words; null when it has none for it. */
    @Nullable
    Ask<WosiMessage> ask(DeviceCommand<?> command) throws InvalidCommand {
        return switch (command) {
            case RentBank rent -> {
                int slot = range("slot", rent.slot(), 1, 255);
                yield new Ask<>(
                        new WosiDownlink.Rent(slot), new ReplyKey(FunctionCode.RENT, slot), settings.rentTimeout());
            }
            case EjectBank eject -> {
                int slot = range("slot", eject.slot(), 1, 255);
                yield new Ask<>(
                        new WosiDownlink.Eject(slot), new ReplyKey(FunctionCode.EJECT, slot), settings.rentTimeout());
            }
            case QueryInventory query -> query(FunctionCode.INVENTORY, new WosiDownlink.InventoryQuery());
            case QueryVersion query -> query(FunctionCode.VERSION, new WosiDownlink.VersionQuery());
            case QuerySimCard query -> query(FunctionCode.SIM_CARD, new WosiDownlink.SimCardQuery());
            case QueryServer query -> query(FunctionCode.SERVER, new WosiDownlink.ServerQuery());
            case QueryVolume query -> query(FunctionCode.VOLUME, new WosiDownlink.VolumeQuery());
            case QueryNetwork query -> network();
            case RestartDevice restart -> order(FunctionCode.RESTART, new WosiDownlink.Restart());
            case UpgradeSoftware upgrade -> order(FunctionCode.UPGRADE, upgrade(upgrade));
            case SetServer setServer -> order(FunctionCode.SET_SERVER, setServer(setServer));
            case SetVolume setVolume ->
                order(FunctionCode.SET_VOLUME, new WosiDownlink.SetVolume(range("level", setVolume.level(), 0, 15)));
            case QueryMeasurement query -> null;
            case QueryLocation query -> null;
            case QueryLineFailures query -> null;
            case StartUpgrade upgrade -> null;
            case VendItem sale -> null;
            case QueryLanes query -> null;
            case QueryCounters query -> null;
            case ResetCounters reset -> null;
            case QueryTemperature query -> null;
        };
    }

    private Ask<WosiMessage> query(FunctionCode function, WosiMessage message) {
        return new Ask<>(message, ReplyKey.of(function), settings.queryTimeout());
    }

    private Ask<WosiMessage> order(FunctionCode function, WosiMessage message) {
        return new Ask<>(message, ReplyKey.of(function), settings.orderTimeout());
    }

    private Ask<WosiMessage> network() {
        return new Ask<>(
                new WosiDownlink.NetworkQuery(false),
                ReplyKey.of(FunctionCode.NETWORK),
                settings.queryTimeout(),
                settings.networkFallback() ? new WosiDownlink.NetworkQuery(true) : null);
    }

    private static WosiMessage setServer(SetServer command) throws InvalidCommand {
        return new WosiDownlink.SetServer(
                text("host", command.host(), 1),
                Integer.toString(range("port", command.port(), 1, 65_535)),
                range("heartbeatSeconds", command.heartbeatSeconds(), 1, 255));
    }

    private static WosiMessage upgrade(UpgradeSoftware command) throws InvalidCommand {
        return new WosiDownlink.Upgrade(
                text("host", command.host(), 1),
                Integer.toString(range("port", command.port(), 1, 65_535)),
                text("file", command.file(), 1),
                text("user", command.user(), 0),
                text("password", command.password(), 0));
    }

    private static int range(String name, int value, int least, int most) throws InvalidCommand {
        if (value < least || value > most) {
            throw new InvalidCommand(name + " " + value + " is not " + least + " to " + most);
        }
        return value;
    }

    /** Says what is wrong without repeating the text: it may be a password. */
    private static String text(String name, String value, int least) throws InvalidCommand {
        if (value.length() < least || value.length() > LONGEST_TEXT) {
            throw new InvalidCommand(
                    name + " has " + value.length() + " characters, not " + least + " to " + LONGEST_TEXT);
        }
        for (int i = 0; i < value.length(); i++) {
            if (value.charAt(i) < ' ' || value.charAt(i) > '~') {
                throw new InvalidCommand(name + " has a character at " + i + " that is not printable ASCII");
            }
        }
        return value;
    }
}
