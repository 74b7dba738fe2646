package io.devicegateway.pressure;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.devicegateway.api.PressureSamples.Channel;
import io.devicegateway.protocol.DecodeListener;
import io.devicegateway.protocol.MalformedFrame;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read of messages, what is counted, what is explained, and what is written. */
class PressureCodecTest {
    private final PressureCodec codec = new PressureCodec(PressureSettings.DEFAULT);

    private PressureUplink read(String json, Explained explained) throws MalformedFrame {
        return codec.decode(json.getBytes(UTF_8), explained);
    }

    private PressureUplink.PushMsg push(String members) throws MalformedFrame {
        return (PressureUplink.PushMsg) read("{\"cmd\":\"push_msg\"," + members + "}", new Explained());
    }

    private List<String> deviations(String members) throws MalformedFrame {
        Explained explained = new Explained();
        read("{\"cmd\":\"push_msg\",\"IMEI\":\"865501040783269\",\"packnum\":\"1\"," + members + "}", explained);
        return explained.kinds();
    }

    @RepeatedTest(300)
    void uplinksRoundTrip(RepetitionInfo round) throws MalformedFrame {
        PressureUplink message = new RandomMessages(round.getCurrentRepetition()).uplink();
        byte[] wire = PressureUplinkEncoder.encode(message);
        Explained explained = new Explained();
        PressureUplink read = codec.decode(wire, explained);
        assertThat(explained.kinds()).isEmpty();
        assertThat(withoutFingerprint(read)).isEqualTo(message);
        assertThat(PressureUplinkEncoder.encode(read)).isEqualTo(wire);
        assertThat(codec.decode(wire, DecodeListener.NONE)).isEqualTo(read);
    }

    @RepeatedTest(100)
    void downlinksRoundTrip(RepetitionInfo round) throws MalformedFrame {
        PressureDownlink message = new RandomMessages(round.getCurrentRepetition()).downlink();
        byte[] wire = codec.encode(message);
        Explained explained = new Explained();
        assertThat(codec.decodeDownlink(wire, explained)).isEqualTo(message);
        assertThat(explained.kinds()).isEmpty();
    }

    private static PressureUplink withoutFingerprint(PressureUplink read) {
        return switch (read) {
            case PressureUplink.PushMsg push ->
                new PressureUplink.PushMsg(
                        push.imei(),
                        push.packnum(),
                        push.group(),
                        push.time(),
                        push.channels(),
                        push.temperature(),
                        push.humidity(),
                        0);
            case PressureUplink.PushInfo push ->
                new PressureUplink.PushInfo(push.imei(), push.ccid(), push.location(), 0);
            case PressureUplink.PushOnline push ->
                new PressureUplink.PushOnline(push.imei(), push.packnum(), push.sensors(), 0);
            default -> read;
        };
    }

    @Test
    void theOrderOfTheMembersMakesNoDifference() throws MalformedFrame {
        PressureUplink.PushMsg push = (PressureUplink.PushMsg) read(
                "{\"data1\":\"0001\",\"IMEI\":\"865501040783269\",\"packnum\":\"5\",\"cmd\":\"push_msg\"}",
                new Explained());
        assertThat(push.channels()).containsExactly(new Channel(1, new int[] {1}));
        assertThat(push.packnum()).isEqualTo(new JsonText("5", true));
    }

    @Test
    void channelsAreOrderedByTheirIndexAndTheLastOfTwoHolds() throws MalformedFrame {
        assertThat(push("\"data8\":\"0001\",\"data0\":\"0002\",\"data8\":\"0003\"")
                        .channels())
                .containsExactly(new Channel(0, new int[] {2}), new Channel(8, new int[] {3}));
    }

