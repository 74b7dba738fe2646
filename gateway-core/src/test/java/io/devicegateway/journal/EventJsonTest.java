package io.devicegateway.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.devicegateway.api.Acknowledged;
import io.devicegateway.api.BankFound;
import io.devicegateway.api.BankId;
import io.devicegateway.api.BankReleased;
import io.devicegateway.api.BankReturned;
import io.devicegateway.api.CellLocation;
import io.devicegateway.api.CommandEvent.CommandIssued;
import io.devicegateway.api.CommandEvent.CommandResolved;
import io.devicegateway.api.CommandEvent.CommandSettled;
import io.devicegateway.api.CommandEvent.LateReply;
import io.devicegateway.api.CommandResult.Done;
import io.devicegateway.api.CommandResult.NotSent;
import io.devicegateway.api.CommandResult.NotSentReason;
import io.devicegateway.api.CommandResult.Refused;
import io.devicegateway.api.CommandResult.Unknown;
import io.devicegateway.api.CommandResult.UnknownReason;
import io.devicegateway.api.DecidedBy;
import io.devicegateway.api.DeviceCommand;
import io.devicegateway.api.DeviceEvent;
import io.devicegateway.api.DeviceId;
import io.devicegateway.api.DeviceLocation;
import io.devicegateway.api.DeviceReply;
import io.devicegateway.api.DeviceRestarted;
import io.devicegateway.api.EjectBank;
import io.devicegateway.api.HardwareType;
import io.devicegateway.api.InventoryReported;
import io.devicegateway.api.LaneCondition;
import io.devicegateway.api.LaneCounters;
import io.devicegateway.api.LaneStates;
import io.devicegateway.api.LineFailures;
import io.devicegateway.api.ModelIdentified;
import io.devicegateway.api.NetworkSignal;
import io.devicegateway.api.Presence;
import io.devicegateway.api.PressureSamples;
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
import io.devicegateway.api.ReleaseFailed;
import io.devicegateway.api.RentBank;
import io.devicegateway.api.ResetCounters;
import io.devicegateway.api.RestartDevice;
import io.devicegateway.api.Restocked;
import io.devicegateway.api.ReturnFailed;
import io.devicegateway.api.ReturnRejected;
import io.devicegateway.api.ReturnVerdict;
import io.devicegateway.api.SensorStates;
import io.devicegateway.api.SensorStates.Sensor;
import io.devicegateway.api.ServerAddress;
import io.devicegateway.api.SetServer;
import io.devicegateway.api.SetVolume;
import io.devicegateway.api.SimCard;
import io.devicegateway.api.SlotContent;
import io.devicegateway.api.SlotReport;
import io.devicegateway.api.SoftwareVersion;
import io.devicegateway.api.SoundVolume;
import io.devicegateway.api.StartUpgrade;
import io.devicegateway.api.Temperature;
import io.devicegateway.api.UnknownEvent;
import io.devicegateway.api.UnknownMessage;
import io.devicegateway.api.UpgradeSoftware;
import io.devicegateway.api.VendItem;
import io.devicegateway.api.VendResult;
import io.devicegateway.api.WireProfile;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The form in which events are stored: what stands here can be read for ever. */
final class EventJsonTest {
    private static final DeviceId DEVICE = new DeviceId("wosi", "RL1A031712000015");
    private static final BankId BANK = new BankId("RL1A7C000041");
    private static final Instant TIME = Instant.parse("2026-01-02T03:04:05.678901Z");
    private static final String D = "\"device\":\"wosi:RL1A031712000015\"";

    private final EventJson json = new EventJson();

