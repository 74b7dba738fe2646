package io.devicegateway.app.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThatCode;

import io.devicegateway.app.doctor.Finding.Severity;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ChecksTest {
    @TempDir
    Path folder;

    @Test
    void java() throws Exception {
        assertThat(severity(new JavaCheck(21, "21.0.1"))).isEqualTo(Severity.OK);
        assertThat(severity(new JavaCheck(17, "17.0.2"))).isEqualTo(Severity.PROBLEM);
        assertThat(severity(JavaCheck.ofThisProcess())).isEqualTo(Severity.OK);
    }

    @Test
    void dataDirectory() throws Exception {
        assertThat(severity(new DataDirectoryCheck(folder.resolve("new/one"), 0, 0)))
                .isEqualTo(Severity.OK);
        Path file = Files.createFile(folder.resolve("file"));
        assertThat(severity(new DataDirectoryCheck(file, 0, 0))).isEqualTo(Severity.PROBLEM);
        assertThat(Files.list(folder)).as("nothing is left behind").containsExactly(file);
    }

    /** In a root without a mount entry nobody tells the room. */
    @Test
    void room() throws Exception {
        List<Finding> good = new DataDirectoryCheck(folder, 0, 0).findings();
        assertThat(good).hasSize(2);
        assumeThatCode(() -> Files.getFileStore(folder).getUsableSpace()).doesNotThrowAnyException();
        assertThat(good).allMatch(finding -> finding.severity() == Severity.OK);
        assertThat(new DataDirectoryCheck(folder, 0, Long.MAX_VALUE)
                        .findings()
                        .get(1)
                        .severity())
                .isEqualTo(Severity.WARNING);
        assertThat(new DataDirectoryCheck(folder, Long.MAX_VALUE, 0)
                        .findings()
                        .get(1)
                        .severity())
                .isEqualTo(Severity.PROBLEM);
        assertThat(Files.list(folder)).as("nothing is left behind").isEmpty();
    }

    @Test
    void token() throws Exception {
        Path token = folder.resolve("token");
        assertThat(severity(new TokenCheck(token))).isEqualTo(Severity.OK);
        Files.writeString(token, "secret");
        Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-r-----"));
        assertThat(severity(new TokenCheck(token))).isEqualTo(Severity.OK);
        Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-r--r--"));
        Finding open = new TokenCheck(token).findings().get(0);
        assertThat(open.severity()).isEqualTo(Severity.PROBLEM);
        assertThat(open.what().toString()).contains("rw-r--r--").doesNotContain("secret");
        assertThat(open.fix()).isNotNull();
    }

    @Test
    void openFiles() throws Exception {
        Path limits = Files.writeString(
                folder.resolve("limits"),
                "Limit                     Soft Limit           Hard Limit           Units     \n"
                        + "Max open files            1024                 20000                files     \n");
        assertThat(severity(new OpenFilesCheck(limits, 17_800, 2_000))).isEqualTo(Severity.OK);
        assertThat(severity(new OpenFilesCheck(limits, 17_801, 2_000))).isEqualTo(Severity.WARNING);
        assertThat(severity(new OpenFilesCheck(folder.resolve("absent"), 1, 1))).isEqualTo(Severity.OK);
        Files.writeString(limits, "Max open files            unlimited            unlimited            files     \n");
        assertThat(severity(new OpenFilesCheck(limits, 1_000_000, 0))).isEqualTo(Severity.OK);
    }

    @Test
    void clock() throws Exception {
        Path file = Files.createFile(folder.resolve("segment"));
        Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2026-06-01T00:00:00Z")));
        Files.setLastModifiedTime(folder, FileTime.from(Instant.parse("2026-06-01T00:00:00Z")));
        assertThat(severity(clockAt("2026-06-01T00:00:30Z"))).isEqualTo(Severity.OK);
        assertThat(severity(clockAt("2026-05-31T23:00:00Z"))).isEqualTo(Severity.WARNING);
        assertThat(severity(clockAt("1970-01-01T00:10:00Z"))).isEqualTo(Severity.PROBLEM);
    }

    private Check clockAt(String now) {
        return new ClockCheck(Clock.fixed(Instant.parse(now), ZoneOffset.UTC), folder);
    }

    @Test
    void port() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Finding found = new PortCheck("http.port", "127.0.0.1", taken.getLocalPort())
                    .findings()
                    .get(0);
            assertThat(found.severity()).isEqualTo(Severity.PROBLEM);
            assertThat(found.what().toString()).contains("http.port");
        }
        assertThat(severity(new PortCheck("http.port", "127.0.0.1", 0))).isEqualTo(Severity.OK);
        assertThat(severity(new PortCheck("http.port", "no.such.host.invalid", 0)))
                .isEqualTo(Severity.PROBLEM);
    }

    @Test
    void lock() throws Exception {
        Path lock = folder.resolve("lock");
        assertThat(severity(new LockCheck(lock))).isEqualTo(Severity.OK);
        Files.writeString(lock, "4711");
        assertThat(severity(new LockCheck(lock))).isEqualTo(Severity.OK);
        try (RandomAccessFile holder = new RandomAccessFile(lock.toFile(), "rw")) {
            assertThat(holder.getChannel().tryLock()).isNotNull();
            Finding taken = new LockCheck(lock).findings().get(0);
            assertThat(taken.severity()).isEqualTo(Severity.PROBLEM);
            assertThat(taken.what().toString()).contains("4711");
        }
    }

    @Test
    void journal() throws Exception {
        assertThat(severity(new JournalSoundCheck(folder.resolve("journal")))).isEqualTo(Severity.OK);
        Path journal = Files.createDirectories(folder.resolve("journal"));
        assertThat(severity(new JournalSoundCheck(journal))).isEqualTo(Severity.OK);
        Files.write(journal.resolve("00000000000000000001.log"), new byte[10_000]);
        assertThat(severity(new JournalSoundCheck(journal))).isEqualTo(Severity.PROBLEM);
    }

    private static Severity severity(Check check) throws Exception {
        List<Finding> findings = check.findings();
        assertThat(findings).isNotEmpty();
        assertThat(findings).allSatisfy(finding -> {
            assertThat(finding.what().toString()).doesNotContain("doctor.");
            assertThat(finding.severity() == Severity.OK || finding.fix() != null)
                    .isTrue();
        });
        return findings.get(0).severity();
    }
}
