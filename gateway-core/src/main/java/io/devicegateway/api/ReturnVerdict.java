package io.devicegateway.api;

/** The judgement on a reported return (004 section 3.7.2 names all six; other protocols know yes and no). */
public enum ReturnVerdict {
    /** The return stands. */
    ACCEPTED,
    /** It cannot be judged now; the device may try again. */
    FAILED,
    /** The bank is in an abnormal state, for example its id cannot be read. */
    BANK_ABNORMAL,
    /** The bank had been returned before. */
    DUPLICATE,
    /** The bank does not belong to this system. */
    ILLEGAL_BANK,
    /** The slot holds another bank. */
    SLOT_OCCUPIED
}
