package io.devicegateway.app.daemon;

import io.devicegateway.app.text.Phrase;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where everything is kept that the gateway knows: customers' devices and what they did, and the token. */
public final class DataDirectory {
    /** Keeps a directory that lies in a checkout, as the demo's does, out of version control. */
    private static final String IGNORED = ".gitignore";

    private static final Logger LOG = LoggerFactory.getLogger(DataDirectory.class);
    private static final Set<PosixFilePermission> OTHERS = EnumSet.of(
            PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_WRITE, PosixFilePermission.OTHERS_EXECUTE);

    private DataDirectory() {}

    /**
     * Creates it if it is not there, closed to all but its owner where the file system can do that. One that exists is left as
     * it is: whoever made it may have given a group access on purpose.
     *
     * @throws IOException if it cannot be created
     */
    public static void create(Path data) throws IOException {
        if (Files.isDirectory(data)) {
            return;
        }
        Path parent = data.toAbsolutePath().getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        Files.createDirectories(data, ownerOnly(data));
        try {
            Files.writeString(data.resolve(IGNORED), "*\n");
        } catch (IOException e) {
            LOG.debug("The file {} could not be written", IGNORED, e);
        }
    }

    /**
     * Makes sure, before anything else, that it can be used, and says by its right name why it cannot: later the cause would be
     * that of the first file that somebody wants to write. A full disk is no reason: the gateway starts and takes nothing.
     *
     * @throws StartRefused if it cannot be created or written
     */
    public static void prepare(Path data) throws StartRefused {
        Path shown = data.toAbsolutePath().normalize();
        if (Files.exists(data) && !Files.isDirectory(data)) {
            throw StartRefused.forHands(Phrase.of("start.data.file", shown), Phrase.of("start.data.file.fix"), null);
        }
        try {
            create(data);
        } catch (IOException e) {
            throw refused("start.data.create", shown, e);
        }
        try {
            Files.delete(Files.createTempFile(data, ".start", ""));
        } catch (IOException e) {
            if (!isFull(e)) {
                throw refused("start.data.write", shown, e);
            }
        }
        openTo(data).ifPresent(mode -> LOG.warn("{}", Phrase.of("start.data.open", shown, mode)));
    }

    /** What others may do with it, as {@code rwxr-xr-x}; empty if nothing, or if the file system has no such thing. */
    public static Optional<String> openTo(Path data) {
        try {
            Set<PosixFilePermission> mode = Files.getPosixFilePermissions(data);
            return Collections.disjoint(mode, OTHERS)
                    ? Optional.empty()
                    : Optional.of(PosixFilePermissions.toString(mode));
        } catch (IOException | UnsupportedOperationException e) {
            return Optional.empty();
        }
    }

    private static StartRefused refused(String key, Path shown, IOException e) {
        String user = System.getProperty("user.name", "?");
        if (says(e, "read-only file system")) {
            return StartRefused.forNow(
                    Phrase.of(key, shown, Phrase.of("start.readonly")), Phrase.of("start.readonly.fix"), e);
        }
        if (e instanceof AccessDeniedException || says(e, "not permitted")) {
            return StartRefused.forHands(
                    Phrase.of(key, shown, Phrase.of("start.denied", user)), Phrase.of("start.denied.fix"), e);
        }
        String reason = e.getMessage() == null ? e.toString() : e.getMessage();
        return StartRefused.forNow(Phrase.of(key, shown, Phrase.of("text", reason)), Phrase.of("start.other.fix"), e);
    }

    private static boolean isFull(IOException e) {
        return says(e, "no space left") || says(e, "quota exceeded");
    }

    private static boolean says(IOException e, String words) {
        return String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT).contains(words);
    }

    private static FileAttribute<?>[] ownerOnly(Path data) {
        return data.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
                }
                : new FileAttribute<?>[0];
    }
}
