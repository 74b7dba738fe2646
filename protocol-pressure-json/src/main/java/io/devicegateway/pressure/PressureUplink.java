package io.devicegateway.pressure;

import io.devicegateway.api.LineFailures;
import io.devicegateway.api.PressureSamples;
import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A message that a module sends. */
public sealed interface PressureUplink extends PressureMessage {
    /** The IMEI that the message names; null when it names none, as {@code info_ack} never does. */
    @Nullable
    String imei();

    /** {@code ping}: the module is alive. */
    record Ping(@Nullable String imei) implements PressureUplink {}

    /** {@code time}: the module asks what time it is. */
    record Time(@Nullable String imei) implements PressureUplink {}

    /**
     * {@code push_msg}: samples of some channels.
     *
     * @param packnum the number of the report; null when it has none, as before V1.0.2
     * @param group {@code groupid}, before V1.0.2; null otherwise
     * @param time by the module's clock; null when it tells none that makes sense
     * @param channels those reported, by their index
     * @param temperature in degrees Celsius; null when not reported
     * @param humidity in percent; null when not reported
     * @param fingerprint of the message's bytes: tells one that comes again from another with the same number
     */
    record PushMsg(
            @Nullable String imei,
            @Nullable JsonText packnum,
            @Nullable String group,
            @Nullable LocalDateTime time,
            List<PressureSamples.Channel> channels,
            @Nullable BigDecimal temperature,
            @Nullable BigDecimal humidity,
            long fingerprint)
            implements PressureUplink {}

    /**
     * {@code push_info}: what the module knows of itself once it has a network and its place.
     *
     * @param ccid of the SIM card; null when not reported
     * @param location null when not reported
     * @param fingerprint of the message's bytes
     */
    record PushInfo(
            @Nullable String imei,
            @Nullable String ccid,
            @Nullable Location location,
            long fingerprint) implements PressureUplink {}

    /**
     * {@code info_ack}: the answer to {@link PressureDownlink.InfoQuery}.
     *
     * @param ccid of the SIM card; null when not reported
     * @param location null when not reported
     * @param failures by line; empty when not reported
     */
    record InfoAck(
            @Nullable String imei,
            @Nullable String ccid,
            @Nullable Location location,
            List<LineFailures.Line> failures) implements PressureUplink {}

    /**
     * {@code version_ack}: the answer to {@link PressureDownlink.VersionQuery}.
     *
     * @param type of the hardware; null when not reported
     * @param version of the software; null when not reported
     */
    record VersionAck(
            @Nullable String imei,
            @Nullable String type,
            @Nullable String version) implements PressureUplink {}

    /**
     * {@code update_ack}: the answer to {@link PressureDownlink.Update}.
     *
     * @param result whether the module begins to upgrade; null when that cannot be told
     */
    record UpdateAck(@Nullable String imei, @Nullable Boolean result) implements PressureUplink {}

    /**
     * {@code query_msg_ack}: the answer to {@link PressureDownlink.QueryMsg}.
     *
     * @param result whether the module will report; null when that cannot be told
     */
    record QueryMsgAck(@Nullable String imei, @Nullable Boolean result) implements PressureUplink {}

    /**
     * {@code push_online}: how the sensors are.
     *
     * @param packnum the number of the report; null when it has none
     * @param sensors those reported, by their index
     * @param fingerprint of the message's bytes
     */
    record PushOnline(@Nullable String imei, @Nullable JsonText packnum, List<Sensor> sensors, long fingerprint)
            implements PressureUplink {}

    /**
     * A message that the document does not describe, or describes for the other direction.
     *
     * @param cmd what it calls itself
     * @param length in bytes
     */
    record Unknown(@Nullable String imei, String cmd, int length) implements PressureUplink {}

    /**
     * A place.
     *
     * @param longitude in degrees
     * @param latitude in degrees
     */
    record Location(BigDecimal longitude, BigDecimal latitude) {}

    /**
     * What is said of one sensor.
     *
     * @param index 0 to 8
     * @param st its state as written, several parted by commas; null when not reported
     * @param dt the state of its crystal as written; null when not reported
     */
    record Sensor(int index, @Nullable String st, @Nullable String dt) {}
}