    @Test
    void aNumberKeepsItsDigits() throws MalformedFrame {
        PressureUplink.PushMsg push = push("\"temperature\":\"-05.50\",\"humidity\":030");
        assertThat(push.temperature()).isEqualTo(new BigDecimal("-5.50"));
        assertThat(push.humidity()).isEqualTo(new BigDecimal("30"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"data0\":\"0000\"                       | sample-count",
                "\"data0\":\"\"                           | sample-count",
                "\"data0\":\"00,,01\"                     | unreadable-samples",
                "\"data0\":\"12345\"                      | unreadable-samples",
                "\"data0\":\"-001\"                       | unreadable-samples",
                "\"data0\":\"00\\u0030\"                  | unreadable-samples",
                "\"data0\":1                              | unreadable-samples",
                "\"data0\":[\"0000\"]                     | unreadable-samples",
                "\"temperature\":\"warm\"                 | bad-number",
                "\"temperature\":\"1e3\"                  | bad-number",
                "\"temperature\":\"1234567890123456789\"  | bad-number",
                "\"temperature\":25.5                     | value-type",
                "\"temperature\":null                     | value-type",
                "\"temperature\":{}                       | value-type",
                "\"temperature\":                         | missing-value",
                "\"temperature\":\" 25.5\"                | blank-in-text",
                "\"time\":\"15.06.2019\"                  | bad-time",
                "\"time\":\"2019-13-01 00:00:00\"         | bad-time",
                "\"time\":\"1970-01-01 00:00:00\"         | clock-not-set",
                "\"data9\":\"0000\"                       | unknown-key",
                "\"st9\":[1]                              | unknown-key",
                "\"err3num\":\"1\"                        | unknown-key",
                "\"Time\":\"x\"                           | unknown-key",
                "\"\":\"x\"                               | unknown-key",
                "\"location\":\"113.5\"                   | bad-location",
                "\"location\":\"22.2,113.5\"              | location-swapped",
                "\"location\":\"200,22\"                  | bad-location",
            })
    void deviationsAreCounted(String members, String kind) throws MalformedFrame {
        assertThat(deviations(members)).containsExactly(kind);
    }

    @Test
    void aDeviationIsCountedWhereItIs() throws MalformedFrame {
        Explained explained = new Explained();
        String json = "{\"cmd\":\"ping\"，\"IMEI\":\"865501040783269\"}";
        read(json, explained);
        assertThat(explained.anomalies()).singleElement().satisfies(anomaly -> {
            assertThat(anomaly.offset()).isEqualTo(json.indexOf('，'));
            assertThat(anomaly.detail().en()).contains("U+FF0C");
            assertThat(anomaly.detail().zh()).contains("全角逗号");
        });
    }

    @Test
    void moreSamplesThanExpectedAreTaken() throws MalformedFrame {
        String twoHundred = "FFFF" + ",FFFF".repeat(199);
        assertThat(push("\"data0\":\"" + twoHundred + "\"").channels().get(0).samples())
                .hasSize(200);
        assertThat(push("\"data0\":\"" + twoHundred + ",0000\"")
                        .channels()
                        .get(0)
                        .samples())
                .isNull();
    }

    @Test
    void anotherNumberOfSamplesCanBeExpected() throws MalformedFrame {
        PressureSettings.Reports usual = PressureSettings.Reports.DEFAULT;
        PressureCodec two = new PressureCodec(PressureSettings.DEFAULT.with(new PressureSettings.Reports(
                2, usual.dedup(), usual.remembered(), usual.deviceZone(), usual.requestedWithin(), null)));
        Explained explained = new Explained();
        two.decode(
                "{\"cmd\":\"push_msg\",\"IMEI\":\"865501040783269\",\"packnum\":\"1\",\"data0\":\"0001,0002\"}"
                        .getBytes(UTF_8),
                explained);
        assertThat(explained.kinds()).isEmpty();
    }

    @Test
    void theSameBytesHaveTheSameFingerprintAndOthersHaveNot() throws MalformedFrame {
        long one = push("\"packnum\":\"1\",\"data0\":\"0000\"").fingerprint();
        assertThat(push("\"packnum\":\"1\",\"data0\":\"0000\"").fingerprint()).isEqualTo(one);
        assertThat(push("\"packnum\":\"1\",\"data0\":\"0001\"").fingerprint()).isNotEqualTo(one);
        assertThat(push("\"packnum\":\"2\",\"data0\":\"0000\"").fingerprint()).isNotEqualTo(one);
    }

    @Test
    void anUnknownMessageSurvives() throws MalformedFrame {
        String json = "{\"cmd\":\"r\\u0065boot\\n\",\"IMEI\":\"865501040783269\"}";
        assertThat(read(json, new Explained()))
                .isEqualTo(new PressureUplink.Unknown("865501040783269", "reboot\n", json.length()));
        byte[] frame = "{\"cmd\":\"ping\"}".getBytes(UTF_8);
        assertThat(codec.decodeDownlink(frame, new Explained()))
                .isInstanceOfSatisfying(PressureDownlink.Unknown.class, unknown -> {
                    assertThat(unknown.cmd()).isEqualTo("ping");
                    assertThat(codec.encode(unknown)).isEqualTo(frame);
                });
    }

    @Test
    void aTextThatIsTooLongIsCut() throws MalformedFrame {
        Explained explained = new Explained();
        PressureUplink read = read("{\"cmd\":\"version_ack\",\"version\":\"" + "1".repeat(500) + "\"}", explained);
        assertThat(explained.kinds()).containsExactly("long-text");
        assertThat(((PressureUplink.VersionAck) read).version()).hasSize(128);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ping                            | no-object",
                "{                               | short-frame",
                "{\"cmd\":\"ping\"               | short-frame",
                "{\"cmd\":\"ping                 | short-frame",
                "{\"cmd                          | short-frame",
                "{\"x\":[1                       | short-frame",
                "{\"x\":[\"                      | short-frame",
                "{\"x\":\"\\                     | short-frame",
                "{cmd:1}                         | bad-syntax",
                "{\"cmd\" \"ping\"}              | bad-syntax",
                "{\"cmd\":]}                     | bad-syntax",
                "{}                              | no-cmd",
                "{\"cmd\":\"\"}                  | no-cmd",
                "{\"cmd\":[]}                    | no-cmd",
                "{\"cmd\":\"push_msg\",\"data0\":\"0 | short-frame",
            })
    void whatCannotBeUnderstoodIsMalformed(String json, String kind) {
        assertThatThrownBy(() -> read(json, new Explained())).isInstanceOfSatisfying(MalformedFrame.class, e -> {
            assertThat(e.kind()).isEqualTo(kind);
            assertThat(e.getMessage()).isNotBlank();
        });
    }

