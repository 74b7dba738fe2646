package io.devicegateway.wosi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.devicegateway.protocol.DecodeListener;
import io.devicegateway.protocol.MalformedFrame;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WosiCodecTest {
    private static final int TOKEN = 0x11223344;

    private final WosiCodec lenient = new WosiCodec(WosiSettings.Wire.DEFAULT);
    private final WosiCodec strict = new WosiCodec(WosiSettings.Wire.DEFAULT.withStrict(true));

    // round trips

    @ParameterizedTest
    @ValueSource(longs = {1, 20, 300, 4000, 50_000})
    void whatIsSentReadsBackAsItWas(long seed) throws MalformedFrame {
        RandomMessages messages = new RandomMessages(seed);
        for (int i = 0; i < 2_000; i++) {
            WosiDownlink message = messages.downlink();
            Explained explained = new Explained();
            assertThat(strict.decodeDownlink(strict.encode(message), explained)).isEqualTo(message);
            assertThat(explained.kinds()).isSubsetOf("token");
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {2, 30, 400, 5000, 60_000})
    void whatACabinetSendsReadsBackAsItWas(long seed) throws MalformedFrame {
        RandomMessages messages = new RandomMessages(seed);
        for (int i = 0; i < 2_000; i++) {
            WosiUplink message = messages.uplink();
            byte[] frame = WosiUplinkEncoder.encode(message, TOKEN);
            assertThat(strict.decode(frame, DecodeListener.NONE)).isEqualTo(message);
            Explained explained = new Explained();
            assertThat(lenient.decode(frame, explained)).isEqualTo(message);
            assertThat(explained.kinds()).isSubsetOf("token", "retired-command");
            fieldsCoverTheFrame(explained, frame);
        }
    }

    /** The explainer leaves no byte out and names none twice. */
    private static void fieldsCoverTheFrame(Explained explained, byte[] frame) {
        int next = 0;
        for (Explained.Field field : explained.fields()) {
            assertThat(field.offset()).isEqualTo(next);
            assertThat(field.name().en()).isNotBlank();
            assertThat(field.name().zh()).isNotBlank();
            next += field.length();
        }
        assertThat(next).isEqualTo(frame.length);
    }

    // the checksum

    /** An XOR finds every single bit that is wrong, in the payload and in itself. */
    @Test
    void strictFindsEverySingleBitErrorInPayloadAndChecksum() {
        RandomMessages messages = new RandomMessages(7);
        for (int i = 0; i < 300; i++) {
            byte[] frame = WosiUplinkEncoder.encode(messages.uplink(), TOKEN);
            for (int at = 4; at < frame.length; at++) {
                if (at >= 5 && at < 9) {
                    continue;
                }
                for (int bit = 0; bit < 8; bit++) {
                    byte[] wrong = frame.clone();
                    wrong[at] ^= (byte) (1 << bit);
                    assertThatThrownBy(() -> strict.decode(wrong, DecodeListener.NONE))
                            .isInstanceOfSatisfying(
                                    MalformedFrame.class,
                                    e -> assertThat(e.kind()).isEqualTo("bad-checksum"));
                }
            }
        }
    }

    @Test
    void lenientCountsAWrongChecksumAndTakesTheFrame() throws MalformedFrame {
        byte[] wrong = Bytes.of("00 10 66 01 40 11 22 33 44 01 52 4c 31 41 7c 00 00 52");
        Explained explained = new Explained();
        assertThat(lenient.decode(wrong, explained))
                .isEqualTo(new WosiUplink.ReturnReport(TOKEN, 1, 0x524C31417C000052L));
        assertThat(explained.anomalies()).singleElement().satisfies(anomaly -> {
            assertThat(anomaly.kind()).isEqualTo("bad-checksum");
            assertThat(anomaly.offset()).isEqualTo(4);
            assertThat(anomaly.detail().en()).isEqualTo("CheckSum is 40, the payload's XOR is 41");
        });
        assertThatThrownBy(() -> strict.decode(wrong, DecodeListener.NONE))
                .hasMessage("CheckSum at offset 4 is 40, the payload's XOR is 41");
    }

    // heartbeats

    @Test
    void theCommonHeartbeatIsOneObject() throws MalformedFrame {
        WosiMessage first = lenient.decode(Bytes.of("00 07 61 01 00 11 22 33 44"), DecodeListener.NONE);
        WosiMessage second = lenient.decode(Bytes.of("00 07 61 01 00 11 22 33 44"), DecodeListener.NONE);
        assertThat(first).isSameAs(second);
    }

    @Test
    void anotherHeartbeatIsEchoedByteForByte() throws MalformedFrame {
        for (String hex : List.of(
                "00 07 61 01 00 00 00 12 34", "00 07 61 02 55 11 22 33 44", "00 0a 61 01 00 11 22 33 44 01 02 03")) {
            byte[] frame = Bytes.of(hex);
            assertThat(lenient.encode(lenient.decode(frame, DecodeListener.NONE)))
                    .isSameAs(frame);
        }
    }

    // deviations

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            version            | 00 07 67 02 00 11 22 33 44
            token              | 00 07 67 01 00 11 22 33 45
            bad-length         | 00 09 67 01 00 11 22 33 44
            bad-checksum       | 00 07 67 01 07 11 22 33 44
            trailing-bytes     | 00 08 67 01 09 11 22 33 44 09
            unknown-command    | 00 07 6b 01 00 11 22 33 44
            retired-command    | 00 0a 71 01 13 11 22 33 44 14 00 07
            mode-range         | 00 0a 72 01 1b 11 22 33 44 1f 00 04
            signal-range       | 00 0a 72 01 27 11 22 33 44 20 00 07
            volume-range       | 00 08 77 01 10 11 22 33 44 10
            empty-payload      | 00 07 70 01 00 11 22 33 44
            result-range       | 00 08 70 01 02 11 22 33 44 02
            result-range       | 00 11 65 01 01 11 22 33 44 03 02 00 00 00 00 00 00 00 00
            short-payload      | 00 09 65 01 02 11 22 33 44 03 01
            short-payload      | 00 0b 80 01 02 11 22 33 44 03 01 00 00
            heartbeat-range    | 00 11 6a 01 69 11 22 33 44 00 02 61 00 00 03 38 31 00 00
            missing-terminator | 00 0b 62 01 02 11 22 33 44 00 02 61 61
            string-length      | 00 0b 62 01 6b 11 22 33 44 00 0a 61 00
            literal-terminator | 00 0f 62 01 0b 11 22 33 44 00 06 61 5c 30 30 30 00
            inventory-length   | 00 08 64 01 01 11 22 33 44 01
            duplicate-slot     | 00 1c 64 01 02 11 22 33 44 02 05 00 00 00 00 00 00 00 01 04 05 00 00 00 00 00 00 00 01 04
            level-range        | 00 12 64 01 61 11 22 33 44 01 05 00 00 00 00 00 00 00 01 64
            """)
    void eachDeviationIsTakenAndCountedUnderItsName(String kind, String hex) throws MalformedFrame {
        Explained explained = new Explained();
        byte[] frame = Bytes.of(hex);
        lenient.decode(frame, explained);
        assertThat(explained.kinds()).containsExactly(kind);
        assertThat(explained.anomalies()).allSatisfy(anomaly -> {
            assertThat(anomaly.offset()).isBetween(0, frame.length);
            assertThat(anomaly.detail().en()).isNotBlank();
            assertThat(anomaly.detail().zh()).isNotBlank();
        });
        fieldsCoverTheFrame(explained, frame);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00",
                "00 07 61 01 00 11 22 33",
                "00 0c 60 01 00 11 22 33 44 55 66 77 88 02",
                "00 07 62 01 00 11 22 33 44",
                "00 07 64 01 00 11 22 33 44",
                "00 08 65 01 03 11 22 33 44 03",
                "00 0f 66 01 00 11 22 33 44 01 52 4c 31 41 7c 00 00",
                "00 07 77 01 00 11 22 33 44",
                "00 09 72 01 1f 11 22 33 44 1f 00",
                "00 0e 6a 01 08 11 22 33 44 00 02 61 00 00 03 38 31"
            })
    void aFrameThatLacksWhatItNeedsIsMalformed(String hex) {
        assertThatThrownBy(() -> lenient.decode(Bytes.of(hex), DecodeListener.NONE))
                .isInstanceOfSatisfying(
                        MalformedFrame.class, e -> assertThat(e.kind()).isEqualTo("short-frame"))
                .hasMessageContaining("needs");
    }

    // strings

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            00 0c 62 01 00 11 22 33 44 00 03 31 2e 00
            00 0b 62 01 00 11 22 33 44 00 02 31 2e
            00 0f 62 01 00 11 22 33 44 00 06 20 31 2e 20 00 00
            00 10 62 01 00 11 22 33 44 00 07 31 2e 00 41 42 43 00
            """)
    void aStringIsCutAtItsFirstNulAndFreedFromBlanks(String hex) throws MalformedFrame {
        assertThat(lenient.decode(Bytes.of(hex), DecodeListener.NONE)).isEqualTo(new WosiUplink.VersionReply("1."));
    }

    // logins

    @Test
    void aLoginOfTheSignedSiblingIsTold() throws MalformedFrame {
        // Magic A0A0; behind the box id a time and a count of slots.
        byte[] frame = Bytes.of("00 25 60 01 00 11 22 33 44 55 66 77 88 a0 a0 00 11"
                + "57 53 54 44 30 38 31 35 36 35 32 32 32 38 38 38 00 61 6b 5a 00 00");
        Explained explained = new Explained();
        assertThat(lenient.decode(frame, explained)).isEqualTo(new WosiUplink.SignedLogin(TOKEN, "WSTD081565222888"));
        assertThat(explained.kinds()).contains("signed-variant");
    }

    @Test
    void thatMagicAloneIsAnOrdinaryLogin() throws MalformedFrame {
        byte[] frame = Bytes.of("00 20 60 01 00 11 22 33 44 55 66 77 88 a0 a0 00 11"
                + "57 53 54 44 30 38 31 35 36 35 32 32 32 38 38 38 00");
        assertThat(lenient.decode(frame, DecodeListener.NONE))
                .isEqualTo(new WosiUplink.Login(TOKEN, 0x55667788, 0xA0A0, "WSTD081565222888"));
    }

    // encoding

    @Test
    void theTokenOfTheSettingsIsSentAndExpected() throws MalformedFrame {
        WosiCodec other = new WosiCodec(new WosiSettings.Wire(
                false, 0x00001234, WosiSettings.ReplyToken.ECHO, 4096, WosiSettings.Wire.DEFAULT.partialTimeout()));
        assertThat(Bytes.hex(other.encode(new WosiDownlink.Rent(12)))).isEqualTo("00 08 65 01 0c 00 00 12 34 0c");
        Explained explained = new Explained();
        other.decode(Bytes.of("00 07 67 01 00 00 00 12 34"), explained);
        assertThat(explained.kinds()).isEmpty();
    }

    @Test
    void whatDoesNotFitIsNotWritten() {
        for (WosiMessage message : List.of(
                new WosiDownlink.Rent(0),
                new WosiDownlink.Eject(256),
                new WosiDownlink.SetVolume(16),
                new WosiDownlink.LoginAnswer(TOKEN, 3),
                new WosiDownlink.ReturnAnswer(TOKEN, 1, 6),
                new WosiDownlink.SetServer("a", "1", 0),
                new WosiDownlink.SetServer("ü", "1", 30),
                new WosiDownlink.Upgrade("a", "21", "f", "u", "p\n"),
                new WosiDownlink.Truncated(0x65, new byte[9]),
                new WosiDownlink.Unknown(0x83, new byte[9]),
                new WosiUplink.RestartReply())) {
            assertThatThrownBy(() -> strict.encode(message))
                    .as("%s", message)
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void aPasswordIsNotShown() {
        WosiDownlink.Upgrade upgrade = new WosiDownlink.Upgrade("203.0.113.20", "21", "fw.bin", "ota", "s3cret@1");
        assertThat(upgrade.toString()).doesNotContain("s3cret");
    }

    // explaining

    @Test
    void aFrameIsExplainedInTheDocumentsWordsAndInEnglish() throws MalformedFrame {
        Explained explained = new Explained();
        lenient.decode(Bytes.of("00 11 65 01 74 11 22 33 44 03 01 52 4c 31 41 7c 00 00 64"), explained);
        assertThat(explained.fields())
                .extracting(field -> field.offset() + " " + field.length() + " "
                        + field.name().en() + " " + field.name().zh() + " " + field.value())
                .containsExactly(
                        "0 2 PacketLen 数据包的长度 17",
                        "2 1 Command 命令字 101",
                        "3 1 VSN 协议版本号 1",
                        "4 1 CheckSum 有效数据的字节异或 116",
                        "5 4 Token 会话令牌 11223344",
                        "9 1 Slot 槽位编号 3",
                        "10 1 Result 结果 1",
                        "11 8 TerminalID 充电宝ID 524c31417c000064");
        assertThat(explained.first("Command").orElseThrow().meaning().zh()).isEqualTo("借充电宝");
        assertThat(explained.first("Result").orElseThrow().meaning().en()).isEqualTo("ok");
        assertThat(explained.first("TerminalID").orElseThrow().meaning().en()).isEqualTo("RL1A7C000064");
    }

    @ParameterizedTest
    @CsvSource({
        "ff ff ff ff ff ff ff ff, 00, FFFFFFFFFFFFFFFF",
        "20 20 20 20 20 20 20 20, 00, 2020202020202020",
        "52 4c 31 41 00 00 00 00, 6e, RL1A00000000"
    })
    void anIdThatStandsForNoneIsExplainedSo(String id, String xor, String shown) throws MalformedFrame {
        Explained explained = new Explained();
        lenient.decode(Bytes.of("00 10 66 01 " + xor + " 11 22 33 44 00 " + id), explained);

        var meaning = explained.first("TerminalID").orElseThrow().meaning();
        assertThat(meaning.en()).isEqualTo(shown + ", as for a bank that could not be read");
        assertThat(meaning.zh()).contains(shown, "无法读取");
    }
}
