package io.devicegateway.app.http;

import io.devicegateway.api.Acknowledged;
import io.devicegateway.api.BankReleased;
import io.devicegateway.api.DeviceLocation;
import io.devicegateway.api.EjectBank;
import io.devicegateway.api.InventoryReported;
import io.devicegateway.api.LaneCounters;
import io.devicegateway.api.LaneStates;
import io.devicegateway.api.LineFailures;
import io.devicegateway.api.NetworkSignal;
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
import io.devicegateway.api.Restocked;
import io.devicegateway.api.Safety;
import io.devicegateway.api.ServerAddress;
import io.devicegateway.api.SetServer;
import io.devicegateway.api.SetVolume;
import io.devicegateway.api.SimCard;
import io.devicegateway.api.SoftwareVersion;
import io.devicegateway.api.SoundVolume;
import io.devicegateway.api.StartUpgrade;
import io.devicegateway.api.Temperature;
import io.devicegateway.api.UpgradeSoftware;
import io.devicegateway.api.VendItem;
import io.devicegateway.api.VendResult;
import io.devicegateway.app.http.CommandField.Text;
import io.devicegateway.app.http.CommandField.Whole;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All commands that can be posted. A test holds it against the records that {@link io.devicegateway.api.DeviceCommand}
 * permits, so that a new command is not forgotten here.
 */
final class CommandCatalogue {
    private static final Whole SLOT = new Whole("slot", 1, 255, "The slot, as the device numbers them");
    private static final Whole PORT = new Whole("port", 1, 65535, "The server's port");
    private static final Text HOST = new Text("host", 1, 255, false, "The server's name or address");

