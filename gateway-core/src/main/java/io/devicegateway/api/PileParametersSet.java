package io.devicegateway.api;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Parameters of a pile are to be set.
 *
 * @param device the pile
 * @param phases 1 for single-phase, 3 for three-phase; another number as the platform wrote it
 * @param maxCurrent the most output current, in the platform's unit
 * @param outputMode what is held constant
 * @param offlineCharging whether it may charge while it is cut off from the platform; null when the platform's value means
 *     nothing
 * @param offlineRecords how many charges it may record meanwhile
 * @param guns how many guns it has
 * @param gunUses how often a gun may be used
 * @param reservations whether it can be reserved; null when the platform's value means nothing
 * @param screenAccount account of the pile's screen
 * @param screenPassword its password; stored, because the pile needs it, but not shown by {@link #toString()}
 * @param heartbeat the interval of the pile's heartbeat
 * @param serverHost the address of the pile's server
 * @param serverPort the port of the pile's server
 * @param qrCodes the QR codes of its guns
 * @param origin where the command is from
 * @param execution whether it may be executed
 */
public record PileParametersSet(
        DeviceId device,
        int phases,
        int maxCurrent,
        OutputMode outputMode,
        @Nullable Boolean offlineCharging,
        int offlineRecords,
        int guns,
        int gunUses,
        @Nullable Boolean reservations,
        String screenAccount,
        String screenPassword,
        Duration heartbeat,
        String serverHost,
        int serverPort,
        List<GunCode> qrCodes,
        CommandOrigin origin,
        Execution execution)
        implements ChargingCommand {
    public PileParametersSet {
        qrCodes = List.copyOf(qrCodes);
    }

    /** What a pile holds constant. */
    public enum OutputMode {
        /** The voltage. */
        CONSTANT_VOLTAGE,
        /** The current. */
        CONSTANT_CURRENT,
        /** A mode that the vendor's document does not define; what it was is in the raw message. */
        UNDEFINED
    }

    /**
     * The QR code of a gun.
     *
     * @param gun the gun, as the platform numbers them
     * @param data what the code says
     */
    public record GunCode(int gun, String data) {}

    @Override
    public String toString() {
        return "PileParametersSet[device=" + device + ", phases=" + phases + ", maxCurrent=" + maxCurrent
                + ", outputMode=" + outputMode + ", offlineCharging=" + offlineCharging + ", offlineRecords="
                + offlineRecords + ", guns=" + guns + ", gunUses=" + gunUses + ", reservations=" + reservations
                + ", screenAccount=" + screenAccount + ", screenPassword=***, heartbeat=" + heartbeat + ", serverHost="
                + serverHost + ", serverPort=" + serverPort + ", qrCodes=" + qrCodes + ", origin=" + origin
                + ", execution=" + execution + "]";
    }
}
