package io.devicegateway.app.daemon;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/**
 * What the daemon leaves in its data directory for the commands of the same machine: where its HTTP interface is.
 *
 * @param data the data directory
 */
public record DaemonFiles(Path data) {
    /** Name of the file with the address of the HTTP interface. */
    public static final String ADDRESS = "http.address";

    /** Says where the HTTP interface is. Whoever reads sees the old text or the new one, never half of it. */
    public void writeAddress(InetSocketAddress http) throws IOException {
        Path aside = data.resolve(ADDRESS + ".new");
        Files.writeString(aside, reachable(http) + "\n");
        Files.move(aside, data.resolve(ADDRESS), StandardCopyOption.ATOMIC_MOVE);
    }

    /** Says that there is none any more. */
    public void removeAddress() throws IOException {
        Files.deleteIfExists(data.resolve(ADDRESS));
    }

    /** Where the HTTP interface is, or was before a daemon was killed; empty when it was stopped in an orderly way. */
    public Optional<URI> address() throws IOException {
        try {
            String text = Files.readString(data.resolve(ADDRESS)).strip();
            return Optional.of(text).filter(t -> t.startsWith("http://")).map(URI::create);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            throw new IOException("the file " + data.resolve(ADDRESS) + " holds no address", e);
        }
    }

    /** The address for a client on this machine: one that listens everywhere is reached on loopback. */
    public static URI reachable(InetSocketAddress http) {
        InetAddress address = http.getAddress();
        boolean everywhere = address == null || address.isAnyLocalAddress();
        String host = everywhere ? InetAddress.getLoopbackAddress().getHostAddress() : address.getHostAddress();
        return URI.create("http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + http.getPort());
    }
}