    /** Each event beside its text, written by hand. */
    static Map<DeviceEvent, String> events() {
        Map<DeviceEvent, String> all = new LinkedHashMap<>();
        all.put(
                new Presence(DEVICE, Presence.State.ONLINE, Presence.Reason.TAKEN_OVER, "newest wins"),
                "{'type':'Presence',$D,'state':'ONLINE','reason':'TAKEN_OVER','detail':'newest wins'}");
        all.put(
                new BankReturned(DEVICE, 1, BANK, DecidedBy.AUTHORITY),
                "{'type':'BankReturned',$D,'slot':1,'bank':'RL1A7C000041','decidedBy':'AUTHORITY'}");
        all.put(
                new ReturnRejected(DEVICE, 2, null, ReturnVerdict.BANK_ABNORMAL, DecidedBy.GATEWAY),
                "{'type':'ReturnRejected',$D,'slot':2,'verdict':'BANK_ABNORMAL','decidedBy':'GATEWAY'}");
        all.put(new ReturnFailed(DEVICE, 2, BANK), "{'type':'ReturnFailed',$D,'slot':2,'bank':'RL1A7C000041'}");
        all.put(new ReleaseFailed(DEVICE, 3, BANK), "{'type':'ReleaseFailed',$D,'slot':3,'bank':'RL1A7C000041'}");
        all.put(new ReleaseFailed(DEVICE, 3, null), "{'type':'ReleaseFailed',$D,'slot':3}");
        all.put(new BankFound(DEVICE, 6, BANK), "{'type':'BankFound',$D,'slot':6,'bank':'RL1A7C000041'}");
        all.put(
                new BankReleased(DEVICE, 3, BANK, BankReleased.Cause.RENT),
                "{'type':'BankReleased',$D,'slot':3,'bank':'RL1A7C000041','cause':'RENT'}");
        all.put(
                new InventoryReported(
                        DEVICE,
                        List.of(
                                new SlotReport(2, SlotContent.BANK, BANK, 80),
                                new SlotReport(255, SlotContent.EMPTY, null, null)),
                        true),
                "{'type':'InventoryReported',$D,'slots':[{'slot':2,'content':'BANK','bank':'RL1A7C000041',"
                        + "'chargePercent':80},{'slot':255,'content':'EMPTY'}],'complete':true}");
        all.put(
                new ModelIdentified(DEVICE, "RL", "1A", "03", "1712", null),
                "{'type':'ModelIdentified',$D,'manufacturer':'RL','customer':'1A','model':'03','batch':'1712'}");
        all.put(new SoftwareVersion(DEVICE, "RL1.M6.08"), "{'type':'SoftwareVersion',$D,'version':'RL1.M6.08'}");
        all.put(new SimCard(DEVICE, "89860429141890024119"), "{'type':'SimCard',$D,'iccid':'89860429141890024119'}");
        all.put(
                new ServerAddress(DEVICE, "example.org", "51608", 30),
                "{'type':'ServerAddress',$D,'host':'example.org','port':'51608','heartbeatSeconds':30}");
        all.put(new SoundVolume(DEVICE, 11), "{'type':'SoundVolume',$D,'level':11}");
        all.put(new NetworkSignal(DEVICE, 31, null, "LTE"), "{'type':'NetworkSignal',$D,'csq':31,'technology':'LTE'}");
        all.put(
                new DeviceLocation(DEVICE, new BigDecimal("113.584312"), new BigDecimal("-22.50")),
                "{'type':'DeviceLocation',$D,'longitude':113.584312,'latitude':-22.50}");
        all.put(new HardwareType(DEVICE, "0001"), "{'type':'HardwareType',$D,'code':'0001'}");
        all.put(
                new LineFailures(DEVICE, List.of(new LineFailures.Line(1, 0), new LineFailures.Line(3, 4294967295L))),
                "{'type':'LineFailures',$D,'lines':[{'line':1,'failures':0},{'line':3,'failures':4294967295}]}");
        all.put(
                new PressureSamples(
                        DEVICE,
                        "007",
                        "2",
                        TIME,
                        List.of(
                                new PressureSamples.Channel(0, new int[] {0, 32768, 65535}),
                                new PressureSamples.Channel(8, null)),
                        new BigDecimal("-5.0"),
                        new BigDecimal("30.3"),
                        new PressureSamples.Conversion(-32768, new BigDecimal("0.25"), Duration.ofMillis(20)),
                        true),
                "{'type':'PressureSamples',$D,'packetNumber':'007','group':'2','deviceTime':'2026-01-02T03:04:05.678901Z',"
                        + "'channels':[{'index':0,'samples':[0,32768,65535]},{'index':8}],'temperature':-5.0,"
                        + "'humidity':30.3,'conversion':{'offset':-32768,'scale':0.25,'interval':'PT0.02S'},"
                        + "'requested':true}");
        all.put(
                new SensorStates(
                        DEVICE,
                        null,
                        List.of(
                                new Sensor(0, 1, 1, SensorStates.Condition.PAIR, "01", null),
                                new Sensor(4, 2, 2, null, null, true))),
                "{'type':'SensorStates',$D,'sensors':[{'index':0,'line':1,'position':1,'condition':'PAIR','raw':'01'},"
                        + "{'index':4,'line':2,'position':2,'oscillatorFault':true}]}");
        all.put(new DeviceRestarted(DEVICE, 4711, 1), "{'type':'DeviceRestarted',$D,'countBefore':4711,'count':1}");
        all.put(new CellLocation(DEVICE, "460,0"), "{'type':'CellLocation',$D,'text':'460,0'}");
        all.put(
                new VendResult(DEVICE, 1, "12843893", VendResult.Outcome.DISPENSED, "0", List.of("0")),
                "{'type':'VendResult',$D,'lane':1,'order':'12843893','outcome':'DISPENSED','code':'0','extra':['0']}");
        all.put(
                new LaneStates(DEVICE, List.of(new LaneStates.Lane(1, LaneCondition.MOTOR_SHORT, "4")), false),
                "{'type':'LaneStates',$D,'lanes':[{'lane':1,'condition':'MOTOR_SHORT','code':'4'}],'requested':false}");
        all.put(
                new LaneCounters(DEVICE, List.of(new LaneCounters.Lane(2, 255)), true),
                "{'type':'LaneCounters',$D,'lanes':[{'lane':2,'vended':255}],'requested':true}");
        all.put(new Restocked(DEVICE, false), "{'type':'Restocked',$D,'requested':false}");
        all.put(
                new Temperature(DEVICE, new BigDecimal("-18.50"), "-18.50", true),
                "{'type':'Temperature',$D,'celsius':-18.50,'text':'-18.50','requested':true}");
        all.put(
                new WireProfile(DEVICE, "MODBUS/body/high", "two frames"),
                "{'type':'WireProfile',$D,'name':'MODBUS/body/high','description':'two frames'}");
        all.putAll(ChargingSamples.all());
        all.put(
                new UnknownMessage(DEVICE, "0x6B", "电量 \"x\""),
                "{'type':'UnknownMessage',$D,'code':'0x6B','detail':'电量 \\\"x\\\"'}");
        all.put(
                new UnknownEvent(DEVICE, "Teleported", "{}"),
                "{'type':'UnknownEvent',$D,'name':'Teleported','json':'{}'}");
        all.put(
                new CommandResolved(DEVICE, "c-7", true, "slot 3 is empty"),
                "{'type':'CommandResolved',$D,'commandId':'c-7','happened':true,'evidence':'slot 3 is empty'}");
        all.put(new LateReply(DEVICE, null, null, "no bank"), "{'type':'LateReply',$D,'refusal':'no bank'}");
        commands()
                .forEach((command, text) -> all.put(
                        new CommandIssued(DEVICE, "c-7", "order-1", command, TIME, BANK, 7),
                        "{'type':'CommandIssued',$D,'commandId':'c-7','idempotencyKey':'order-1','command':" + text
                                + ",'deadline':'2026-01-02T03:04:05.678901Z','bankBefore':'RL1A7C000041',"
                                + "'vendedBefore':7}"));
        replies()
                .forEach((reply, text) -> all.put(
                        new CommandSettled(DEVICE, "c-7", null, new Done<>("c-7", 4, reply)),
                        "{'type':'CommandSettled',$D,'commandId':'c-7','result':{'type':'Done','commandId':'c-7','epoch':4,"
                                + "'reply':" + text + "}}"));
        all.put(
                new CommandSettled(DEVICE, "c-7", null, new Refused<>("c-7", 4, "slot is empty")),
                "{'type':'CommandSettled',$D,'commandId':'c-7','result':{'type':'Refused','commandId':'c-7','epoch':4,"
                        + "'reason':'slot is empty'}}");
        all.put(
                new CommandSettled(
                        DEVICE, "c-7", null, new NotSent<>("c-7", 0, NotSentReason.OFFLINE, "not connected")),
                "{'type':'CommandSettled',$D,'commandId':'c-7','result':{'type':'NotSent','commandId':'c-7','epoch':0,"
                        + "'reason':'OFFLINE','detail':'not connected'}}");
        all.put(
                new CommandSettled(
                        DEVICE, "c-7", null, new Unknown<>("c-7", 4, UnknownReason.NO_REPLY, "silent for 20 s")),
                "{'type':'CommandSettled',$D,'commandId':'c-7','result':{'type':'Unknown','commandId':'c-7','epoch':4,"
                        + "'reason':'NO_REPLY','detail':'silent for 20 s'}}");
        return all;
    }

