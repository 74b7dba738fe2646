package io.devicegateway.wosi;

/** What the server sends, apart from the {@linkplain WosiMessage.Heartbeat heartbeat's} echo. */
public sealed interface WosiDownlink extends WosiMessage {
    /**
     * Whether the cabinet may work (004 section 3.1.2).
     *
     * @param token the session token, four bytes as they stand
     * @param result 0 no, 1 yes, 2 no for a wrong time (a leftover of an older revision)
     */
    record LoginAnswer(int token, int result) implements WosiDownlink {}

    /** Asks for the software version (004 section 3.3.1). */
    record VersionQuery() implements WosiDownlink {}

    /**
     * Sets the server to call after the next restart (004 section 3.4.1).
     *
     * @param port as decimal text
     * @param heartbeat in seconds, 1 to 255
     */
    record SetServer(String address, String port, int heartbeat) implements WosiDownlink {}

    /** Asks what is in the slots (004 section 3.5.1). */
    record InventoryQuery() implements WosiDownlink {}

    /**
     * Lets a customer take a bank (004 section 3.6.1).
     *
     * @param slot 0 to 255
     */
    record Rent(int slot) implements WosiDownlink {}

    /**
     * What became of a return (004 section 3.7.2).
     *
     * @param token the session token, four bytes as they stand
     * @param slot 0 to 255
     * @param result 0 failed, 1 accepted, 2 bank abnormal, 3 returned before, 4 illegal id, 5 slot not empty
     */
    record ReturnAnswer(int token, int slot, int result) implements WosiDownlink {}

    /** Restarts the cabinet (004 section 3.8.1). */
    record Restart() implements WosiDownlink {}

    /** Tells the cabinet to fetch software from an FTP server (004 section 3.9.1). */
    record Upgrade(String address, String port, String fileName, String username, String password)
            implements WosiDownlink {
        @Override
        public String toString() {
            return "Upgrade[address=" + address + ", port=" + port + ", fileName=" + fileName + ", username=" + username
                    + ", password=***]";
        }
    }

    /** Asks for the ICCID of the SIM card (004 section 3.10.1). */
    record SimCardQuery() implements WosiDownlink {}

    /** Asks for the server that the cabinet is set up to call (004 section 3.11.1). */
    record ServerQuery() implements WosiDownlink {}

    /**
     * Ejects a bank for maintenance (004 section 3.12.1).
     *
     * @param slot 0 to 255
     */
    record Eject(int slot) implements WosiDownlink {}

    /** Asks for the volume (004 section 3.13.1). */
    record VolumeQuery() implements WosiDownlink {}

    /**
     * Sets the volume (004 section 3.14.1).
     *
     * @param level 0 to 15
     */
    record SetVolume(int level) implements WosiDownlink {}

    /**
     * Asks for the mobile network (004 section 3.15.1).
     *
     * @param legacy whether to ask under the retired code 0x71, which firmware older than 4.6 knows
     */
    record NetworkQuery(boolean legacy) implements WosiDownlink {}

    /**
     * A frame of a known command that lacks a part of its payload, as two samples of the document do. Only ever read, to
     * be explained; never written.
     *
     * @param code the command
     * @param frame the whole frame
     */
    record Truncated(int code, byte[] frame) implements WosiDownlink {}

    /**
     * A command that the document does not describe. Only ever read, to be explained; never written.
     *
     * @param code 0 to 255
     * @param frame the whole frame
     */
    record Unknown(int code, byte[] frame) implements WosiDownlink {}
}
