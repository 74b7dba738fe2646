package io.devicegateway.app.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.devicegateway.app.text.Messages;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class EventTextTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final EventText english = new EventText(Messages.english(), ZoneOffset.UTC);
    private final EventText chinese = new EventText(Messages.chinese(), ZoneOffset.ofHours(8));

    @Test
    void saysAnEventInOneLine() {
        JsonNode event = read("""
                {"type":"io.devicegateway.BankReturned","subject":"wosi:A","time":"2026-11-20T10:00:00.5Z","offset":7,
                 "data":{"device":"wosi:A","slot":3,"bank":"RL1A7C000041","decidedBy":"AUTHORITY"}}""");
        assertThat(english.line(event))
                .isEqualTo("2026-11-20 10:00:00.500  #7  wosi:A  BankReturned  slot=3 bank=RL1A7C000041"
                        + " decidedBy=AUTHORITY");
        assertThat(chinese.line(event))
                .isEqualTo("2026-11-20 18:00:00.500  #7  wosi:A  归还  仓位=3 充电宝=RL1A7C000041 判定者=AUTHORITY");
    }

    @Test
    void saysWhatIsNestedShortly() {
        JsonNode settled = read("""
                {"device":"wosi:A","commandId":"c1-5","idempotencyKey":"k","result":{"result":"done","commandId":"c1-5","epoch":2,
                 "reply":{"type":"BankReleased","slot":1,"bank":null,"cause":"RENT"}}}""");
        assertThat(english.fields(settled))
                .isEqualTo("commandId=c1-5 result=done(reply=BankReleased(slot=1 cause=RENT))");
        JsonNode inventory = read("""
                {"slots":[{"slot":1,"content":"BANK","bank":"X1","chargePercent":80},
                 {"slot":2,"content":"EMPTY","bank":null,"chargePercent":null}],"complete":true}""");
        assertThat(english.fields(inventory)).isEqualTo("slots=[1:X1(80%), 2:empty]");
        assertThat(english.fields(read("{\"command\":{\"type\":\"QueryInventory\"}}")))
                .isEqualTo("command=QueryInventory");
    }

    @Test
    void saysOfManyNumbersTheFirst() {
        assertThat(english.fields(read("{\"samples\":[1,2,3,4,5,6,7,8,9,10,11,12]}")))
                .isEqualTo("samples=[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]");
        assertThat(english.fields(read("{\"samples\":[1,2,3,4,5,6,7,8,9,10,11,12,13]}")))
                .isEqualTo("samples=[1, 2, 3, 4, … 13]");
    }

    @Test
    void survivesWhatItDoesNotKnow() {
        assertThat(english.line(read("{}"))).isEqualTo("-  #?  ?  ");
        assertThat(english.fields(read("{\"text\":\"two words\",\"none\":null}")))
                .isEqualTo("text=\"two words\"");
        assertThat(english.time("no time")).isEqualTo("no time");
    }

    private static JsonNode read(String json) {
        return JSON.readTree(json);
    }
}