    private static Map<DeviceCommand<?>, String> commands() {
        Map<DeviceCommand<?>, String> all = new LinkedHashMap<>();
        all.put(new RentBank(DEVICE, 3), "{'type':'RentBank',$D,'slot':3}");
        all.put(new EjectBank(DEVICE, 4), "{'type':'EjectBank',$D,'slot':4}");
        all.put(new QueryInventory(DEVICE), "{'type':'QueryInventory',$D}");
        all.put(new RestartDevice(DEVICE), "{'type':'RestartDevice',$D}");
        all.put(
                new UpgradeSoftware(DEVICE, "ftp.example.org", 21, "a.bin", "u", "p"),
                "{'type':'UpgradeSoftware',$D,'host':'ftp.example.org','port':21,'file':'a.bin','user':'u',"
                        + "'password':'p'}");
        all.put(new QueryVersion(DEVICE), "{'type':'QueryVersion',$D}");
        all.put(new QuerySimCard(DEVICE), "{'type':'QuerySimCard',$D}");
        all.put(new QueryServer(DEVICE), "{'type':'QueryServer',$D}");
        all.put(
                new SetServer(DEVICE, "example.org", 51608, 30),
                "{'type':'SetServer',$D,'host':'example.org','port':51608,'heartbeatSeconds':30}");
        all.put(new QueryVolume(DEVICE), "{'type':'QueryVolume',$D}");
        all.put(new SetVolume(DEVICE, 9), "{'type':'SetVolume',$D,'level':9}");
        all.put(new QueryNetwork(DEVICE), "{'type':'QueryNetwork',$D}");
        all.put(new QueryMeasurement(DEVICE), "{'type':'QueryMeasurement',$D}");
        all.put(new QueryLocation(DEVICE), "{'type':'QueryLocation',$D}");
        all.put(new QueryLineFailures(DEVICE), "{'type':'QueryLineFailures',$D}");
        all.put(new StartUpgrade(DEVICE), "{'type':'StartUpgrade',$D}");
        all.put(new VendItem(DEVICE, 1, "12843893"), "{'type':'VendItem',$D,'lane':1,'order':'12843893'}");
        all.put(new QueryLanes(DEVICE), "{'type':'QueryLanes',$D}");
        all.put(new QueryCounters(DEVICE), "{'type':'QueryCounters',$D}");
        all.put(new ResetCounters(DEVICE), "{'type':'ResetCounters',$D}");
        all.put(new QueryTemperature(DEVICE), "{'type':'QueryTemperature',$D}");
        return all;
    }

