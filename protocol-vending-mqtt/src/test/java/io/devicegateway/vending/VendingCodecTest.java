package io.devicegateway.vending;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.devicegateway.protocol.DecodeListener;
import io.devicegateway.protocol.MalformedFrame;
import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VendingCodecTest {
    private static final String DEVICE = "866710036447339";

    private final VendingCodec codec = new VendingCodec(VendingSettings.DEFAULT);
    private final Explained explained = new Explained();

    private VendingUplink decode(String json) throws MalformedFrame {
        return codec.decode(json.getBytes(UTF_8), explained);
    }

    private static String message(int code, String content) {
        return "{\"c\":" + code + ",\"f\":\"" + DEVICE + "\",\"t\":\"CQAZ01\",\"m\":\"" + content + "\",\"mi\":5}";
    }

    @Test
    void explainsASaleFieldByFieldInBothLanguages() throws MalformedFrame {
        codec.decode(
                "{\"c\": 23,\"f\":\"866710036447339\",\"t\":\" CQAZ01\",\"m\":\"1&12843893&4&0\",\"mi\":2}"
                        .getBytes(UTF_8),
                explained);

        assertThat(explained.fields())
                .extracting(field -> field.offset() + " " + field.name().en() + "/"
                        + field.name().zh() + " " + field.value() + " "
                        + (field.meaning() == null
                                ? ""
                                : field.meaning().en() + "/" + field.meaning().zh()))
                .containsExactly(
                        "1 c/指令 23 result of a vend/出货执行结果",
                        "9 f/发送方 866710036447339 ",
                        "31 t/接收方  CQAZ01 ",
                        "50 lane/货道号 1 ",
                        "52 order/销售单号 12843893 ",
                        "61 result/执行结果 4 motor short circuit/电机短路",
                        "63 extra/多余字段 0 not in the document/文档未定义",
                        "66 mi/消息号 2 ");
        assertThat(explained.kinds()).containsExactly("blank-in-id", "extra-part");
    }

    @Test
    void explainsWhatTheServerSends() throws MalformedFrame {
        codec.decodeDownlink(
                "{\"c\":22,\"f\":\"CQAZ01\",\"t\":\"866710036447339\",\"m\":\"1&12843893\",\"mi\":2}".getBytes(UTF_8),
                explained);

        assertThat(explained.first("c").orElseThrow().meaning().zh()).isEqualTo("提货指令");
        assertThat(explained.first("order").orElseThrow().value()).isEqualTo("12843893");
        assertThat(explained.anomalies()).isEmpty();
    }

    @Test
    void theOrderOfMembersDoesNotMatter() throws MalformedFrame {
        VendingUplink read = decode("{\"m\":\"1&77&0\",\"mi\":2,\"t\":\"CQAZ01\",\"f\":\"A_-1\",\"c\":23}");

        assertThat(read)
                .isEqualTo(new VendingUplink.VendReport(
                        new VendingUplink.Head("A_-1", 2, "1&77&0"), 1, "77", "0", List.of()));
        assertThat(explained.anomalies()).isEmpty();
    }

    @Test
    void escapesAreUndone() throws MalformedFrame {
        VendingUplink read = decode(message(23, "1\\u002677\\u00260"));

        assertThat(read).isInstanceOf(VendingUplink.VendReport.class);
        assertThat(explained.first("m")).isPresent();
    }

    @Test
    void unknownMembersAreCounted() throws MalformedFrame {
        decode("{\"c\":35,\"f\":\"A\",\"t\":\"CQAZ01\",\"m\":\"1\",\"mi\":1,\"x\":[1,{\"y\":\"}\"}],\"mi\":2}");

        assertThat(explained.kinds()).containsExactly("extra-member", "member-twice");
        assertThat(explained.first("x").orElseThrow().meaning().en()).isEqualTo("not in the document");
    }

    @ParameterizedTest
    @CsvSource({
        "-1, 0",
        "2147483648, 0",
        "99999999999, 0",
        "1.5, 0",
        "0, 0",
        "2147483647, 2147483647",
        "0007, 7",
    })
    void messageNumbers(String text, int expected) throws MalformedFrame {
        VendingUplink read = decode("{\"c\":35,\"f\":\"A\",\"t\":\"CQAZ01\",\"m\":\"1\",\"mi\":" + text + "}");

        assertThat(read.head().messageId()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"-18.5,-18.5", "25,25", "+3,3", "0.0,0.0", "1e9,", "--,", "127,127", "1234567890,"})
    void temperatures(String text, BigDecimal expected) throws MalformedFrame {
        assertThat(decode(message(31, text)))
                .isEqualTo(
                        new VendingUplink.TemperatureReport(new VendingUplink.Head(DEVICE, 5, text), expected, text));
    }

    @ParameterizedTest
    @CsvSource({"0,0", "31,31", "32,", "99,", "x,", "-1,"})
    void signals(String text, Integer expected) throws MalformedFrame {
        VendingUplink.Network read = (VendingUplink.Network) decode(message(33, text + "&1&"));

        assertThat(read.rssi()).isEqualTo(expected);
        assertThat(read.iccid()).isEqualTo("1");
        assertThat(read.cell()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "1&2", "x&2&0", "&2&0", "1&&0", "-1&2&0", "99999999999&2&0"})
    void whatIsNoResultIsKept(String content) throws MalformedFrame {
        VendingUplink.Other read = (VendingUplink.Other) decode(message(23, content));

        assertThat(read.code()).isEqualTo("23");
        assertThat(read.why()).isNotEmpty();
        assertThat(explained.kinds()).contains("unreadable-content");
    }

    @Test
    void anUndocumentedPartThatContradictsIsCounted() throws MalformedFrame {
        decode(message(23, "1&2&0&7"));

        assertThat(explained.kinds()).containsExactly("extra-part", "extra-not-zero");
    }

    @Test
    void theResultMayStandElsewhere() throws MalformedFrame {
        VendingSettings.Wire wire = VendingSettings.Wire.DEFAULT;
        VendingCodec other = new VendingCodec(VendingSettings.DEFAULT.with(
                new VendingSettings.Wire(wire.serverId(), wire.serverIdOnWire(), false, 1, 255, 3, 65_536, 32, null)));

        VendingUplink.VendReport read =
                (VendingUplink.VendReport) other.decode(message(23, "1&2&x&0").getBytes(UTF_8), explained);

        assertThat(read.result()).isEqualTo("0");
        assertThat(read.extra()).containsExactly("x");
    }

    /** What the other reader of JSON forgives, this one does: they are one. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'\uFEFF{\"c\":23,\"f\":\"A\",\"t\":\"CQAZ01\",\"m\":\"1&7&0\",\"mi\":2}'|byte-order-mark",
                "{\"c\":23,\"f\":\"A\",\"x\":,\"t\":\"CQAZ01\",\"m\":\"1&7&0\",\"mi\":2}|missing-value",
                "{\"c\":23,,\"f\":\"A\",\"t\":\"CQAZ01\",\"m\":\"1&7&0\",\"mi\":2}|stray-comma",
                "{\"c\":23，\"f\":\"A\",\"t\":\"CQAZ01\",\"m\":\"1&7&0\",\"mi\":2}|full-width-comma",
                "{\"c\":23 \"f\":\"A\",\"t\":\"CQAZ01\",\"m\":\"1&7&0\",\"mi\":2}|missing-comma",
                "{\"c\":23,\"f\":\"A\",\"t\":\"CQAZ01\",\"m\":\"1&7&0\",\"mi\":2}OK|trailing"
            })
    void carelessJsonCostsNoSale(String text, String kind) throws MalformedFrame {
        List<String> kinds = new java.util.ArrayList<>();
        VendingUplink message = new VendingCodec(VendingSettings.DEFAULT)
                .decode(text.getBytes(UTF_8), new DecodeListener() {
                    @Override
                    public void anomaly(String found, int offset, Label detail) {
                        kinds.add(found);
                    }
                });
        assertThat(message)
                .isEqualTo(
                        new VendingUplink.VendReport(new VendingUplink.Head("A", 2, "1&7&0"), 1, "7", "0", List.of()));
        assertThat(kinds).contains(kind);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "hello|no-object",
                "{|short-frame",
                "{}|no-code",
                "{\"c\":35}|no-sender",
                "{\"c\":35,\"f\":\"\"}|bad-device",
                "{\"c\":35,\"f\":\"a b\"}|bad-device",
                "{\"c\":35,\"f\":\"123456789012345678901234567890123\"}|bad-device",
                "{\"c\":[1],\"f\":\"A\"}|no-code",
                "{\"c\" 35}|bad-syntax",
                "{c:35}|bad-syntax",
                "{\"c\":}|no-code",
                "{\"c\":35,\"f\":}|no-sender",
                "{\"c\":35,\"f\":\"000000000000000\"}|bad-device",
                "{\"c\":35,\"f\":000000000000000}|bad-device",
                "{\"c\":35,\"f\":\"FFFFFFFF\"}|bad-device",
                "{\"c\":35,\"f\":true}|bad-device",
                "{\"c\":35,\"f\":null}|bad-device",
                "{\"c\":35,\"f\":1e3}|bad-device",
                "{\"c\":35,\"f\":8.65e14}|bad-device",
                "{\"c\":35,\"f\":866710036447339.0}|bad-device",
                "{\"c\":35,\"f\":\"A|short-frame",
                "{\"c\":35,\"f\":{\"A\":1|short-frame",
                "{\"c\":22,\"f\":\"A\",\"t\":\"CQAZ01\",\"m\":\"1&2\",\"mi\":1}|echo",
                "{\"c\":35,\"f\":\"CQAZ01\",\"t\":\"A\",\"m\":\"1\",\"mi\":1}|echo",
            })
    void malformed(String text, String kind) {
        assertThatThrownBy(() -> decode(text))
                .isInstanceOfSatisfying(
                        MalformedFrame.class, e -> assertThat(e.kind()).isEqualTo(kind));
    }

    @Test
    void longMessagesAreNotRead() {
        byte[] wire = new byte[65_537];

        assertThatThrownBy(() -> codec.decode(wire, explained))
                .isInstanceOfSatisfying(
                        MalformedFrame.class, e -> assertThat(e.kind()).isEqualTo("too-long"));
        assertThat(codec.sender(wire)).isEmpty();
    }

    @Test
    void manyLanesAreNotRead() throws MalformedFrame {
        assertThat(decode(message(25, "0,".repeat(1025)))).isInstanceOf(VendingUplink.Other.class);
        assertThat(decode(message(27, "0,".repeat(1025)))).isInstanceOf(VendingUplink.Other.class);
    }

    @Test
    void theServersOwnMessagesHaveNoSender() {
        assertThat(codec.sender("{\"c\":22,\"f\":\" CQAZ01\",\"t\":\"1\"}".getBytes(UTF_8)))
                .isEmpty();
        assertThat(codec.sender("{\"f\":\" 42 \"}".getBytes(UTF_8))).contains("42");
    }

    @Test
    void whatACabinetSendsIsNotWritten() {
        assertThatThrownBy(() -> codec.encode(new VendingUplink.Heartbeat(new VendingUplink.Head("A", 1, "1"), 1)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
