package io.devicegateway.pressure;

import io.devicegateway.protocol.Ask;

/**
 * Which {@link Ask} a reply belongs to. The protocol has no sequence numbers: the question is all there is. One {@code info_ack}
 * answers all of the first three.
 */
enum ReplyKey {
    SIM_CARD,
    LOCATION,
    LINE_FAILURES,
    VERSION,
    UPGRADE,
    MEASUREMENT
}
