package io.devicegateway.wosi;

import static org.assertj.core.api.Assertions.assertThat;

import io.devicegateway.protocol.MalformedFrame;
import io.devicegateway.wosi.WosiUplink.InventoryReply.Item;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every sample of document 004 as it is printed, in the order of its sections: what we read in it, and what is wrong with it.
 * Where the document's two rows are swapped, the direction is that of the message.
 */
class WosiDocumentSamplesTest {
    private static final int TOKEN = 0x11223344;

    private final WosiCodec codec = new WosiCodec(WosiSettings.Wire.DEFAULT);

    static Stream<Arguments> fromCabinets() {
        return Stream.of(
                sample(
                        "3.1 login",
                        "00 20 60 01 80 11 22 33 44 55 66 77 88 02 33 00 11 52 4c 31 41 30 33 31 37 31 32 30 30 30 30 31 35"
                                + " 00",
                        new WosiUplink.Login(TOKEN, 0x55667788, 0x0233, "RL1A031712000015")),
                sample(
                        "3.3 version",
                        "00 14 62 01 6a 11 22 33 44 00 0b 41 2e 30 39 2e 30 31 2e 30 36 00",
                        new WosiUplink.VersionReply("A.09.01.06")),
                sample(
                        "3.4 set server, labelled as the server's; the length is that of another message",
                        "00 77 63 01 01 11 22 33 44",
                        new WosiUplink.SetServerReply(),
                        "bad-length",
                        "bad-checksum"),
                sample(
                        "3.5 inventory",
                        "00 1c 64 01 06 11 22 33 44 02 02 52 4c 31 41 7c 00 00 41 04 03 52 4c 31 41 7c 00 00 44 04",
                        new WosiUplink.InventoryReply(
                                2,
                                List.of(new Item(2, 0x524C31417C000041L, 4), new Item(3, 0x524C31417C000044L, 4)),
                                true)),
                sample(
                        "3.6 rent, labelled as the server's",
                        "00 11 65 01 74 11 22 33 44 03 01 52 4c 31 41 7c 00 00 64",
                        new WosiUplink.RentReply(3, 1, 0x524C31417C000064L)),
                sample(
                        "3.7 return",
                        "00 10 66 01 41 11 22 33 44 01 52 4c 31 41 7c 00 00 52",
                        new WosiUplink.ReturnReport(TOKEN, 1, 0x524C31417C000052L)),
                sample("3.8 restart", "00 07 67 01 01 11 22 33 44", new WosiUplink.RestartReply(), "bad-checksum"),
                sample("3.9 upgrade", "00 07 68 01 00 11 22 33 44", new WosiUplink.UpgradeReply()),
                sample(
                        "3.10 ICCID",
                        "00 1e 69 01 1e 11 22 33 44 00 15 38 39 38 36 30 34 30 31 31 30 31 37 37 30 39 38 32 38 33 39 00",
                        new WosiUplink.SimCardReply("89860401101770982839")),
                sample(
                        "3.11 server address, with a token that is not the document's",
                        "00 26 6a 01 1c 00 00 12 34 00 15 73 68 61 72 65 2e 70 65 6e 67 64 61 6b 65 6a 69 2e 74 6f 70 00 00"
                                + " 05 38 32 38 32 00 1e",
                        new WosiUplink.ServerReply("share.pengdakeji.top", "8282", 30),
                        "token"),
                sample(
                        "3.12 eject, whose checksum leaves out the last byte",
                        "00 11 80 01 35 11 22 33 44 24 01 59 44 31 41 7c 00 01 40",
                        new WosiUplink.EjectReply(0x24, 1, 0x594431417C000140L),
                        "bad-checksum"),
                sample(
                        "3.13 volume, whose payload is that of 3.12",
                        "00 11 77 01 35 11 22 33 44 24 01 59 44 31 41 7c 00 01 40",
                        new WosiUplink.VolumeReply(null),
                        "bad-checksum",
                        "eject-layout"),
                sample(
                        "3.14 set volume, whose payload is that of 3.12",
                        "00 11 70 01 35 11 22 33 44 24 01 59 44 31 41 7c 00 01 40",
                        new WosiUplink.SetVolumeReply(1),
                        "bad-checksum",
                        "eject-layout"),
                sample(
                        "3.15 network, in a mode that is not listed",
                        "00 0a 72 01 00 11 22 33 44 0d 00 04",
                        new WosiUplink.NetworkReply(false, 13, 0, 4),
                        "bad-checksum",
                        "mode-range"));
    }

