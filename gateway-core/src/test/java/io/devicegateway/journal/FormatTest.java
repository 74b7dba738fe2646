package io.devicegateway.journal;

import static io.devicegateway.journal.LogFixture.append;
import static io.devicegateway.journal.LogFixture.open;
import static io.devicegateway.journal.LogFixture.settings;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bytes on the disk, against bytes put together by hand from the table in docs/journal.md. */
class FormatTest {
    private static final HexFormat HEX = HexFormat.of();

    @TempDir
    Path directory;

    /** The check value of CRC-32C and the vectors of RFC 3720 appendix B.4. */
    @Test
    void theChecksumIsCrc32c() {
        assertThat(Vectors.crc32c("123456789".getBytes(StandardCharsets.US_ASCII), 0, 9))
                .isEqualTo(0xE3069283);
        assertThat(Vectors.crc32c(new byte[32], 0, 32)).isEqualTo(0x8A9136AA);
    }

    @Test
    void aSegmentWrittenByHandIsRead() throws IOException {
        int salt = 0x5A17C0DE;
        ByteBuffer out = ByteBuffer.allocate(2 * 4096 + 200);
        for (int copy = 0; copy < 2; copy++) {
            out.put(
                    copy * 4096,
                    HEX.parseHex("4447574a524e4c00" + "00000001" + "5a17c0de" + "0000000000000007" + "0000000000000003"
                            + "000001985a2b3c4d"));
            Vectors.putCrc32c(out.array(), copy * 4096, copy * 4096 + 4092, copy * 4096 + 4092, 0);
        }
        out.position(8192);
        out.put(record(salt, "8000001a" + "0000000000000007" + "000001985a2b3c4e" + "4142"));
        out.put(record(salt, "00000018" + "0000000000000008" + "000001985a2b3c4f"));
        out.put(record(salt, "80000019" + "0000000000000009" + "000001985a2b3c50" + "ff"));
        Files.write(directory.resolve("00000000000000000007.log"), out.array());
        try (SegmentedLog log = open(settings(directory))) {
            assertThat(log.firstOffset()).isEqualTo(7);
            assertThat(log.nextOffset()).isEqualTo(10);
            List<LogRecord> records = LogFixture.read(log, 7, new ArrayList<>());
            assertThat(records).extracting(LogRecord::offset).containsExactly(7L, 8L, 9L);
            assertThat(records)
                    .extracting(LogRecord::timeMillis)
                    .containsExactly(0x1985a2b3c4eL, 0x1985a2b3c4fL, 0x1985a2b3c50L);
            assertThat(records)
                    .extracting(LogRecord::payload)
                    .containsExactly(new byte[] {0x41, 0x42}, new byte[0], new byte[] {-1});
        }
    }

    private static byte[] record(int salt, String hexAfterChecksum) {
        byte[] bytes = HEX.parseHex("00000000" + hexAfterChecksum);
        Vectors.putCrc32c(bytes, 4, bytes.length, 0, salt);
        return bytes;
    }

    @Test
    void aSegmentIsWrittenAsTheTableSays() throws IOException {
        try (SegmentedLog log = open(settings(directory))) {
            log.append(0x0102030405060708L, new byte[] {0x41}).join();
            append(log, "B");
        }
        byte[] content = Files.readAllBytes(directory.resolve("00000000000000000001.log"));
        assertThat(content).hasSize(8192 + 4096);
        assertThat(Arrays.copyOf(content, 4096)).isEqualTo(Arrays.copyOfRange(content, 4096, 8192));
        assertThat(HEX.formatHex(content, 0, 12)).isEqualTo("4447574a524e4c00" + "00000001");
        assertThat(HEX.formatHex(content, 16, 32)).isEqualTo("0000000000000001" + "0000000000000000");
        assertThat(HEX.formatHex(content, 4092, 4096)).isEqualTo(hex(Vectors.crc32c(content, 0, 4092)));
        int salt = ByteBuffer.wrap(content).getInt(12);
        assertThat(HEX.formatHex(content, 8196, 8217))
                .isEqualTo("80000019" + "0000000000000001" + "0102030405060708" + "41");
        assertThat(HEX.formatHex(content, 8192, 8196)).isEqualTo(hex(Vectors.crc32c(content, 8196, 8217) ^ salt));
        assertThat(HEX.formatHex(content, 8221, 8242))
                .isEqualTo("80000019" + "0000000000000002" + "0000000000000000" + "42");
        assertThat(HEX.formatHex(content, 8217, 8221)).isEqualTo(hex(Vectors.crc32c(content, 8221, 8242) ^ salt));
        assertThat(content).asString(StandardCharsets.ISO_8859_1).endsWith("\0".repeat(content.length - 8242));
    }

    private static String hex(int value) {
        return HEX.toHexDigits(value);
    }
}