    private static Map<DeviceReply, String> replies() {
        Map<DeviceReply, String> all = new LinkedHashMap<>();
        all.put(new Acknowledged(DEVICE), "{'type':'Acknowledged',$D}");
        all.put(
                new BankReleased(DEVICE, 3, null, BankReleased.Cause.EJECT),
                "{'type':'BankReleased',$D,'slot':3,'cause':'EJECT'}");
        all.put(
                new InventoryReported(DEVICE, List.of(), true),
                "{'type':'InventoryReported',$D,'slots':[],'complete':true}");
        all.put(new SoftwareVersion(DEVICE, "1"), "{'type':'SoftwareVersion',$D,'version':'1'}");
        all.put(new SimCard(DEVICE, "1"), "{'type':'SimCard',$D,'iccid':'1'}");
        all.put(
                new ServerAddress(DEVICE, "h", "1", 0),
                "{'type':'ServerAddress',$D,'host':'h','port':'1','heartbeatSeconds':0}");
        all.put(new SoundVolume(DEVICE, 0), "{'type':'SoundVolume',$D,'level':0}");
        all.put(
                new NetworkSignal(DEVICE, null, 3, "GSM"),
                "{'type':'NetworkSignal',$D,'bitErrorRate':3,'technology':'GSM'}");
        all.put(
                new DeviceLocation(DEVICE, BigDecimal.ONE, BigDecimal.TWO),
                "{'type':'DeviceLocation',$D,'longitude':1,'latitude':2}");
        all.put(
                new VendResult(DEVICE, 60, "a", VendResult.Outcome.UNKNOWN, "9", List.of()),
                "{'type':'VendResult',$D,'lane':60,'order':'a','outcome':'UNKNOWN','code':'9','extra':[]}");
        all.put(new LaneStates(DEVICE, List.of(), true), "{'type':'LaneStates',$D,'lanes':[],'requested':true}");
        all.put(new LaneCounters(DEVICE, List.of(), true), "{'type':'LaneCounters',$D,'lanes':[],'requested':true}");
        all.put(new Restocked(DEVICE, true), "{'type':'Restocked',$D,'requested':true}");
        all.put(
                new Temperature(DEVICE, null, "ERR", false),
                "{'type':'Temperature',$D,'text':'ERR','requested':false}");
        all.put(new LineFailures(DEVICE, List.of()), "{'type':'LineFailures',$D,'lines':[]}");
        return all;
    }

