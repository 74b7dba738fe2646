package io.devicegateway.app.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.devicegateway.app.text.Messages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DataDirectoryTest {
    @TempDir
    Path folder;

    @Test
    void aNewOneIsClosedToOthers() throws IOException {
        Path data = folder.resolve("var").resolve("data");
        DataDirectory.create(data);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data)))
                .isEqualTo("rwx------");
    }

    @Test
    void preparingMakesItAndLeavesNothingBehind() throws Exception {
        Path data = folder.resolve("data");
        DataDirectory.prepare(data);
        DataDirectory.prepare(data);
        try (Stream<Path> files = Files.list(data)) {
            assertThat(files.map(file -> file.getFileName().toString())).containsExactly(".gitignore");
        }
    }

    @Test
    void aFileInItsPlaceIsForSomebodyToPutRight() throws Exception {
        Path file = Files.createFile(folder.resolve("data"));
        assertThatThrownBy(() -> DataDirectory.prepare(file)).isInstanceOfSatisfying(StartRefused.class, refused -> {
            assertThat(refused.forHands()).isTrue();
            assertThat(refused.problem().toString()).contains(file.toString(), "not a directory");
            assertThat(Messages.chinese().say(refused.fix())).contains("删除该文件");
        });
    }

    @Test
    void oneThatCannotBeCreatedIsSaidWithItsCause() throws Exception {
        Path file = Files.createFile(folder.resolve("file"));
        assertThatThrownBy(() -> DataDirectory.prepare(file.resolve("data")))
                .isInstanceOfSatisfying(
                        StartRefused.class,
                        refused -> assertThat(refused.problem().toString())
                                .startsWith("cannot create the data directory " + file.resolve("data")));
    }

    @Test
    void whatOthersMayDoWithItIsTold() throws Exception {
        Path data = Files.createDirectory(folder.resolve("data"));
        Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwxr-x---"));
        assertThat(DataDirectory.openTo(data)).isEmpty();
        Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwxr-xr-x"));
        assertThat(DataDirectory.openTo(data)).contains("rwxr-xr-x");
    }

    @Test
    void oneThatExistsIsLeftAsItIs() throws IOException {
        Path data = Files.createDirectory(folder.resolve("data"));
        Files.setPosixFilePermissions(data, PosixFilePermissions.fromString("rwxr-x---"));
        DataDirectory.create(data);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data)))
                .isEqualTo("rwxr-x---");
    }
}
