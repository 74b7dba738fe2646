package io.devicegateway.pressure;

import io.devicegateway.api.DeviceCommand;
import io.devicegateway.api.EjectBank;
import io.devicegateway.api.QueryCounters;
import io.devicegateway.api.QueryInventory;
import io.devicegateway.api.QueryLanes;
import io.devicegateway.api.QueryLineFailures;
import io.devicegateway.api.QueryLocation;
import io.devicegateway.api.QueryMeasurement;
import io.devicegateway.api.QueryNetwork;
import io.devicegateway.api.QueryServer;
import io.devicegateway.api.QuerySimCard;
import io.devicegateway.api.QueryTemperature;
import io.devicegateway.api.QueryVersion;
import io.devicegateway.api.QueryVolume;
import io.devicegateway.api.RentBank;
import io.devicegateway.api.ResetCounters;
import io.devicegateway.api.RestartDevice;
import io.devicegateway.api.SetServer;
import io.devicegateway.api.SetVolume;
import io.devicegateway.api.StartUpgrade;
import io.devicegateway.api.UpgradeSoftware;
import io.devicegateway.api.VendItem;
import io.devicegateway.protocol.Ask;
import org.jspecify.annotations.Nullable;

/** Puts commands in the words of the document. */
final class PressureCommands {
    private final PressureSettings.Commands settings;
    private final boolean infoWithImei;

    PressureCommands(PressureSettings settings) {
        this.settings = settings.commands();
        this.infoWithImei = settings.wire().infoWithImei();
    }

    /** The command in the document's words; null when it has none for it. */
    @Nullable
    Ask<PressureMessage> ask(DeviceCommand<?> command) {
        String imei = command.device().value();
        return switch (command) {
            case QuerySimCard query -> info(imei, ReplyKey.SIM_CARD);
            case QueryLocation query -> info(imei, ReplyKey.LOCATION);
            case QueryLineFailures query -> info(imei, ReplyKey.LINE_FAILURES);
            case QueryVersion query -> query(new PressureDownlink.VersionQuery(imei), ReplyKey.VERSION);
            case QueryMeasurement query -> query(new PressureDownlink.QueryMsg(imei), ReplyKey.MEASUREMENT);
            case StartUpgrade upgrade ->
                new Ask<>(new PressureDownlink.Update(imei), ReplyKey.UPGRADE, settings.upgradeTimeout());
            case RentBank rent -> null;
            case EjectBank eject -> null;
            case QueryInventory query -> null;
            case QueryServer query -> null;
            case QueryVolume query -> null;
            case QueryNetwork query -> null;
            case RestartDevice restart -> null;
            case UpgradeSoftware upgrade -> null;
            case SetServer setServer -> null;
            case SetVolume setVolume -> null;
            case VendItem sale -> null;
            case QueryLanes query -> null;
            case QueryCounters query -> null;
            case ResetCounters reset -> null;
            case QueryTemperature query -> null;
        };
    }

    private Ask<PressureMessage> info(String imei, ReplyKey key) {
        return query(new PressureDownlink.InfoQuery(infoWithImei ? imei : null), key);
    }

    private Ask<PressureMessage> query(PressureMessage message, ReplyKey key) {
        return new Ask<>(message, key, settings.queryTimeout());
    }
}
