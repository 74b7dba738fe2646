package io.devicegateway.remote;

import static org.assertj.core.api.Assertions.assertThat;

import io.devicegateway.api.CommandResult.NotSent;
import io.devicegateway.api.CommandResult.NotSentReason;
import io.devicegateway.api.CommandResult.Unknown;
import io.devicegateway.api.CommandResult.UnknownReason;
import io.devicegateway.api.ConsumerState;
import io.devicegateway.api.DeadLetter;
import io.devicegateway.api.Device;
import io.devicegateway.api.DeviceId;
import io.devicegateway.api.Presence;
import io.devicegateway.api.SlotContent;
import io.devicegateway.api.UnknownEvent;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a newer gateway says to this client. */
final class ApiReaderTest {
    private static final DeviceId DEVICE = new DeviceId("wosi", "A1");

    private final ApiReader reader = new ApiReader();

    private static JsonNode json(String text) {
        return JsonMapper.shared().readTree(text.replace('\'', '"'));
    }

    private static String envelope(String type, String data) {
        return "{'specversion':'1.0','id':'j-7','source':'/device-gateway','type':'io.devicegateway." + type
                + "','subject':'wosi:A1','time':'2026-01-02T03:04:05Z','offset':7,'epoch':2,'data':" + data + "}";
    }

    @Test
    void anEventOfALaterVersionIsAnEventToo() {
        String data = "{'device':'wosi:A1','to':[1]}";
        assertThat(reader.event(json(envelope("Teleported", data))).event())
                .isEqualTo(new UnknownEvent(DEVICE, "Teleported", data.replace('\'', '"')));
        String value = "{'device':'wosi:A1','slot':1,'bank':'B','decidedBy':'ORACLE'}";
        assertThat(reader.event(json(envelope("BankReturned", value))).event())
                .isEqualTo(new UnknownEvent(DEVICE, "BankReturned", value.replace('\'', '"')));
        String outcome = "{'device':'wosi:A1','commandId':'c','idempotencyKey':null,'result':{'result':'half'}}";
        assertThat(reader.event(json(envelope("CommandSettled", outcome))).event())
                .isInstanceOf(UnknownEvent.class);
    }

    @Test
    void aDeadLetterOfALaterVersionDoesNotHideItsPage() {
        DeadLetter letter = reader.deadLetter(
                "billing",
                json("{'offset':7,'cause':'x','attempts':3,'since':'2026-01-02T03:04:05Z','event':"
                        + envelope("Teleported", "{'device':'wosi:A1'}") + "}"));

        assertThat(letter.record().offset()).isEqualTo(7);
        assertThat(letter.record().event()).isInstanceOf(UnknownEvent.class);
    }

    @Test
    void anOutcomeThatIsNotUnderstoodIsNotGuessed() {
        assertThat(reader.outcome(DEVICE, json("{'result':'half','commandId':'c','epoch':1}")))
                .isInstanceOfSatisfying(
                        Unknown.class, unknown -> assertThat(unknown.reason()).isEqualTo(UnknownReason.OTHER));
        assertThat(reader.outcome(DEVICE, json("{'result':'done','commandId':'c','epoch':1,'reply':{'type':'Flown'}}")))
                .isInstanceOf(Unknown.class);
        assertThat(reader.outcome(
                        DEVICE,
                        json("{'result':'notSent','commandId':'c','epoch':0,'reason':'FULL_MOON','detail':'wait'}")))
                .isEqualTo(new NotSent<>("c", 0, NotSentReason.OTHER, "FULL_MOON: wait"));
        assertThat(reader.outcome(
                        DEVICE,
                        json("{'result':'unknown','commandId':'c','epoch':3,'reason':'FULL_MOON','detail':'wait'}")))
                .isEqualTo(new Unknown<>("c", 3, UnknownReason.OTHER, "FULL_MOON: wait"));
    }

    @Test
    void aDeviceInAStateOfALaterVersionIsNotCountedOn() {
        Device device = reader.device(json("{'id':'wosi:A1','labels':{},'enabled':true,'presence':'asleep',"
                + "'presenceReason':'FULL_MOON','presenceDetail':'','epoch':1,'slots':[{'slot':1,'content':'UMBRELLA',"
                + "'bank':null,'chargePercent':null,'offset':1,'at':'2026-01-02T03:04:05Z','returned':false}],"
                + "'lanes':[{'lane':1,'condition':'JAMMED','vended':1,'lastOrder':null,'offset':1,"
                + "'at':'2026-01-02T03:04:05Z'}],'facts':[]}"));

        assertThat(device.presence().state()).isEqualTo(Presence.State.STALE);
        assertThat(device.presence().reason()).isEqualTo(Presence.Reason.OTHER);
        assertThat(device.slots().get(1).report().content()).isEqualTo(SlotContent.UNKNOWN);
        assertThat(device.lanes()).containsKey(1);
    }

    @Test
    void aConsumerInAStateOfALaterVersionIsNotTakenForOneThatRuns() {
        assertThat(reader.consumer(json("{'name':'billing','state':'dreaming','position':1}"))
                        .state())
                .isEqualTo(ConsumerState.STOPPED);
    }
}
