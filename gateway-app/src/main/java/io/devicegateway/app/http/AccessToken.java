package io.devicegateway.app.http;

import io.devicegateway.app.text.Phrase;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.EnumSet;
import java.util.Set;

/**
 * The secret that a client of the HTTP interface shows. It is created at first start in the file {@code token} of the data
 * directory, readable by its owner only.
 *
 * <p>A file that others than owner and group can read, or that anybody but the owner can write, is refused: the secret must
 * be taken as known. Reading by the group is allowed, so that operators can share one daemon.
 */
public final class AccessToken {
    /** Name of the file in the data directory. */
    public static final String FILE = "token";

    private static final int RANDOM_BYTES = 32;
    private static final int MIN_LENGTH = 32;
    private static final int MAX_LENGTH = 256;
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> TOO_OPEN = EnumSet.of(
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE,
            PosixFilePermission.OTHERS_EXECUTE);

    private final String value;
    private final byte[] digest;

    private AccessToken(String value) {
        this.value = value;
        this.digest = sha256(value);
    }

    /**
     * Reads the token of a data directory, and creates it first if there is none.
     *
     * @param dataDirectory an existing directory
     * @throws IOException if it cannot be read or written, is malformed, or others can read it; the message says what to do
     */
    public static AccessToken loadOrCreate(Path dataDirectory) throws IOException {
        Path file = dataDirectory.resolve(FILE);
        if (Files.notExists(file)) {
            create(dataDirectory, file);
        }
        return load(dataDirectory);
    }

    /**
     * Reads the token of a data directory, as a client does.
     *
     * @throws NoSuchFileException if there is none: no gateway has run on this directory yet
     * @throws IOException if it cannot be read, is malformed, or others can read it; the message says what to do
     */
    public static AccessToken load(Path dataDirectory) throws IOException {
        Path file = dataDirectory.resolve(FILE);
        requirePrivate(file);
        String text;
        try (var in = Files.newInputStream(file)) {
            text = new String(in.readNBytes(MAX_LENGTH + 2), StandardCharsets.ISO_8859_1).strip();
        }
        if (text.length() < MIN_LENGTH
                || text.length() > MAX_LENGTH
                || !text.chars().allMatch(c -> c > ' ' && c < 127)) {
            throw new Unusable(
                    file, Phrase.of("token.form", MIN_LENGTH, MAX_LENGTH), Phrase.of("token.form.fix", file));
        }
        return new AccessToken(text);
    }

    /** The file is there and cannot be used as it is: somebody must put it right. */
    public static final class Unusable extends FileSystemException {
        private static final long serialVersionUID = 1L;

        /** Transient, as the fix: they never leave the process. */
        private final transient Phrase problem;

        private final transient Phrase fix;

        private Unusable(Path file, Phrase problem, Phrase fix) {
            super(file.toString(), null, problem + "; " + fix);
            this.problem = problem;
            this.fix = fix;
        }

        /** What is wrong with it. */
        public Phrase problem() {
            return problem;
        }

        /** What to do about it. */
        public Phrase fix() {
            return fix;
        }
    }

    /** The secret itself, for a client that sends it. */
    public String value() {
        return value;
    }

    /** Whether a text is the token, in a time that does not depend on where they differ. */
    public boolean matches(String candidate) {
        return MessageDigest.isEqual(digest, sha256(candidate));
    }

    /** Never the secret. */
    @Override
    public String toString() {
        return "AccessToken[***]";
    }

    /** Written aside and renamed, so that a crash leaves no half token behind. */
    private static void create(Path dataDirectory, Path file) throws IOException {
        byte[] secret = new byte[RANDOM_BYTES];
        new SecureRandom().nextBytes(secret);
        String text = Base64.getUrlEncoder().withoutPadding().encodeToString(secret) + "\n";
        Path aside = file.resolveSibling(FILE + ".new");
        Files.deleteIfExists(aside);
        FileAttribute<?>[] attributes = isPosix(dataDirectory)
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ONLY)}
                : new FileAttribute<?>[0];
        try (FileChannel out =
                FileChannel.open(aside, Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW), attributes)) {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
            out.force(true);
        } catch (FileAlreadyExistsException e) {
            throw new IOException("another process is creating " + file + " at this moment; start one gateway only", e);
        }
        Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private static void requirePrivate(Path file) throws IOException {
        if (!isPosix(file)) {
            return;
        }
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
        Set<PosixFilePermission> excess = EnumSet.copyOf(TOO_OPEN);
        excess.retainAll(permissions);
        if (!excess.isEmpty()) {
            throw new Unusable(
                    file,
                    Phrase.of("token.open", PosixFilePermissions.toString(permissions)),
                    Phrase.of("token.open.fix", file));
        }
    }

    /** In a root without a mount entry, as a chroot, the file store cannot be asked: there its kind of file system decides. */
    private static boolean isPosix(Path path) {
        try {
            return Files.getFileStore(path).supportsFileAttributeView("posix");
        } catch (IOException e) {
            return path.getFileSystem().supportedFileAttributeViews().contains("posix");
        }
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
