package io.devicegateway.api;

import java.util.List;

/**
 * A cabinet says what became of a sale.
 *
 * @param lane the lane, from 1, as the device numbers them
 * @param order the number of the sales order, as the device writes it
 * @param outcome what became of it
 * @param code the outcome as the device writes it
 * @param extra what else it said, as it writes it; empty for nothing
 */
public record VendResult(DeviceId device, int lane, String order, Outcome outcome, String code, List<String> extra)
        implements VendingEvent, DeviceReply {
    public VendResult {
        extra = List.copyOf(extra);
    }

    /** What became of a sale. */
    public enum Outcome {
        /** The goods fell. */
        DISPENSED,
        /** The lane is empty. */
        OUT_OF_STOCK,
        /** The motor did not come round in time. */
        MOTOR_TIMEOUT,
        /** The motor turned, and nothing was seen to fall. */
        DROP_NOT_DETECTED,
        /** The motor has a short circuit. */
        MOTOR_SHORT,
        /**
         * The cabinet has seen this order number before. That says nothing about whether goods fell: no reason to refund,
         * and none to vend again.
         */
        DUPLICATE_ORDER,
        /** Something that the document does not name, see the code. */
        UNKNOWN
    }
}