    static Stream<Arguments> samples() {
        return events().entrySet().stream()
                .map(sample -> Arguments.of(
                        sample.getKey(), sample.getValue().replace("$D", D).replace('\'', '"')));
    }

    @ParameterizedTest
    @MethodSource("samples")
    void writesTheStoredForm(DeviceEvent event, String text) {
        assertThat(new String(json.write(event), UTF_8)).isEqualTo(text);
    }

    @ParameterizedTest
    @MethodSource("samples")
    void readsTheStoredForm(DeviceEvent event, String text) {
        assertThat(json.read(text.getBytes(UTF_8))).isEqualTo(event);
    }

    @Test
    void noTypeIsForgotten() {
        Set<Class<?>> covered = new LinkedHashSet<>();
        events().keySet().forEach(event -> {
            covered.add(event.getClass());
            if (event instanceof CommandIssued issued) {
                covered.add(issued.command().getClass());
            } else if (event instanceof CommandSettled settled) {
                covered.add(settled.result().getClass());
                if (settled.result() instanceof Done<?> done) {
                    covered.add(done.reply().getClass());
                }
            }
        });

        assertThat(covered)
                .as("a new event, command, reply or result needs a sample here with its text written by hand")
                .containsExactlyInAnyOrderElementsOf(EventJson.types());
    }

    /** The most frequent event is written by hand: it must be what the general writer writes. */
    @Test
    void aReturnIsWrittenAsTheMapperWritesIt() {
        for (String device : List.of("A1", "a\"b", "a\\b", "RL1A031712000015", "~{}")) {
            for (int slot : new int[] {0, 1, 255, -1}) {
                for (DecidedBy by : DecidedBy.values()) {
                    BankReturned event =
                            new BankReturned(new DeviceId("wosi", device), slot, new BankId("RL1A7C000041"), by);
                    assertThat(new String(json.write(event), UTF_8))
                            .isEqualTo(
                                    json.mapper().writerFor(DeviceEvent.class).writeValueAsString(event));
                    assertThat(json.read(json.write(event))).isEqualTo(event);
                }
            }
        }
    }

