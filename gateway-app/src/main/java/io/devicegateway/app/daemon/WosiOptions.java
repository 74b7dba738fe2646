package io.devicegateway.app.daemon;

import io.devicegateway.app.config.WosiConfig;
import io.devicegateway.protocol.Liveness;
import io.devicegateway.wosi.UnreadableIds;
import io.devicegateway.wosi.WosiSettings;
import io.devicegateway.wosi.WosiSettings.LoginQuery;
import java.time.Duration;
import java.util.List;

/** The Wosi protocol as it is configured. */
final class WosiOptions {
    private WosiOptions() {}

    static WosiSettings of(WosiConfig config) {
        return new WosiSettings(wire(config), login(config), returns(config), commands(config));
    }

    private static WosiSettings.Wire wire(WosiConfig config) {
        return new WosiSettings.Wire(
                config.strict(),
                config.token(),
                switch (config.tokenReplyMode()) {
                    case ECHO -> WosiSettings.ReplyToken.ECHO;
                    case FIXED -> WosiSettings.ReplyToken.FIXED;
                },
                config.maxPacket(),
                config.partialTimeout(),
                new UnreadableIds(config.unreadableIds()));
    }

    private static WosiSettings.Login login(WosiConfig config) {
        List<LoginQuery> queries =
                config.onLogin().stream().map(WosiOptions::query).toList();
        Duration gap = config.onLoginGap();
        return new WosiSettings.Login(
                config.loginDeadline(),
                new Liveness(config.staleAfter(), config.readIdle()),
                queries,
                config.onLoginDelay(),
                gap);
    }

    /** The configuration allows these codes only. */
    private static LoginQuery query(int code) {
        return switch (code) {
            case 0x62 -> LoginQuery.VERSION;
            case 0x64 -> LoginQuery.INVENTORY;
            case 0x69 -> LoginQuery.SIM_CARD;
            case 0x6A -> LoginQuery.SERVER;
            case 0x77 -> LoginQuery.VOLUME;
            case 0x72 -> LoginQuery.NETWORK;
            default -> throw new IllegalArgumentException("wosi.onLogin: no query has the code " + code);
        };
    }

    private static WosiSettings.Returns returns(WosiConfig config) {
        return new WosiSettings.Returns(
                config.returnDedup(),
                config.returnDuplicateResult(),
                config.returnZeroId(),
                config.returnIllegalBank(),
                config.returnInventory());
    }

    private static WosiSettings.Commands commands(WosiConfig config) {
        return new WosiSettings.Commands(
                config.commandGap(),
                config.commandQueue(),
                config.rentTimeout(),
                config.queryTimeout(),
                config.orderTimeout(),
                config.releaseInventory(),
                config.networkFallback71());
    }
}
