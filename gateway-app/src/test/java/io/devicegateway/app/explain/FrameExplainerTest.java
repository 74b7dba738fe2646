package io.devicegateway.app.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.devicegateway.app.explain.FrameInput.BadInput;
import io.devicegateway.app.explain.FrameInput.Notation;
import io.devicegateway.app.text.Messages;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class FrameExplainerTest {
    private final FrameExplainer explainer = new FrameExplainer(new FakeProtocol());

    @Test
    void explainsGluedFramesAndWhatStandsBetweenThem() {
        assertThat(english("a503014142 43 00 a50202 0700 a501")).isEqualTo("""
                Greeting, sent by the device: bytes 0 to 5, 6 in all
                offset  bytes     field   value  meaning
                     0  A5        magic   165
                     1  03        length  3
                     2  01        code    1      greeting
                     3  41 42 43  name    ABC

                Passed over: bytes 6 to 6, 1 in all, belong to no frame (noise)
                        00

                Level, sent by the device: bytes 7 to 11, 5 in all
                offset  bytes  field       value  meaning
                     0  A5     magic       165
                     1  02     length      2
                     2  02     code        2      level
                     3  07     level       7
                     4  00     (not read)
                  ! bad-level at offset 3: level is 7, expected 0 or 1

                Incomplete: bytes 12 to 13, 2 in all, are the beginning of a frame whose rest is missing
                        A5 01
                """);
    }

    @Test
    void explainsInChinese() {
        List<Part> parts = explainer.explain(bytes("a501 0207"), Direction.DEVICE, false);
        assertThat(String.join("\n", new ExplanationText(Messages.chinese()).lines(parts)))
                .isEqualTo("""
                Level，由设备发送：字节 0 至 3，共 4 字节
                偏移  字节  字段  值   含义
                   0  A5    魔数  165
                   1  01    长度  1
                   2  02    代码  2    电量
                   3  07    电量  7
                  ! 偏移 3 处 bad-level：电量为 7，应为 0 或 1""");
    }

    @Test
    void aFrameOfTheOtherSideIsRecognised() {
        assertThat(english("a50081")).isEqualTo("""
                Not understood, sent by the device: bytes 0 to 2, 3 in all
                offset  bytes  field   value  meaning
                     0  A5     magic   165
                     1  00     length  0
                     2  81     code    129
                  X unknown-code: code 129 at offset 2 is neither 1 nor 2
                  > It makes sense as sent by the server: try --from server
                """);
        assertThat(explainer.explain(bytes("a50081"), Direction.DEVICE, true))
                .singleElement()
                .isInstanceOfSatisfying(Part.Frame.class, frame -> {
                    assertThat(frame.direction()).isEqualTo(Direction.SERVER);
                    assertThat(frame.message()).isEqualTo("Question");
                    assertThat(frame.failure()).isNull();
                });
    }

    @Test
    void tellsWhereTheStreamEnds() {
        assertThat(english("ff0102")).isEqualTo("""
                Not understood from here on: bytes 0 to 2, 3 in all; the connection would be closed
                  X end: FF at offset 0 ends the conversation
                        FF 01 02
                """);
    }

    @Test
    void theJsonFormHasEverything() {
        List<Part> parts = explainer.explain(bytes("a50102070101"), Direction.DEVICE, false);
        assertThat(new ExplanationJson(Messages.english()).parts(parts).toString())
                .isEqualTo(
                        "[{\"part\":\"frame\",\"offset\":0,\"bytes\":\"a5010207\",\"from\":\"device\",\"message\":\"Level\","
                                + "\"fields\":[{\"offset\":0,\"length\":1,\"bytes\":\"a5\",\"name\":\"magic\",\"value\":\"165\","
                                + "\"meaning\":null},{\"offset\":1,\"length\":1,\"bytes\":\"01\",\"name\":\"length\",\"value\":\"1\","
                                + "\"meaning\":null},{\"offset\":2,\"length\":1,\"bytes\":\"02\",\"name\":\"code\",\"value\":\"2\","
                                + "\"meaning\":\"level\"},{\"offset\":3,\"length\":1,\"bytes\":\"07\",\"name\":\"level\",\"value\":\"7\","
                                + "\"meaning\":null}],\"anomalies\":[{\"kind\":\"bad-level\",\"offset\":3,"
                                + "\"detail\":\"level is 7, expected 0 or 1\"}]},"
                                + "{\"part\":\"skipped\",\"offset\":4,\"bytes\":\"01\",\"anomaly\":\"noise\"},"
                                + "{\"part\":\"skipped\",\"offset\":5,\"bytes\":\"01\",\"anomaly\":\"noise\"}]");
    }

    @Test
    void shortensLongFieldsAndShowsControlCharacters() {
        String name = "00".repeat(20);
        assertThat(english("a51401" + name))
                .contains("     3  00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 … +4  name    \\x00\\x00");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a5 01 02|a50102",
                "A50102|a50102",
                "0xa5,0x01, 0x02|a50102",
                "a5:01-02|a50102",
                "< a501|a501",
                "|''",
            })
    void readsHexadecimal(String text, String bytes) throws BadInput {
        assertThat(FrameInput.read(text == null ? "" : text, Notation.HEX).bytes())
                .isEqualTo(bytes(bytes));
    }

    @Test
    void readsWhoSentIt() throws BadInput {
        assertThat(FrameInput.read("< a5", Notation.HEX).direction()).isEqualTo(Direction.DEVICE);
        assertThat(FrameInput.read("> a5", Notation.HEX).direction()).isEqualTo(Direction.SERVER);
        assertThat(FrameInput.read("a5", Notation.HEX).direction()).isNull();
    }

    @Test
    void readsTextWithEscapes() throws BadInput {
        assertThat(FrameInput.read("a\\r\\n\\t\\\\\\x41é", Notation.TEXT).bytes())
                .isEqualTo(bytes("610d0a095c41c3a9"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a5 0g", "xyz", "a5 0", "a"})
    void refusesWhatIsNoHexadecimal(String text) {
        assertThatThrownBy(() -> FrameInput.read(text, Notation.HEX)).isInstanceOf(BadInput.class);
    }

    @Test
    void saysWhereTheInputIsWrong() {
        assertThatThrownBy(() -> FrameInput.read("a5 0g", Notation.HEX))
                .hasMessage("'g' at column 5 is no hexadecimal digit");
        assertThatThrownBy(() -> FrameInput.read("a5 0", Notation.HEX))
                .hasMessage("the digit '0' at the end lacks its partner: two digits make a byte");
        assertThatThrownBy(() -> FrameInput.read("ab\\q", Notation.TEXT))
                .hasMessage("the backslash at column 3 starts no escape; known are \\r, \\n, \\t, \\\\ and \\xNN");
    }

    private String english(String hex) {
        List<Part> parts = explainer.explain(bytes(hex), Direction.DEVICE, false);
        return String.join("\n", new ExplanationText(Messages.english()).lines(parts)) + "\n";
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }
}
