package io.devicegateway.app.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AccessTokenTest {
    @TempDir
    private Path data;

    private Path file;

    @BeforeEach
    void name() {
        file = data.resolve("token");
    }

    @Test
    void makesASecretForItsOwnerOnlyAndKeepsIt() throws IOException {
        AccessToken first = AccessToken.loadOrCreate(data);

        assertThat(first.value()).matches("[A-Za-z0-9_-]{43}");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(Files.readString(file)).isEqualTo(first.value() + "\n");
        assertThat(AccessToken.loadOrCreate(data).value()).isEqualTo(first.value());
        assertThat(AccessToken.load(data).value()).isEqualTo(first.value());
        try (var files = Files.list(data)) {
            assertThat(files).as("nothing is left beside it").containsExactly(file);
        }
    }

    @Test
    void makesADifferentOneEachTime() throws IOException {
        String first = AccessToken.loadOrCreate(data).value();
        Files.delete(file);

        assertThat(AccessToken.loadOrCreate(data).value()).isNotEqualTo(first);
    }

    @Test
    void isNotStoppedByWhatACrashLeftBehind() throws IOException {
        Files.writeString(data.resolve("token.new"), "hal");

        assertThat(AccessToken.loadOrCreate(data).value()).hasSize(43);
    }

    @Test
    void takesOneThatAnOperatorWrote() throws IOException {
        write("  0123456789abcdef0123456789abcdef \n");

        assertThat(AccessToken.loadOrCreate(data).value()).isEqualTo("0123456789abcdef0123456789abcdef");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "\n", "short", "with blanks with blanks with blanks", "01234567890123456789012345678901é"})
    void refusesOneThatIsNotFit(String text) throws IOException {
        write(text);

        assertThatThrownBy(() -> AccessToken.loadOrCreate(data))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("delete the file");
    }

    @Test
    void refusesOneThatIsLongerThanAnySecret() throws IOException {
        write("x".repeat(100_000));

        assertThatThrownBy(() -> AccessToken.load(data)).hasMessageContaining("32 to 256");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r--r--", "rw-rw----", "rw-----w-", "rw------x"})
    void refusesOneThatOthersCanReadOrWrite(String permissions) throws IOException {
        AccessToken.loadOrCreate(data);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));

        assertThatThrownBy(() -> AccessToken.loadOrCreate(data))
                .hasMessageContaining(permissions)
                .hasMessageContaining("chmod 600");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "r--------"})
    void takesOneThatItsGroupMayRead(String permissions) throws IOException {
        String value = AccessToken.loadOrCreate(data).value();
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));

        assertThat(AccessToken.load(data).value()).isEqualTo(value);
    }

    @Test
    void saysThatThereIsNoneYet() {
        assertThatThrownBy(() -> AccessToken.load(data)).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void matchesItselfOnlyAndHidesItself() throws IOException {
        AccessToken token = AccessToken.loadOrCreate(data);

        assertThat(token.matches(token.value())).isTrue();
        assertThat(token.matches(token.value() + "x")).isFalse();
        assertThat(token.matches("")).isFalse();
        assertThat(token.toString()).doesNotContain(token.value());
    }

    private void write(String text) throws IOException {
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, text);
    }
}