    @Test
    void aTimeThatIsNoneIsMalformed() {
        assertThatThrownBy(() -> codec.decodeDownlink("{\"cmd\":\"time_ack\"}".getBytes(UTF_8), new Explained()))
                .isInstanceOfSatisfying(
                        MalformedFrame.class, e -> assertThat(e.kind()).isEqualTo("no-timestamp"));
    }

    // explaining

    @Test
    void eachMemberIsExplainedInBothLanguages() throws MalformedFrame {
        Explained explained = new Explained();
        String json =
                "{\"cmd\":\"push_msg\",\"IMEI\":\"865501040783269\",\"packnum\":\"1\",\"time\":\"2024-07-16 08:00:00\","
                        + "\"data3\":\"0001,7f00\",\"temperature\":\"25.5\",\"humidity\":\"30.3\",\"groupid\":\"1\",\"n\":[1]}";
        read(json, explained);
        assertThat(explained.fields())
                .extracting(
                        field -> field.name().en(),
                        field -> field.name().zh(),
                        Explained.Field::value,
                        field -> field.meaning() == null ? "" : field.meaning().en())
                .containsExactly(
                        row("cmd", "命令", "push_msg", "samples"),
                        row("IMEI", "设备的唯一标识", "865501040783269", ""),
                        row("packnum", "包号", "1", ""),
                        row("time", "设备当前时间", "2024-07-16 08:00:00", "2024-07-16T08:00"),
                        row("data3", "第4路485数据", "0001,7f00", "2 samples, 1 to 32512"),
                        row("temperature", "设备当前温度", "25.5", "25.5 °C"),
                        row("humidity", "设备当前湿度", "30.3", "30.3 %"),
                        row("groupid", "组号（V1.0.2之前）", "1", ""),
                        row("n", "文档未定义", "1", "not in the document"));
        assertThat(explained.first("data3").orElseThrow().offset()).isEqualTo(json.indexOf("\"data3\""));
        assertThat(explained.first("data3").orElseThrow().length()).isEqualTo("\"data3\":\"0001,7f00\"".length());
    }

