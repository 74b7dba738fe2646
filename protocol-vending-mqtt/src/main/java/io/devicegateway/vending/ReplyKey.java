package io.devicegateway.vending;

/**
 * What settles a command: for a sale its order number, for everything else the code of the answer.
 *
 * @param code the code of the answer
 * @param order the order number; empty for what is no sale
 */
record ReplyKey(int code, String order) {
    /** Sales go one after the other: a cabinet has one customer in front of it. */
    static final Object SALE = "sale";

    static ReplyKey of(VendingDownlink.Kind kind) {
        return new ReplyKey(kind.answer(), "");
    }

    static ReplyKey sale(String order) {
        return new ReplyKey(VendingCode.VEND_RESULT.number(), order);
    }
}
