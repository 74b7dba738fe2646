package io.devicegateway.wosi;

import io.devicegateway.protocol.Ask;

/**
 * Which {@link Ask} a reply belongs to. The protocol has no sequence numbers: the command and, where it has one, the slot are
 * all there is.
 *
 * @param function the command, {@link FunctionCode#NETWORK} also for its retired predecessor
 * @param slot 0 to 255; {@value #NO_SLOT} for a command without one
 */
record ReplyKey(FunctionCode function, int slot) {
    static final int NO_SLOT = -1;

    static ReplyKey of(FunctionCode function) {
        return new ReplyKey(function, NO_SLOT);
    }
}
