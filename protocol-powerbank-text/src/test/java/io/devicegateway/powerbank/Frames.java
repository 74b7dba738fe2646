package io.devicegateway.powerbank;

/** Frames of a locker as tests need them, with a check that is computed bit by bit. */
final class Frames {
    static final String IMEI = "865501040783269";

    private Frames() {}

    /** A frame with the usual check. */
    static byte[] of(String body) {
        return of(body, Crc16Variant.DEFAULT);
    }

    /** A frame with that check. */
    static byte[] of(String body, Crc16Variant variant) {
        return PowerbankUplinkEncoder.frame(body, LockerSpelling.of(variant));
    }
}
