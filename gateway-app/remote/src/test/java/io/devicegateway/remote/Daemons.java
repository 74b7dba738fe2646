package io.devicegateway.remote;

import io.devicegateway.app.config.ConfigLoader;
import io.devicegateway.app.config.ConfigSources;
import io.devicegateway.app.config.ConfigSources.FlagValue;
import io.devicegateway.app.daemon.GatewayDaemon;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The real daemon, in this process. */
final class Daemons {
    private Daemons() {}

    static GatewayDaemon start(Path data) throws Exception {
        return start(data, 0);
    }

    static GatewayDaemon start(Path data, int httpPort) throws Exception {
        List<FlagValue> flags = List.of(
                new FlagValue("--data", "data", data.toString()),
                flag("http.port", Integer.toString(httpPort)),
                flag("wosi.port", "0"),
                flag("powerbank.port", "0"),
                flag("pressure.port", "0"),
                flag("wosi.bind", "127.0.0.1"),
                flag("authority.deadline", "1s"));
        return GatewayDaemon.start(
                ConfigLoader.load(ConfigSources.of(Map.of()).withFlags(flags)).config());
    }

    private static FlagValue flag(String key, String value) {
        return new FlagValue("--set " + key, key, value);
    }

    static InetSocketAddress wosi(GatewayDaemon daemon) {
        return new InetSocketAddress("127.0.0.1", daemon.listeners().get("wosi").getPort());
    }

    static RemoteGateway connect(GatewayDaemon daemon, Path data) throws Exception {
        return RemoteGateway.connect(
                URI.create("http://127.0.0.1:" + daemon.http().getPort()), Files.readString(data.resolve("token")));
    }

    static RemoteGateway connect(GatewayDaemon daemon, Path data, String instance) throws Exception {
        return RemoteGateway.connect(
                URI.create("http://127.0.0.1:" + daemon.http().getPort()),
                Files.readString(data.resolve("token")),
                instance);
    }
}
