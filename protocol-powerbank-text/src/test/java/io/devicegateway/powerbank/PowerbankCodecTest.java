package io.devicegateway.powerbank;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.devicegateway.powerbank.PowerbankUplink.OutcomeReport;
import io.devicegateway.powerbank.PowerbankUplink.OwnershipQuestion;
import io.devicegateway.powerbank.PowerbankUplink.StatusReport;
import io.devicegateway.powerbank.PowerbankUplink.StatusReport.Slot;
import io.devicegateway.powerbank.PowerbankUplink.StatusReport.State;
import io.devicegateway.protocol.DecodeListener;
import io.devicegateway.protocol.MalformedFrame;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is tolerated in reading, what is counted, and what is refused. */
class PowerbankCodecTest {
    private static final String IMEI = Frames.IMEI;

    private final PowerbankCodec codec = new PowerbankCodec(PowerbankSettings.DEFAULT);
    private final Explained explained = new Explained();

    private PowerbankUplink read(String body) throws MalformedFrame {
        return codec.decode(Frames.of(body), explained);
    }

    private void refused(String body, String kind, String words) {
        assertThatThrownBy(() -> read(body)).isInstanceOfSatisfying(MalformedFrame.class, e -> {
            assertThat(e.kind()).isEqualTo(kind);
            assertThat(e.getMessage()).contains(words);
        });
    }

