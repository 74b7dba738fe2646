package io.devicegateway.app.daemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/** Where everything is kept that the gateway knows: customers' devices and what they did, and the token. */
public final class DataDirectory {
    /** Keeps a directory that lies in a checkout, as the demo's does, out of version control. */
    private static final String IGNORED = ".gitignore";

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
        Files.writeString(data.resolve(IGNORED), "*\n");
    }

    private static FileAttribute<?>[] ownerOnly(Path data) {
        return data.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
                }
                : new FileAttribute<?>[0];
    }
}
