package io.devicegateway.vending;

/** Hears what happens at a {@link VendingCabinet}, on the thread that runs it. */
public interface VendingCabinetListener {
    /** Hears nothing. */
    VendingCabinetListener NONE = new VendingCabinetListener() {};

    /** Goods fell because the server said so, whether or not it is told. */
    default void dispensed(VendingCabinet cabinet, int lane, String order) {}

    /** A customer wants what is in that lane; whoever plays the platform sends the sale. */
    default void saleWanted(VendingCabinet cabinet, int lane, String order) {}

    /** The server did something that the document does not allow, as an extra member. */
    default void wrong(VendingCabinet cabinet, String what) {}
}