    @Test
    void noTwoTypesShareAName() {
        assertThat(EventJson.types()).extracting(Class::getSimpleName).doesNotHaveDuplicates();
    }

    @Test
    void passesOverPropertiesOfALaterVersion() {
        String text = "{\"type\":\"SoundVolume\"," + D + ",\"muted\":{\"since\":[1,2]},\"level\":4}";

        assertThat(json.read(text.getBytes(UTF_8))).isEqualTo(new SoundVolume(DEVICE, 4));
    }

    @Test
    void readsFromTheMiddleOfAnArray() {
        byte[] text = ("xx{\"type\":\"SoundVolume\"," + D + ",\"level\":4}yyy").getBytes(UTF_8);

        assertThat(json.read(text, 2, text.length - 5)).isEqualTo(new SoundVolume(DEVICE, 4));
    }

    @Test
    void whatALaterVersionWroteIsAnUnknownEvent() {
        String type = "{\"type\":\"Teleported\"," + D + ",\"to\":[1]}";
        assertThat(json.readAny(type)).isEqualTo(new UnknownEvent(DEVICE, "Teleported", type));
        String value = "{\"type\":\"BankReturned\"," + D + ",\"slot\":1,\"bank\":\"B\",\"decidedBy\":\"ORACLE\"}";
        assertThat(json.readAny(value)).isEqualTo(new UnknownEvent(DEVICE, "BankReturned", value));
        assertThat(json.readAny(DEVICE, new byte[] {'?'}, 0, 1)).isEqualTo(new UnknownEvent(DEVICE, "", "?"));
        assertThat(json.readAny("{}").device()).isEqualTo(new DeviceId("unknown", "unknown"));
    }

    @Test
    void aConstantOfALaterVersionIsTheOneThatSaysSo() {
        assertThat(json.readAny("{\"type\":\"Presence\"," + D
                        + ",\"state\":\"ONLINE\",\"reason\":\"TELEPORTED\",\"detail\":\"d\"}"))
                .isEqualTo(new Presence(DEVICE, Presence.State.ONLINE, Presence.Reason.OTHER, "d"));
        assertThat(json.readAny("{\"type\":\"InventoryReported\"," + D
                        + ",\"slots\":[{\"slot\":1,\"content\":\"UMBRELLA\"}],\"requested\":true}"))
                .isInstanceOfSatisfying(
                        InventoryReported.class,
                        inventory -> assertThat(inventory.slots())
                                .containsExactly(new SlotReport(1, SlotContent.UNKNOWN, null, null)));
    }

    /** A dead letter of a time when an earlier version ran. */
    @Test
    void anUnknownEventIsReadAnewByTheVersionThatKnowsIt() {
        UnknownEvent kept = new UnknownEvent(DEVICE, "SoundVolume", "{\"type\":\"SoundVolume\"," + D + ",\"level\":4}");

        assertThat(json.read(json.write(kept))).isEqualTo(new SoundVolume(DEVICE, 4));
        assertThat(json.readAny(new String(json.write(kept), UTF_8))).isEqualTo(new SoundVolume(DEVICE, 4));
    }

    @Test
    void refusesWhatIsNoEvent() {
        assertThatThrownBy(() -> json.read("{\"type\":\"Teleported\"}".getBytes(UTF_8)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Teleported");
        assertThatThrownBy(() -> json.read("{\"type\":\"SoundVolume\",\"level\":4}".getBytes(UTF_8)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("names no device");
        assertThatThrownBy(() -> json.read(new byte[] {'{', '"'}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("not an event");
        assertThatThrownBy(() -> json.read("null".getBytes(UTF_8))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() ->
                        json.read("{\"type\":\"SoundVolume\",\"device\":\"nocolon\",\"level\":4}".getBytes(UTF_8)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("lacks its protocol");
    }
}
