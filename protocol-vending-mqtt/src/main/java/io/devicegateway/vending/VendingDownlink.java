package io.devicegateway.vending;

/** What the server sends. */
public sealed interface VendingDownlink extends VendingMessage {
    /**
     * c=22, vend.
     *
     * @param device the cabinet
     * @param lane 1 or more
     * @param order the number of the sales order
     * @param messageId 1 or more
     */
    record Vend(String device, int lane, String order, int messageId) implements VendingDownlink {}

    /**
     * c=24, 26, 28, 30 or 32, whose content is 0.
     *
     * @param device the cabinet
     * @param code what is asked
     * @param messageId 1 or more
     */
    record Request(String device, Kind code, int messageId) implements VendingDownlink {}

    /** What a {@link Request} asks. */
    enum Kind {
        LANES(VendingCode.QUERY_LANES),
        COUNTERS(VendingCode.QUERY_COUNTERS),
        RESET(VendingCode.RESET),
        TEMPERATURE(VendingCode.QUERY_TEMPERATURE),
        NETWORK(VendingCode.QUERY_NETWORK);

        private final VendingCode code;

        Kind(VendingCode code) {
            this.code = code;
        }

        VendingCode code() {
            return code;
        }

        /** The code of the answer, one above. */
        int answer() {
            return code.number() + 1;
        }
    }

    /**
     * Something else that was sent to a cabinet. It is read and never written.
     *
     * @param code as it stands
     * @param why what is the matter, in English words
     */
    record Other(String device, String code, String why) implements VendingDownlink {}
}
