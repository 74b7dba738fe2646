package io.devicegateway.app.doctor;

import io.devicegateway.app.text.Phrase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** The file with the access token: there, and for its owner's eyes only. */
public final class TokenCheck implements Check {
    private static final String NAME = "token";
    private static final Set<PosixFilePermission> TOO_OPEN = EnumSet.of(
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE,
            PosixFilePermission.OTHERS_EXECUTE);

    private final Path file;

    public TokenCheck(Path file) {
        this.file = file;
    }

    @Override
    public List<Finding> findings() {
        if (Files.notExists(file)) {
            return List.of(Finding.ok(NAME, Phrase.of("doctor.token.new", file)));
        }
        if (!Files.isReadable(file)) {
            return List.of(Finding.problem(
                    NAME, Phrase.of("doctor.token.unreadable", file), Phrase.of("doctor.token.unreadable.fix")));
        }
        try {
            Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
            Set<PosixFilePermission> excess = EnumSet.copyOf(TOO_OPEN);
            excess.retainAll(permissions);
            if (!excess.isEmpty()) {
                String shown = PosixFilePermissions.toString(permissions);
                return List.of(Finding.problem(
                        NAME, Phrase.of("doctor.token.open", file, shown), Phrase.of("doctor.token.open.fix", file)));
            }
        } catch (UnsupportedOperationException e) {
            return List.of(Finding.ok(NAME, Phrase.of("doctor.token.ok", file)));
        } catch (IOException e) {
            return List.of(Finding.problem(
                    NAME, Phrase.of("doctor.token.unreadable", file), Phrase.of("doctor.token.unreadable.fix")));
        }
        return List.of(Finding.ok(NAME, Phrase.of("doctor.token.ok", file)));
    }
}