    static Stream<Arguments> fromTheServer() {
        return Stream.of(
                sample(
                        "3.1 login",
                        "00 08 60 01 00 11 22 33 44 01",
                        new WosiDownlink.LoginAnswer(TOKEN, 1),
                        "bad-checksum"),
                sample("3.3 version", "00 07 62 01 00 11 22 33 44", new WosiDownlink.VersionQuery()),
                sample(
                        "3.4 set server, labelled as the cabinet's",
                        "00 22 63 01 33 11 22 33 44 00 11 78 2e 70 6f 77 65 72 70 6f 77 65 72 2e 6e 65 74 00 00 05 38 39 39"
                                + " 32 00 1E",
                        new WosiDownlink.SetServer("x.powerpower.net", "8992", 30),
                        "bad-checksum"),
                sample("3.5 inventory", "00 07 64 01 00 11 22 33 44", new WosiDownlink.InventoryQuery()),
                sample("3.8 restart", "00 07 67 01 01 11 22 33 44", new WosiDownlink.Restart(), "bad-checksum"),
                sample(
                        "3.9 upgrade",
                        "00 3c 68 01 33 11 22 33 44 00 0e 31 32 31 2e 34 31 2e 36 30 2e 32 33 32 00 00 03 32 31 00 00 07 33"
                                + " 33 2e 62 69 6e 00 00 06 73 68 61 72 65 00 00 0d 73 68 61 72 65 33 34 35 40 31 32 33 00",
                        new WosiDownlink.Upgrade("121.41.60.232", "21", "33.bin", "share", "share345@123"),
                        "bad-checksum"),
                sample("3.10 ICCID", "00 07 69 01 01 11 22 33 44", new WosiDownlink.SimCardQuery(), "bad-checksum"),
                sample(
                        "3.11 server address",
                        "00 07 6A 01 01 11 22 33 44",
                        new WosiDownlink.ServerQuery(),
                        "bad-checksum"),
                sample(
                        "3.12 eject, with a mistyped token",
                        "00 08 80 01 01 11 22 33 24 01",
                        new WosiDownlink.Eject(1),
                        "token"),
                sample(
                        "3.13 volume, with a byte too many before the token",
                        "00 08 77 01 01 00 11 22 33 44",
                        new WosiDownlink.VolumeQuery(),
                        "token",
                        "bad-checksum",
                        "trailing-bytes"),
                sample("3.14 set volume", "00 08 70 01 01 11 22 33 44 01", new WosiDownlink.SetVolume(1)),
                sample(
                        "3.15 network",
                        "00 07 72 01 01 11 22 33 44",
                        new WosiDownlink.NetworkQuery(false),
                        "bad-checksum"));
    }

    private static Arguments sample(String section, String hex, WosiMessage message, String... anomalies) {
        return Arguments.of(section, hex, message, List.of(anomalies));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("fromCabinets")
    void aCabinetsSampleIsRead(String section, String hex, WosiMessage message, List<String> anomalies)
            throws MalformedFrame {
        Explained explained = new Explained();
        assertThat(codec.decode(Bytes.of(hex), explained)).isEqualTo(message);
        assertThat(explained.kinds()).isEqualTo(anomalies);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("fromTheServer")
    void aServersSampleIsRead(String section, String hex, WosiMessage message, List<String> anomalies)
            throws MalformedFrame {
        Explained explained = new Explained();
        assertThat(codec.decodeDownlink(Bytes.of(hex), explained)).isEqualTo(message);
        assertThat(explained.kinds()).isEqualTo(anomalies);
    }

    @Test
    void theHeartbeatIsTheSameInBothDirections() throws MalformedFrame {
        byte[] sample = Bytes.of("00 07 61 01 00 11 22 33 44");
        Explained explained = new Explained();
        assertThat(codec.encode(codec.decode(sample, explained))).isEqualTo(sample);
        assertThat(codec.encode(codec.decodeDownlink(sample, explained))).isEqualTo(sample);
        assertThat(explained.kinds()).isEmpty();
    }

    /** 3.6: the server's row, labelled as the cabinet's, lacks its slot. The checksum 01 fits slot 1; we do not guess. */
    @Test
    void theRentWithoutSlotIsShownAsCutShort() throws MalformedFrame {
        byte[] sample = Bytes.of("00 07 65 01 01 11 22 33 44");
        Explained explained = new Explained();
        assertThat(codec.decodeDownlink(sample, explained)).isEqualTo(new WosiDownlink.Truncated(0x65, sample));
        assertThat(explained.kinds()).containsExactly("bad-checksum", "short-payload");
    }

    /** 3.7: the length is right for slot and result, but both are missing. */
    @Test
    void theReturnAnswerWithoutResultIsShownAsCutShort() throws MalformedFrame {
        byte[] sample = Bytes.of("00 09 66 01 01 11 22 33 44");
        Explained explained = new Explained();
        assertThat(codec.decodeDownlink(sample, explained)).isEqualTo(new WosiDownlink.Truncated(0x66, sample));
        assertThat(explained.kinds()).containsExactly("bad-length", "bad-checksum", "short-payload");
    }

    /** What the gateway sends in place of the defective samples: computed by hand from the tables. */
    @Test
    void whatWeSendIsTheSampleWithoutItsDefect() {
        assertThat(sent(new WosiDownlink.LoginAnswer(TOKEN, 1))).isEqualTo("00 08 60 01 01 11 22 33 44 01");
        assertThat(sent(new WosiDownlink.Rent(1))).isEqualTo("00 08 65 01 01 11 22 33 44 01");
        assertThat(sent(new WosiDownlink.ReturnAnswer(TOKEN, 1, 1))).isEqualTo("00 09 66 01 00 11 22 33 44 01 01");
        assertThat(sent(new WosiDownlink.Restart())).isEqualTo("00 07 67 01 00 11 22 33 44");
        assertThat(sent(new WosiDownlink.SimCardQuery())).isEqualTo("00 07 69 01 00 11 22 33 44");
        assertThat(sent(new WosiDownlink.ServerQuery())).isEqualTo("00 07 6a 01 00 11 22 33 44");
        assertThat(sent(new WosiDownlink.Eject(1))).isEqualTo("00 08 80 01 01 11 22 33 44 01");
        assertThat(sent(new WosiDownlink.VolumeQuery())).isEqualTo("00 07 77 01 00 11 22 33 44");
        assertThat(sent(new WosiDownlink.NetworkQuery(false))).isEqualTo("00 07 72 01 00 11 22 33 44");
        assertThat(sent(new WosiDownlink.NetworkQuery(true))).isEqualTo("00 07 71 01 00 11 22 33 44");
    }

    private String sent(WosiMessage message) {
        return Bytes.hex(codec.encode(message));
    }
}
