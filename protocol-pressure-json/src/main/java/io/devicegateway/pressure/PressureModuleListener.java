package io.devicegateway.pressure;

/** Hears what happens at a {@link PressureModule}, on the thread that runs it. */
public interface PressureModuleListener {
    /** Hears nothing. */
    PressureModuleListener NONE = new PressureModuleListener() {};

    /** The server acknowledged a report; it is in the ledger already. */
    default void acknowledged(PressureModule module, PressureLedger.Entry entry) {}

    /** The server did something that the document does not allow, as an acknowledgement of nothing. */
    default void wrong(PressureModule module, String what) {}
}
