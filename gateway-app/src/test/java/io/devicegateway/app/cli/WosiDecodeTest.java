package io.devicegateway.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.devicegateway.app.protocols.Protocols;
import org.junit.jupiter.api.Test;

/** What people see of real frames: samples of document 004, as printed there. */
final class WosiDecodeTest {
    private final CliRunner runner = new CliRunner().with(Protocols.builtIn());

    @Test
    void explainsAReturn() {
        assertThat(runner.run("decode", "wosi", "00 10 66 01 41 11 22 33 44 01 52 4c 31 41 7c 00 00 52")
                        .out())
                .isEqualTo("""
                        ReturnReport, sent by the device: bytes 0 to 17, 18 in all
                        offset  bytes                    field       value             meaning
                             0  00 10                    PacketLen   16
                             2  66                       Command     102               return a bank
                             3  01                       VSN         1
                             4  41                       CheckSum    65
                             5  11 22 33 44              Token       11223344
                             9  01                       Slot        1
                            10  52 4C 31 41 7C 00 00 52  TerminalID  524c31417c000052  RL1A7C000052
                        """);
    }

    @Test
    void explainsAReturnInChinese() {
        assertThat(runner.run("decode", "wosi", "--lang", "zh", "00106601411122334401524c31417c000052")
                        .out())
                .startsWith("ReturnReport，由设备发送：字节 0 至 17，共 18 字节\n偏移  字节")
                .contains("还充电宝", "槽位编号", "RL1A7C000052");
    }

    @Test
    void namesWhatIsWrongWithADefectiveSample() {
        // The document's answer to a login has the checksum 00; the payload's XOR is 01.
        assertThat(runner.run("decode", "wosi", "--from", "server", "00 08 60 01 00 11 22 33 44 01")
                        .out())
                .contains("! bad-checksum at offset 4");
        // The document's answer 0x63 claims 119 bytes.
        assertThat(runner.run("decode", "wosi", "00 77 63 01 01 11 22 33 44").out())
                .contains("! bad-length at offset 0", "! bad-checksum at offset 4");
    }
}
