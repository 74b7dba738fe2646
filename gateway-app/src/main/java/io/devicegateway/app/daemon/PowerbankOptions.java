package io.devicegateway.app.daemon;

import io.devicegateway.app.config.PowerbankConfig;
import io.devicegateway.powerbank.Crc16Variant;
import io.devicegateway.powerbank.PowerbankSettings;
import io.devicegateway.powerbank.PowerbankSettings.AckSeparator;
import io.devicegateway.powerbank.PowerbankSettings.CrcMode;
import io.devicegateway.powerbank.PowerbankSettings.EmMeaning;
import io.devicegateway.protocol.Liveness;
import java.util.HashMap;
import java.util.Map;

/** The lockers' protocol as it is configured. */
final class PowerbankOptions {
    private PowerbankOptions() {}

    static PowerbankSettings of(PowerbankConfig config) {
        return new PowerbankSettings(
                wire(config),
                crc(config),
                new PowerbankSettings.Slots(
                        switch (config.emMeaning()) {
                            case AUTO -> EmMeaning.AUTO;
                            case FLAT -> EmMeaning.FLAT;
                            case EMPTY -> EmMeaning.EMPTY;
                        },
                        config.lendFlat(),
                        config.unlistedEmpty(),
                        config.unreadableIds()),
                new PowerbankSettings.Presence(
                        config.loginDeadline(),
                        new Liveness(config.staleAfter(), config.offlineAfter()),
                        config.offlineLeast(),
                        config.firstInventory(),
                        config.inventoryAfter()),
                new PowerbankSettings.Returns(config.dedup(), config.questionDedup()),
                new PowerbankSettings.Commands(
                        config.commandGap(),
                        config.commandQueue(),
                        config.lendTimeout(),
                        config.queryTimeout(),
                        config.inventoryFresh()));
    }

    private static PowerbankSettings.Wire wire(PowerbankConfig config) {
        return new PowerbankSettings.Wire(
                config.maxFrame(),
                config.partialTimeout(),
                config.maxSlot(),
                switch (config.ackSeparator()) {
                    case MIRROR -> AckSeparator.MIRROR;
                    case COMMA -> AckSeparator.COMMA;
                    case DOT -> AckSeparator.DOT;
                });
    }

    private static PowerbankSettings.Crc crc(PowerbankConfig config) {
        Map<String, Crc16Variant> devices = new HashMap<>();
        config.crcDevices().forEach((which, variant) -> devices.put(which, Crc16Variant.parse(variant)));
        return new PowerbankSettings.Crc(
                switch (config.crcMode()) {
                    case AUTO -> CrcMode.AUTO;
                    case FIXED -> CrcMode.FIXED;
                    case OFF -> CrcMode.OFF;
                },
                Crc16Variant.parse(config.crc()),
                devices,
                config.strict(),
                config.crcCase() == PowerbankConfig.CrcCase.UPPER,
                config.crcRawReplies());
    }
}
