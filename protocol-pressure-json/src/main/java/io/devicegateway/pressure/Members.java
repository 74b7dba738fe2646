package io.devicegateway.pressure;

import io.devicegateway.api.LineFailures;
import io.devicegateway.api.PressureSamples.Channel;
import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What stands in one message, whatever its kind. What was not there, or could not be understood, is null. */
final class Members {
    private static final int INDEXES = 9;
    private static final int LINES = 3;
    private static final long NOT_TOLD = -1;

    /** Null when the document does not have the command. */
    @Nullable
    PressureCommand command;

    /** What the message calls itself; empty when it does not. */
    String cmd = "";

    @Nullable
    String imei;

    @Nullable
    JsonText packnum;

    @Nullable
    String group;

    @Nullable
    LocalDateTime time;

    @Nullable
    BigDecimal temperature;

    @Nullable
    BigDecimal humidity;

    @Nullable
    String ccid;

    PressureUplink.@Nullable Location location;

    @Nullable
    String type;

    @Nullable
    String version;

    @Nullable
    Boolean result;

    /** Seconds since 1970 UTC; below zero when not told. */
    long timestamp = NOT_TOLD;

    /** By index. */
    final @Nullable Channel[] channels = new Channel[INDEXES];

    /** By index. */
    final @Nullable String[] states = new String[INDEXES];

    /** By index. */
    final @Nullable String[] crystals = new String[INDEXES];

    /** By line from 0; below zero when not told. */
    final long[] failures = new long[LINES];

    Members() {
        Arrays.fill(failures, NOT_TOLD);
    }

    List<Channel> channels() {
        List<Channel> read = new ArrayList<>(LINES);
        for (Channel channel : channels) {
            if (channel != null) {
                read.add(channel);
            }
        }
        return read;
    }

    List<LineFailures.Line> failures() {
        List<LineFailures.Line> read = new ArrayList<>(LINES);
        for (int i = 0; i < LINES; i++) {
            if (failures[i] >= 0) {
                read.add(new LineFailures.Line(i + 1, failures[i]));
            }
        }
        return read;
    }

    List<PressureUplink.Sensor> sensors() {
        List<PressureUplink.Sensor> read = new ArrayList<>(INDEXES);
        for (int i = 0; i < INDEXES; i++) {
            String st = states[i];
            String dt = crystals[i];
            if (st != null || dt != null) {
                read.add(new PressureUplink.Sensor(i, st, dt));
            }
        }
        return read;
    }

    /** What stands for that field, for people; null when nothing that could be understood does. */
    @Nullable
    Object valueOf(PressureField field, int index) {
        return switch (field) {
            case CMD -> cmd;
            case IMEI -> imei;
            case PACKNUM -> packnum;
            case TIME -> time;
            case DATA, OLD_DATA -> samples(index);
            case TEMPERATURE -> temperature;
            case HUMIDITY -> humidity;
            case CCID, OLD_CCID -> ccid;
            case LOCATION, OLD_LOCATION -> location;
            case ERRNUM -> failures[index] < 0 ? null : failures[index];
            case TYPE -> type;
            case VERSION -> version;
            case RESULT -> result;
            case TIMESTAMP -> timestamp < 0 ? null : timestamp;
            case ST -> states[index];
            case DT -> crystals[index];
            case OLD_GROUP -> group;
            case UNKNOWN -> null;
        };
    }

    private int @Nullable [] samples(int index) {
        Channel channel = channels[index];
        return channel == null ? null : channel.samples();
    }
}