    private void isReport(PowerbankUplink message, char separator) {
        assertThat(message).isInstanceOfSatisfying(OutcomeReport.class, report -> {
            assertThat(report.outcome()).isEqualTo(Outcome.RETURN_FAILED);
            assertThat(report.slot()).isEqualTo(2);
            assertThat(report.bank()).isEqualTo("0123456789");
            assertThat(report.separator()).isEqualTo(separator);
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "MR,RF.2,0123456789 | , | ''",
                "MR,RF.2.0123456789 | . | ''",
                "MR, RF.2 .0123456789 | . | blanks",
                "MR,RF . 2 , 0123456789 | , | blanks",
                "MR,RF,2,0123456789 | , | ''",
                "MR,RF.2;0123456789 | ; | separator",
                "MR,RF;2.0123456789 | . | ''",
                "mr,rf.2,0123456789 | , | lower-case",
                "MR,RF.02,0123456789 | , | ''",
                "MR,RF.2,0123456789,9 | , | trailing",
            })
    void separatorsBlanksAndCaseAreTolerated(String data, char separator, String anomaly) throws MalformedFrame {
        isReport(read(IMEI + "," + data), separator);
        if (anomaly.isEmpty()) {
            assertThat(explained.kinds()).isEmpty();
        } else {
            assertThat(explained.kinds()).containsOnly(anomaly);
        }
    }

    @Test
    void aQuestionHasSlotAndBank() throws MalformedFrame {
        for (String data : new String[] {"MQ,1,ab01234567", "MQ,1.ab01234567", " MQ, 1 , ab01234567"}) {
            assertThat(read(IMEI + "," + data)).isInstanceOfSatisfying(OwnershipQuestion.class, question -> {
                assertThat(question.imei()).isEqualTo(IMEI);
                assertThat(question.slot()).isEqualTo(1);
                assertThat(question.bank()).isEqualTo("ab01234567");
            });
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1.FU.B1;2.NF.B2;3.ER;, | ''",
                "1.FU.B1;2.NF.B2;3.ER; | ''",
                "1.FU.B1;2.NF.B2;3.ER | list-end",
                "1.FU.B1; 2.NF.B2; 3.ER; | blanks",
                "1.FU.B1,2.NF.B2,3.ER; | separator",
                "1.FU.B1;2.NU.B2;3.ER; | slot-state",
                "1.fu.B1;2.NF.B2;3.er; | ''",
                "1 . FU . B1;2.NF.B2;3.ER.; | blanks",
                "01.FU.B1;02.NF.B2;03.ER; | ''",
            })
    void listsOfSlotsAreReadHoweverTheyArePunctuated(String list, String anomaly) throws MalformedFrame {
        // The first list is as the document prints it: the semicolon, then the comma before the check.
        String body = IMEI + ",AQ," + (list.endsWith(",") ? list.substring(0, list.length() - 1) : list);
        StatusReport report = (StatusReport) read(body);
        assertThat(report.whole()).isTrue();
        assertThat(report.slots())
                .containsExactly(new Slot(1, State.FU, "B1"), new Slot(2, State.NF, "B2"), new Slot(3, State.ER, null));
        assertThat(explained.kinds()).containsOnly(anomaly.isEmpty() ? new String[0] : new String[] {anomaly});
    }

    @Test
    void anEntryThatCannotBeReadCostsNothingButItself() throws MalformedFrame {
        StatusReport report = (StatusReport) read(IMEI + ",AQ,1.FU.B1;x.FU.B9;2.NF.B-2;3.XX.B3;4.EM;;");
        assertThat(report.whole()).isFalse();
        assertThat(report.slots())
                .containsExactly(new Slot(1, State.FU, "B1"), new Slot(3, null, "B3"), new Slot(4, State.EM, null));
        assertThat(explained.kinds()).containsExactlyInAnyOrder("bad-entry", "bad-entry", "slot-state", "slot-range");
    }

    @Test
    void anEmptyListIsRead() throws MalformedFrame {
        assertThat(((StatusReport) read(IMEI + ",AQ,")).slots()).isEmpty();
        assertThat(((StatusReport) read(IMEI + ",AQ")).slots()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 50, 99})
    void slotsBeyondTheDocumentAreCountedAndTaken(int slot) throws MalformedFrame {
        assertThat(((OwnershipQuestion) read(IMEI + ",MQ," + slot + ",B1")).slot())
                .isEqualTo(slot);
        assertThat(explained.kinds()).containsExactly("slot-range");
    }

    @Test
    void whatMakesNoSenseIsRefusedWithItsPlace() {
        refused(IMEI + ",MQ,0,B1", "bad-slot", "'0' is not 1 to 99 (at offset 21)");
        refused(IMEI + ",MQ,100,B1", "bad-slot", "'100'");
        refused(IMEI + ",MQ,x,B1", "bad-slot", "'x'");
        refused(IMEI + ",MQ,1,", "bad-devid", "'' is not 1 to 32");
        refused(IMEI + ",MC,RO.1,B_1", "bad-devid", "'B_1'");
        refused(IMEI + ",MC,RO.1," + "B".repeat(33), "bad-devid", "is not 1 to 32");
        refused("IMEI,CH", "bad-imei", "'IMEI' is not 15 digits");
        refused("86550104078,CH", "bad-imei", "is not 15 digits");
        refused("8655010407832691234,CH", "bad-imei", "is not 15 digits");
    }

    @Test
    void anImeiOfAnotherLengthIsCounted() throws MalformedFrame {
        assertThat(read("8655010407832691,CH").imei()).isEqualTo("8655010407832691");
        assertThat(explained.kinds()).containsExactly("imei-length");
    }

    @Test
    void framesWithoutTheirPartsAreRefused() {
        for (String frame :
                new String[] {"", "{\"", "{\"\"}", "{\"865501040783269\"}", "865501040783269,CH,7CB3", "{\"8,"}) {
            assertThatThrownBy(() -> codec.decode(Vectors.bytes(frame), explained))
                    .as(frame)
                    .isInstanceOf(MalformedFrame.class);
        }
    }

    @Test
    void whatTheServerSaysIsNotTakenFromALockerAndTheOtherWayRound() {
        for (String data : new String[] {
            "CQ", "CC,BW,1,B1", "RQ,T.1,B1", "RQ,F.1,B1", "AM,BO.1,B1", "AM,RO.1,B1", "AR,BF.1.B1", "AR,RF.1,B1"
        }) {
            refused(IMEI + "," + data, "echo", "a locker does not send it");
        }
        for (String data : new String[] {"CH", "AQ,1.ER;", "MQ,1,B1", "MC,BO.1,B1", "MR,RF.1,B1"}) {
            assertThatThrownBy(() -> codec.decodeDownlink(Frames.of(IMEI + "," + data), DecodeListener.NONE))
                    .isInstanceOf(MalformedFrame.class)
                    .hasMessageContaining("the server does not send it");
        }
    }

    @Test
    void commandsThatTheDocumentDoesNotHaveSurvive() throws MalformedFrame {
        assertThat(read(IMEI + ",ZZ,some;thing.else"))
                .isInstanceOfSatisfying(PowerbankUplink.Unknown.class, unknown -> {
                    assertThat(unknown.command()).isEqualTo("ZZ");
                    assertThat(unknown.data()).isEqualTo("some;thing.else");
                });
        assertThat(read(IMEI + ",MC,XX.1,B1")).isInstanceOfSatisfying(PowerbankUplink.Unknown.class, unknown -> {
            assertThat(unknown.command()).isEqualTo("MC XX");
            assertThat(unknown.data()).isEqualTo("1,B1");
        });
        assertThat(read(IMEI + ",MC,RF.1,B1")).isInstanceOf(PowerbankUplink.Unknown.class);
        assertThat(((PowerbankUplink.Unknown) read(IMEI + ",\u0007\u00ff,\u001b[2J")).command())
                .isEqualTo("??");
        assertThat(((PowerbankUplink.Unknown) read(IMEI + ",")).command()).isEmpty();
    }

    @Test
    void aCheckOfTwoBytesIsRead() throws MalformedFrame {
        for (Crc16Variant variant : Crc16Variant.ALL) {
            byte[] frame = PowerbankUplinkEncoder.frame(
                    IMEI + ",MQ,1,B1", new LockerSpelling(variant, ',', false, true, "\r\n"));
            PowerbankUplink message = codec.decode(frame, DecodeListener.NONE);
            assertThat(message.check().raw()).isTrue();
            assertThat(message.check().matching().contains(variant)).isTrue();
            assertThat(((OwnershipQuestion) message).bank()).isEqualTo("B1");
        }
    }

    @Test
    void aRawCheckMayConsistOfCommasAndDigits() throws MalformedFrame {
        int seen = 0;
        for (int i = 0; i < 60_000 && seen < 3; i++) {
            String body = IMEI + ",MQ,1,B" + i;
            int check = LockerCrc.check(Crc16Variant.DEFAULT, body);
            boolean comma = check >>> 8 == ',' || (check & 0xff) == ',';
            boolean digits = Character.digit(check >>> 8, 16) >= 0 && Character.digit(check & 0xff, 16) >= 0;
            if (comma || digits) {
                seen++;
                byte[] frame = PowerbankUplinkEncoder.frame(
                        body, new LockerSpelling(Crc16Variant.DEFAULT, ',', false, true, ""));
                PowerbankUplink message = codec.decode(frame, DecodeListener.NONE);
                assertThat(message.check().matching().contains(Crc16Variant.DEFAULT))
                        .isTrue();
                assertThat(((OwnershipQuestion) message).bank()).isEqualTo("B" + i);
            }
        }
        assertThat(seen).isEqualTo(3);
    }

    @Test
    void checksAreReadInAnyCaseAndWithoutTheirLeadingZeros() throws MalformedFrame {
        codec.decode(Vectors.bytes("{\"865501040783269,CH,7cb3\"}\r\n"), explained);
        codec.decode(Vectors.bytes("{\"865501040783269,CH, 7CB3 \"}\r\n"), explained);
        assertThat(explained.kinds()).isEmpty();
        // KERMIT over body+comma is 0CEC.
        PowerbankUplink message = codec.decode(Vectors.bytes("{\"865501040783269,CH,CEC\"}\r\n"), explained);
        assertThat(message.check().matching().list()).containsExactly(Crc16Variant.parse("KERMIT/body+comma/high"));
        assertThat(explained.kinds()).containsExactly("short-checksum");
    }

    @ParameterizedTest
    @CsvSource({
        "'{\"865501040783269,CH,0000\"}', bad-checksum",
        "'{\"865501040783269,CH,CRC16\"}', bad-checksum",
        "'{\"865501040783269,CH,\"}', missing-checksum",
        "'{\"865501040783269,CH\"}', missing-checksum",
    })
    void aWrongCheckIsCountedAndInStrictModeRefused(String frame, String kind) throws MalformedFrame {
        PowerbankUplink message = codec.decode(Vectors.bytes(frame), explained);
        assertThat(message).isInstanceOf(PowerbankUplink.Heartbeat.class);
        assertThat(message.check().matching().isEmpty()).isTrue();
        assertThat(explained.kinds()).containsExactly(kind);
        PowerbankCodec strict =
                new PowerbankCodec(PowerbankSettings.DEFAULT.with(PowerbankSettings.Crc.DEFAULT.withStrict(true)));
        assertThatThrownBy(() -> strict.decode(Vectors.bytes(frame), DecodeListener.NONE))
                .isInstanceOfSatisfying(
                        MalformedFrame.class, e -> assertThat(e.kind()).isEqualTo(kind));
    }

    @Test
    void checksThatAreOffAreNotLookedAt() throws MalformedFrame {
        PowerbankCodec off = new PowerbankCodec(PowerbankSettings.DEFAULT.with(
                PowerbankSettings.Crc.DEFAULT.with(PowerbankSettings.CrcMode.OFF, Crc16Variant.DEFAULT)));
        off.decode(Vectors.bytes("{\"865501040783269,CH,0000\"}"), explained);
        assertThat(explained.kinds()).isEmpty();
    }

    @Test
    void everyByteOfAFrameIsExplainedInOrderAndInBothLanguages() throws MalformedFrame {
        String frame = "{\"865501040783269,MC,RO.2,0123456789,6FA5\"}\r\n";
        codec.decode(Vectors.bytes(frame), explained);
        assertThat(explained.fields())
                .extracting(field -> field.offset() + " " + field.name().en() + " " + field.value())
                .containsExactly(
                        "0 Packet header {\"",
                        "2 IMEI 865501040783269",
                        "18 Command word MC",
                        "21 Command data RO",
                        "24 STROEID 2",
                        "26 DEVID 0123456789",
                        "37 CRC16 6FA5",
                        "41 Packet end \"}",
                        "43 Line end \\r\\n");
        assertThat(explained.first("Command word").orElseThrow().meaning())
                .isEqualTo(new DecodeListener.Label("a lend or a return succeeded (device to server)", "借出或还入成功"));
        assertThat(explained.first("CRC16").orElseThrow().meaning())
                .isEqualTo(new DecodeListener.Label("fits MODBUS/body/high", "符合 MODBUS/body/high"));
        assertThat(explained.fields())
                .allSatisfy(field -> assertThat(field.name().zh()).isNotBlank());
    }

    @Test
    void aWrongCheckIsExplainedWithWhatItShouldBe() throws MalformedFrame {
        codec.decode(Vectors.bytes("{\"865501040783269,CH,0000\"}"), explained);
        assertThat(explained.first("CRC16").orElseThrow().meaning().en())
                .isEqualTo("fits no known CRC16; MODBUS/body/high would be 7CB3");
        assertThat(explained.anomalies()).singleElement().satisfies(anomaly -> {
            assertThat(anomaly.offset()).isEqualTo(21);
            assertThat(anomaly.detail().en()).contains("0000");
            assertThat(anomaly.detail().zh()).contains("0000");
        });
    }

    @ParameterizedTest
    @CsvSource({"0000000000, true", "FFFFFFFFFF, true", "ffffffffff, true", "0123456789, false"})
    void aNumberThatStandsForNoneIsExplainedSo(String bank, boolean none) throws MalformedFrame {
        codec.decode(Vectors.bytes("{\"865501040783269,MQ,1," + bank + ",0000\"}"), explained);

        DecodeListener.Label meaning = explained.first("DEVID").orElseThrow().meaning();
        assertThat(meaning == null ? "" : meaning.en())
                .isEqualTo(none ? "stands for a bank that could not be read" : "");
    }

    @Test
    void onlyWhatTheServerSaysIsWritten() {
        assertThatThrownBy(() -> codec.encode(new PowerbankUplink.Heartbeat(IMEI, FrameCheck.UNREADABLE)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> codec.encode(new PowerbankDownlink.Unknown(IMEI, Dialect.DEFAULT, "ZZ", "")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> codec.encode(new PowerbankDownlink.Lend(IMEI, Dialect.DEFAULT, 0, "B1")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void checksAreWrittenInLowerCaseOrAsTwoBytesWhereThatIsWanted() {
        PowerbankSettings.Crc usual = PowerbankSettings.Crc.DEFAULT;
        PowerbankCodec lower = new PowerbankCodec(PowerbankSettings.DEFAULT.with(
                new PowerbankSettings.Crc(usual.mode(), usual.variant(), usual.devices(), false, false, false)));
        PowerbankMessage query = new PowerbankDownlink.StatusQuery(IMEI, Dialect.DEFAULT);
        assertThat(Vectors.text(lower.encode(query))).isEqualTo("{\"865501040783269,CQ,b672\"}\r\n");
        PowerbankMessage raw = new PowerbankDownlink.StatusQuery(IMEI, new Dialect(Crc16Variant.DEFAULT, true));
        assertThat(Vectors.text(codec.encode(raw))).isEqualTo("{\"865501040783269,CQ,\u00b6\u0072\"}\r\n");
    }
}
