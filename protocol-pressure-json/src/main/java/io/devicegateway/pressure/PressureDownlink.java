package io.devicegateway.pressure;

import org.jspecify.annotations.Nullable;

/** A message that the gateway sends. */
public sealed interface PressureDownlink extends PressureMessage {
    /** {@code pong}: the answer to a ping. */
    record Pong() implements PressureDownlink {}

    /**
     * {@code time_ack}: what time it is.
     *
     * @param timestamp seconds since 1970 UTC
     */
    record TimeAck(long timestamp) implements PressureDownlink {}

    /**
     * {@code push_msg_ack}: samples were received and are safe.
     *
     * @param packnum that of the report; null when it had none
     */
    record PushMsgAck(@Nullable JsonText packnum) implements PressureDownlink {}

    /** {@code push_info_ack}: what the module told of itself was received and is safe. */
    record PushInfoAck() implements PressureDownlink {}

    /**
     * {@code push_online_ack}: the states of the sensors were received and are safe.
     *
     * @param packnum that of the report; null when it had none
     */
    record PushOnlineAck(@Nullable JsonText packnum) implements PressureDownlink {}

    /**
     * {@code info}: asks for SIM card, place and failures.
     *
     * @param imei null for none, as in the document
     */
    record InfoQuery(@Nullable String imei) implements PressureDownlink {}

    /**
     * {@code version}: asks for the software's version.
     *
     * @param imei null when it names none
     */
    record VersionQuery(@Nullable String imei) implements PressureDownlink {}

    /**
     * {@code update}: tells the module to upgrade its software.
     *
     * @param imei null when it names none
     */
    record Update(@Nullable String imei) implements PressureDownlink {}

    /**
     * {@code query_msg}: asks for samples now.
     *
     * @param imei null when it names none
     */
    record QueryMsg(@Nullable String imei) implements PressureDownlink {}

    /**
     * A message that the document does not describe, or describes for the other direction.
     *
     * @param cmd what it calls itself
     * @param frame the message
     */
    record Unknown(String cmd, byte[] frame) implements PressureDownlink {}
}
