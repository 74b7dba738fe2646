package io.devicegateway.wosi;

/**
 * A message of the Wosi protocol in either direction.
 *
 * <p>Numbers are unsigned and stand as the wire has them; what they mean to the rest of the gateway is decided by
 * {@link WosiSession}.
 */
public sealed interface WosiMessage permits WosiUplink, WosiDownlink, WosiMessage.Heartbeat {
    /**
     * A heartbeat (004 section 3.2), which is answered by the very same bytes: the one message that goes both ways.
     *
     * @param frame the frame as it was received
     */
    record Heartbeat(byte[] frame) implements WosiMessage {}
}