    private static final Map<String, CommandType> TYPES = byName(List.of(
            new CommandType(
                    RentBank.class,
                    Safety.ONCE,
                    BankReleased.class,
                    "Lets a customer take the bank in a slot",
                    List.of(SLOT),
                    (device, values) -> new RentBank(device, values.whole("slot"))),
            new CommandType(
                    EjectBank.class,
                    Safety.ONCE,
                    BankReleased.class,
                    "Forces the bank out of a slot, for maintenance",
                    List.of(SLOT),
                    (device, values) -> new EjectBank(device, values.whole("slot"))),
            new CommandType(
                    QueryInventory.class,
                    Safety.READ,
                    InventoryReported.class,
                    "Asks what is in the slots",
                    List.of(),
                    (device, values) -> new QueryInventory(device)),
            new CommandType(
                    RestartDevice.class,
                    Safety.ONCE,
                    Acknowledged.class,
                    "Restarts the device; that it restarted shows in its next connection",
                    List.of(),
                    (device, values) -> new RestartDevice(device)),
            new CommandType(
                    UpgradeSoftware.class,
                    Safety.ONCE,
                    Acknowledged.class,
                    "Tells the device to fetch new software from an FTP server; that it was upgraded shows in its version",
                    List.of(
                            HOST,
                            PORT,
                            new Text("file", 255, false, "The file's name on the server"),
                            new Text("user", 0, 255, false, "The account's name; empty for none"),
                            new Text("password", 0, 255, true, "The account's password; empty for none")),
                    (device, values) -> new UpgradeSoftware(
                            device,
                            values.text("host"),
                            values.whole("port"),
                            values.text("file"),
                            values.text("user"),
                            values.text("password"))),
            new CommandType(
                    QueryVersion.class,
                    Safety.READ,
                    SoftwareVersion.class,
                    "Asks for the software version",
                    List.of(),
                    (device, values) -> new QueryVersion(device)),
            new CommandType(
                    QuerySimCard.class,
                    Safety.READ,
                    SimCard.class,
                    "Asks for the ICCID of the SIM card",
                    List.of(),
                    (device, values) -> new QuerySimCard(device)),
            new CommandType(
                    QueryServer.class,
                    Safety.READ,
                    ServerAddress.class,
                    "Asks which server the device is set up to call",
                    List.of(),
                    (device, values) -> new QueryServer(device)),
            new CommandType(
                    SetServer.class,
                    Safety.SET,
                    Acknowledged.class,
                    "Sets the server that the device calls, from its next restart on",
                    List.of(HOST, PORT, new Whole("heartbeatSeconds", 1, 255, "Seconds between two heartbeats")),
                    (device, values) -> new SetServer(
                            device, values.text("host"), values.whole("port"), values.whole("heartbeatSeconds"))),
            new CommandType(
                    QueryVolume.class,
                    Safety.READ,
                    SoundVolume.class,
                    "Asks how loud the device speaks",
                    List.of(),
                    (device, values) -> new QueryVolume(device)),
            new CommandType(
                    SetVolume.class,
                    Safety.SET,
                    Acknowledged.class,
                    "Sets how loud the device speaks",
                    List.of(new Whole("level", 0, 15, "0 is silent, 15 is loudest")),
                    (device, values) -> new SetVolume(device, values.whole("level"))),
            new CommandType(
                    QueryNetwork.class,
                    Safety.READ,
                    NetworkSignal.class,
                    "Asks for the mobile network and its signal",
                    List.of(),
                    (device, values) -> new QueryNetwork(device)),
            new CommandType(
                    QueryMeasurement.class,
                    Safety.READ,
                    Acknowledged.class,
                    "Asks the device to measure now; what it measured comes as an event",
                    List.of(),
                    (device, values) -> new QueryMeasurement(device)),
            new CommandType(
                    QueryLocation.class,
                    Safety.READ,
                    DeviceLocation.class,
                    "Asks where the device is",
                    List.of(),
                    (device, values) -> new QueryLocation(device)),
            new CommandType(
                    QueryLineFailures.class,
                    Safety.READ,
                    LineFailures.class,
                    "Asks how often the device failed to talk to what is wired to it",
                    List.of(),
                    (device, values) -> new QueryLineFailures(device)),
            new CommandType(
                    StartUpgrade.class,
                    Safety.ONCE,
                    Acknowledged.class,
                    "Tells the device to fetch the software that fits it; that it was upgraded shows in its version",
                    List.of(),
                    (device, values) -> new StartUpgrade(device)),
            new CommandType(
                    VendItem.class,
                    Safety.ONCE,
                    VendResult.class,
                    "Gives out the goods at the front of a lane; an order number is used once",
                    List.of(
                            new Whole("lane", 1, 1024, "The lane, as the device numbers them"),
                            new Text("order", 1, 64, false, "The number of the sales order; digits are the safest")),
                    (device, values) -> new VendItem(device, values.whole("lane"), values.text("order"))),
            new CommandType(
                    QueryLanes.class,
                    Safety.READ,
                    LaneStates.class,
                    "Asks how the lanes are",
                    List.of(),
                    (device, values) -> new QueryLanes(device)),
            new CommandType(
                    QueryCounters.class,
                    Safety.READ,
                    LaneCounters.class,
                    "Asks how many goods each lane gave out since it was last restocked",
                    List.of(),
                    (device, values) -> new QueryCounters(device)),
            new CommandType(
                    ResetCounters.class,
                    Safety.SET,
                    Restocked.class,
                    "Tells a cabinet that it was filled up: its lanes count from 0 again",
                    List.of(),
                    (device, values) -> new ResetCounters(device)),
            new CommandType(
                    QueryTemperature.class,
                    Safety.READ,
                    Temperature.class,
                    "Asks for the temperature",
                    List.of(),
                    (device, values) -> new QueryTemperature(device))));

    private CommandCatalogue() {}

    /** All types, in the order in which they are shown. */
    static List<CommandType> types() {
        return List.copyOf(TYPES.values());
    }

    /** The type of that name; empty if there is none. */
    static Optional<CommandType> find(String name) {
        return Optional.ofNullable(TYPES.get(name));
    }

    /** Whether any command has a field of that name. */
    static boolean isField(String name) {
        return TYPES.values().stream()
                .flatMap(type -> type.fields().stream())
                .anyMatch(field -> field.name().equals(name));
    }

    /** The names of all types, for messages. */
    static String names() {
        return String.join(", ", TYPES.keySet());
    }

    private static Map<String, CommandType> byName(List<CommandType> types) {
        Map<String, CommandType> byName = new LinkedHashMap<>();
        types.forEach(type -> byName.put(type.name(), type));
        return byName;
    }
}
