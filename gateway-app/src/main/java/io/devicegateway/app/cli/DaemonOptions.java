package io.devicegateway.app.cli;

import io.devicegateway.app.client.DaemonClient;
import io.devicegateway.app.config.ConfigRefused;
import io.devicegateway.app.config.GatewayConfig;
import io.devicegateway.app.daemon.DaemonFiles;
import io.devicegateway.app.http.AccessToken;
import io.devicegateway.app.text.Phrase;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that say which daemon a command talks to. */
final class DaemonOptions {
    @Mixin
    private ConfigOptions config = new ConfigOptions();

    @Option(
            names = "--url",
            paramLabel = "URL",
            description =
                    "Address of the daemon, as http://127.0.0.1:8080. Otherwise it is found through the data directory.")
    private @Nullable URI url;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "File with the access token. Otherwise the file token of the data directory.")
    private @Nullable Path tokenFile;

    /** A client for that daemon. */
    DaemonClient client(Terminal terminal) throws ConfigRefused, Complaint {
        GatewayConfig loaded = config.load(terminal).config();
        return new DaemonClient(address(loaded), token(loaded));
    }

    /** Where that daemon is. */
    private URI address(GatewayConfig loaded) throws Complaint {
        if (url != null) {
            if (!isAddress(url)) {
                throw new Complaint(ExitCode.USAGE, Phrase.of("daemon.url.bad", url), Phrase.of("daemon.url.fix"));
            }
            return url;
        }
        DaemonFiles files = new DaemonFiles(loaded.data());
        try {
            var written = files.address();
            if (written.isPresent()) {
                return written.get();
            }
        } catch (IOException e) {
            throw new Complaint(
                    ExitCode.UNREACHABLE,
                    Phrase.of("daemon.address.unreadable", e.toString()),
                    Phrase.of("daemon.start.fix"));
        }
        if (loaded.http().port() == 0) {
            throw new Complaint(
                    ExitCode.UNREACHABLE, Phrase.of("daemon.absent", loaded.data()), Phrase.of("daemon.start.fix"));
        }
        return DaemonFiles.reachable(
                new InetSocketAddress(loaded.http().bind(), loaded.http().port()));
    }

    /** A path would be dropped silently: the gateway's own begins at the root. */
    private static boolean isAddress(URI url) {
        return url.getHost() != null
                && List.of("http", "https").contains(String.valueOf(url.getScheme()))
                && List.of("", "/").contains(url.getPath())
                && url.getQuery() == null
                && url.getFragment() == null
                && url.getUserInfo() == null;
    }

    private String token(GatewayConfig loaded) throws Complaint {
        Path file = tokenFile != null ? tokenFile : loaded.data().resolve(AccessToken.FILE);
        try {
            return tokenFile != null
                    ? Files.readString(tokenFile).strip()
                    : AccessToken.load(loaded.data()).value();
        } catch (NoSuchFileException e) {
            throw new Complaint(
                    ExitCode.UNREACHABLE, Phrase.of("daemon.token.absent", file), Phrase.of("daemon.start.fix"));
        } catch (AccessToken.Unusable e) {
            throw new Complaint(ExitCode.PROBLEM, Phrase.of("daemon.token.unreadable", file, e.problem()), e.fix());
        } catch (IOException e) {
            String reason = e.getMessage() == null ? e.toString() : e.getMessage();
            throw new Complaint(
                    ExitCode.PROBLEM,
                    Phrase.of("daemon.token.unreadable", file, reason),
                    Phrase.of("daemon.token.fix"));
        }
    }
}
