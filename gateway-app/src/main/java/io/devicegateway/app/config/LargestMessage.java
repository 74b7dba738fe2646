package io.devicegateway.app.config;

import java.util.List;

/**
 * The longest message that is taken, over all protocols as they are configured. What is acknowledged is journalled whole, so what
 * the journal takes follows from it.
 */
public final class LargestMessage {
    /** The longest of a vending cabinet, in bytes; it is no setting. */
    public static final int VENDING = 65_536;

    /** The length of a frame counts what is behind itself. */
    private static final int WOSI_PREFIX = 2;

    private LargestMessage() {}

    /** In bytes, of all protocols, whether they are switched on or not. */
    public static int of(GatewayConfig config) {
        return bounds(config).stream().mapToInt(Bound::bytes).reduce(VENDING, Math::max);
    }

    /** Of each protocol where it is a setting. */
    static List<Bound> bounds(GatewayConfig config) {
        return List.of(
                new Bound(WosiConfig.MAX_PACKET, config.wosi().maxPacket() + WOSI_PREFIX),
                new Bound(PowerbankConfig.MAX_FRAME, config.powerbank().maxFrame()),
                new Bound(PressureConfig.MAX_FRAME, config.pressure().maxFrame()),
                new Bound(ChargepileConfig.MAX_LINE, config.chargepile().maxLine()));
    }

    /**
     * The longest message of one protocol.
     *
     * @param setting where it is set
     */
    record Bound(Setting<?> setting, int bytes) {}
}
