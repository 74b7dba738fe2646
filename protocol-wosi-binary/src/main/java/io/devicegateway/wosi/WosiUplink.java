package io.devicegateway.wosi;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a cabinet sends, apart from the {@linkplain WosiMessage.Heartbeat heartbeat}. */
public sealed interface WosiUplink extends WosiMessage {
    /**
     * The cabinet says who it is (004 section 3.1.1).
     *
     * @param token the session token, four bytes as they stand
     * @param rand a number that nobody checks
     * @param magic a number that nobody checks, 0 to 65535
     * @param boxId the serial number, without its terminating NUL and without blanks around it; may be empty
     */
    record Login(int token, int rand, int magic, String boxId) implements WosiUplink {}

    /**
     * A login of the signed sibling of this protocol, which has other payloads under the same codes and cannot be served.
     *
     * @param token the session token, four bytes as they stand
     * @param boxId the serial number
     */
    record SignedLogin(int token, String boxId) implements WosiUplink {}

    /** The software version (004 section 3.3.2). */
    record VersionReply(String version) implements WosiUplink {}

    /** The server address was taken over (004 section 3.4.2). */
    record SetServerReply() implements WosiUplink {}

    /**
     * What is in the slots (004 section 3.5.2).
     *
     * @param remaining how many banks the cabinet says it has, 0 to 255; the items count
     * @param items one for each bank that could be read
     * @param whole whether the items are all that the frame has room for and all that it claims
     */
    record InventoryReply(int remaining, List<Item> items, boolean whole) implements WosiUplink {
        public InventoryReply {
            items = List.copyOf(items);
        }

        /**
         * A bank in a slot.
         *
         * @param slot 0 to 255
         * @param terminal the bank's id as {@link TerminalId} reads it; 0 when the cabinet could not read it
         * @param level charge, 0 to 4 for 20 to 100 %
         */
        public record Item(int slot, long terminal, int level) {}
    }

    /**
     * What became of a rent (004 section 3.6.2).
     *
     * @param slot 0 to 255
     * @param result 0 failed, 1 done; others are not documented
     * @param terminal the bank's id as {@link TerminalId} reads it; 0 when it was not said
     */
    record RentReply(int slot, int result, long terminal) implements WosiUplink {}

    /**
     * A bank was put back (004 section 3.7.1).
     *
     * @param token the session token, four bytes as they stand
     * @param slot 0 to 255
     * @param terminal the bank's id as {@link TerminalId} reads it; 0 when the cabinet could not read it
     */
    record ReturnReport(int token, int slot, long terminal) implements WosiUplink {}

    /** The order to restart was received (004 section 3.8.2). */
    record RestartReply() implements WosiUplink {}

    /** The order to upgrade was received (004 section 3.9.2). */
    record UpgradeReply() implements WosiUplink {}

    /** The ICCID of the SIM card (004 section 3.10.2). */
    record SimCardReply(String iccid) implements WosiUplink {}

    /**
     * The server that the cabinet is set up to call (004 section 3.11.2).
     *
     * @param port as text
     * @param heartbeat in seconds, 1 to 255; 0 is not documented
     */
    record ServerReply(String address, String port, int heartbeat) implements WosiUplink {}

    /** What became of a forced eject (004 section 3.12.2); its components are those of a {@link RentReply}. */
    record EjectReply(int slot, int result, long terminal) implements WosiUplink {}

    /**
     * The volume (004 section 3.13.2).
     *
     * @param level 0 to 15; null when the reply has the layout of a forced eject, as the document's sample does
     */
    record VolumeReply(@Nullable Integer level) implements WosiUplink {}

    /**
     * Whether the volume was set (004 section 3.14.2).
     *
     * @param result 0 failed, 1 done; others are not documented
     */
    record SetVolumeReply(int result) implements WosiUplink {}

    /**
     * The mobile network (004 section 3.15.2).
     *
     * @param legacy whether it came under the retired code 0x71
     * @param csq signal strength, 0 to 31, 99 for none
     * @param errorRate bit error rate in the modem's unit, 99 for unknown
     * @param mode 2 GSM, 3 WCDMA, 5 Wi-Fi, 7 LTE; others are not documented
     */
    record NetworkReply(boolean legacy, int csq, int errorRate, int mode) implements WosiUplink {}

    /**
     * A command that the document does not describe.
     *
     * @param code 0 to 255
     * @param frame the whole frame
     */
    record Unknown(int code, byte[] frame) implements WosiUplink {}
}
