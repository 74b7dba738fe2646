package io.devicegateway.app.daemon;

import io.devicegateway.app.config.LargestMessage;
import io.devicegateway.app.config.VendingConfig;
import io.devicegateway.protocol.Liveness;
import io.devicegateway.vending.VendingSettings;
import io.devicegateway.vending.mqtt.MqttSettings;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The vending cabinets' protocol and their broker as they are configured. */
final class VendingOptions {
    private static final int LONGEST_ORDER = 32;

    private VendingOptions() {}

    static VendingSettings of(VendingConfig config) {
        return new VendingSettings(
                new VendingSettings.Wire(
                        config.serverId(),
                        config.serverIdBlank() ? " " + config.serverId() : config.serverId(),
                        config.requireToMatch(),
                        config.laneBase(),
                        config.highestLane(),
                        config.resultIndex(),
                        LargestMessage.VENDING,
                        LONGEST_ORDER,
                        config.firstMessageId() == 0 ? null : Integer.valueOf(config.firstMessageId())),
                new VendingSettings.Presence(
                        new Liveness(config.staleAfter(), config.offlineAfter()), orNone(config.firstQuery())),
                new VendingSettings.Commands(
                        config.commandGap(),
                        config.commandQueue(),
                        config.vendTimeout(),
                        config.queryTimeout(),
                        config.resetTimeout(),
                        orNone(config.countersAfter())));
    }

    /** The broker at that address, which may hold a user and a password. */
    static MqttSettings broker(VendingConfig config, URI broker) {
        MqttSettings.Timing usual = MqttSettings.Timing.DEFAULT;
        return new MqttSettings(
                URI.create(broker.getScheme() + "://" + host(broker)
                        + (broker.getPort() < 0 ? "" : ":" + broker.getPort())),
                config.clientId(),
                config.cleanSession(),
                login(config, broker.getUserInfo()),
                new MqttSettings.Topics(
                        config.vendor(),
                        config.serverId(),
                        switch (config.direction()) {
                            case RECIPIENT -> MqttSettings.Direction.RECIPIENT;
                            case SENDER -> MqttSettings.Direction.SENDER;
                        },
                        config.wildcard(),
                        config.sharedGroup().isEmpty() ? null : config.sharedGroup(),
                        config.qos()),
                new MqttSettings.Timing(
                        config.keepAlive(),
                        config.connectWithin(),
                        config.probeEvery(),
                        config.probeWithin(),
                        usual.leastPause(),
                        config.longestPause()),
                new MqttSettings.Limits(config.maxUnacknowledged(), config.maxDevices()));
    }

    private static String host(URI broker) {
        return String.valueOf(broker.getHost());
    }

    private static MqttSettings.Login login(VendingConfig config, @Nullable String userInfo) {
        int colon = userInfo == null ? -1 : userInfo.indexOf(':');
        String user = userInfo == null || colon < 0 ? userInfo : userInfo.substring(0, colon);
        String password = userInfo == null || colon < 0 ? null : userInfo.substring(colon + 1);
        return new MqttSettings.Login(
                user,
                password,
                path(config.caFile()),
                path(config.certificate()),
                path(config.key()),
                config.verifyHost());
    }

    private static @Nullable Path path(String text) {
        return text.isEmpty() ? null : Path.of(text);
    }

    private static @Nullable Duration orNone(Duration span) {
        return span.isZero() ? null : span;
    }
}