    @Test
    void statesAreExplainedWithTheirPlace() throws MalformedFrame {
        Explained explained = new Explained();
        read(
                "{\"cmd\":\"push_online\",\"st4\":[2],\"dt4\":[1],\"st5\":[01],\"st6\":[9],\"dt7\":\"x\",\"st8\":[]}",
                explained);
        assertThat(explained.fields().stream()
                        .skip(1)
                        .map(field ->
                                field.meaning() == null ? "" : field.meaning().en()))
                .containsExactly(
                        "line 2, sensor 2: high-frequency interference",
                        "line 2, sensor 2: crystal abnormal",
                        "line 3, sensor 2: pair of a railway device: 01",
                        "line 1, sensor 3: not in the document",
                        "line 2, sensor 3: not in the document",
                        "not understood");
        assertThat(explained.first("st4").orElseThrow().meaning().zh()).isEqualTo("第2路2号传感器：高频干扰");
    }

    @Test
    void theOtherDirectionIsExplained() throws MalformedFrame {
        Explained explained = new Explained();
        codec.decodeDownlink("{\"cmd\":\"time_ack\",\"timestamp\":\"1583847057\"}".getBytes(UTF_8), explained);
        assertThat(explained.first("timestamp").orElseThrow().meaning().en()).isEqualTo("2020-03-10T13:30:57Z");
    }

    private static org.assertj.core.groups.Tuple row(Object... values) {
        return new org.assertj.core.groups.Tuple(values);
    }

    // writing

    @Test
    void whatIsWrittenEndsAsItIsConfigured() {
        PressureSettings.Wire crlf = new PressureSettings.Wire(
                65_536,
                Duration.ofSeconds(30),
                PressureSettings.Suffix.CRLF,
                false,
                PressureSettings.TimestampType.NUMBER,
                Duration.ZERO,
                true);
        PressureCodec other = new PressureCodec(PressureSettings.DEFAULT.with(crlf));
        assertThat(new String(other.encode(new PressureDownlink.Pong()), UTF_8)).isEqualTo("{\"cmd\":\"pong\"}\r\n");
        assertThat(new String(other.encode(new PressureDownlink.TimeAck(7)), UTF_8))
                .isEqualTo("{\"cmd\":\"time_ack\",\"timestamp\":7}\r\n");
        assertThat(new String(other.encode(new PressureDownlink.PushMsgAck(new JsonText("7", false))), UTF_8))
                .isEqualTo("{\"cmd\":\"push_msg_ack\",\"packnum\":\"7\"}\r\n");
    }

    @Test
    void anImeiIsEscaped() {
        assertThat(new String(codec.encode(new PressureDownlink.Update("a\"b\\c")), UTF_8))
                .isEqualTo("{\"cmd\":\"update\",\"IMEI\":\"a\\\"b\\\\c\"}");
    }

    @Test
    void aMessageOfAModuleIsNotWritten() {
        assertThatThrownBy(() -> codec.encode(new PressureUplink.Ping("865501040783269")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Ping");
    }

    /** What is no id names nobody: not a literal, not a power of ten, and not the zeros of a module that cannot read its own. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "true",
                "1e3",
                "8.65501040783269e14",
                "865501040783269.0",
                "-865501040783269",
                "\"865501\"",
                "\"86550104078326X\"",
                "\"000000000000000\"",
                "000000000000000",
                "0",
                "[865501040783269]"
            })
    void whatIsNoImeiIsMalformed(String imei) {
        assertThatThrownBy(() -> read(
                        "{\"cmd\":\"push_msg\",\"IMEI\":" + imei + ",\"packnum\":\"1\",\"data0\":\"0001\"}",
                        new Explained()))
                .isInstanceOfSatisfying(
                        MalformedFrame.class, e -> assertThat(e.kind()).isEqualTo("bad-imei"));
    }
}
