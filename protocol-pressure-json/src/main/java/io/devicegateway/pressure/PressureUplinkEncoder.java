package io.devicegateway.pressure;

import io.devicegateway.api.LineFailures;
import io.devicegateway.api.PressureSamples;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Writes the messages of a module as the document says: compact JSON, its members in the order of the samples, texts for all
 * values but the states of sensors. For the virtual module and for tests.
 */
public final class PressureUplinkEncoder {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);

    private static final String DIGITS = "0123456789ABCDEF";

    private final StringBuilder out = new StringBuilder(256);

    private PressureUplinkEncoder() {}

    /**
     * Writes a message.
     *
     * @throws IllegalArgumentException if it is none of the document
     */
    public static byte[] encode(PressureUplink message) {
        PressureUplinkEncoder encoder = new PressureUplinkEncoder();
        encoder.write(message);
        return encoder.out.append('}').toString().getBytes(StandardCharsets.UTF_8);
    }

    private void write(PressureUplink message) {
        switch (message) {
            case PressureUplink.Ping ping -> begin("ping", ping.imei());
            case PressureUplink.Time time -> begin("time", time.imei());
            case PressureUplink.PushMsg push -> pushMsg(push);
            case PressureUplink.PushInfo push -> {
                begin("push_info", push.imei());
                text("CCID", push.ccid());
                location(push.location());
            }
            case PressureUplink.InfoAck ack -> {
                begin("info_ack", ack.imei());
                text("CCID", ack.ccid());
                location(ack.location());
                for (LineFailures.Line line : ack.failures()) {
                    text("err" + (line.line() - 1) + "num", Long.toString(line.failures()));
                }
            }
            case PressureUplink.VersionAck ack -> {
                begin("version_ack", ack.imei());
                text("type", ack.type());
                text("version", ack.version());
            }
            case PressureUplink.UpdateAck ack -> {
                begin("update_ack", ack.imei());
                result(ack.result());
            }
            case PressureUplink.QueryMsgAck ack -> {
                begin("query_msg_ack", ack.imei());
                result(ack.result());
            }
            case PressureUplink.PushOnline push -> pushOnline(push);
            case PressureUplink.Unknown unknown ->
                throw new IllegalArgumentException("the document has no message " + unknown.cmd());
        }
    }

    private void pushMsg(PressureUplink.PushMsg push) {
        begin("push_msg", push.imei());
        packnum(push.packnum());
        LocalDateTime time = push.time();
        text("time", time == null ? null : TIME.format(time));
        for (PressureSamples.Channel channel : push.channels()) {
            int[] samples = channel.samples();
            if (samples != null) {
                text("data" + channel.index(), hex(samples));
            }
        }
        decimal("temperature", push.temperature());
        decimal("humidity", push.humidity());
    }

    private void pushOnline(PressureUplink.PushOnline push) {
        begin("push_online", push.imei());
        packnum(push.packnum());
        for (PressureUplink.Sensor sensor : push.sensors()) {
            list("st" + sensor.index(), sensor.st());
        }
        for (PressureUplink.Sensor sensor : push.sensors()) {
            list("dt" + sensor.index(), sensor.dt());
        }
    }

    private static String hex(int[] samples) {
        StringBuilder hex = new StringBuilder(samples.length * 5);
        for (int sample : samples) {
            if (sample < 0 || sample > 0xffff) {
                throw new IllegalArgumentException("sample " + sample + " is not 0 to 65535");
            }
            if (!hex.isEmpty()) {
                hex.append(',');
            }
            for (int shift = 12; shift >= 0; shift -= 4) {
                hex.append(DIGITS.charAt(sample >> shift & 0xf));
            }
        }
        return hex.toString();
    }

    private void begin(String cmd, @Nullable String imei) {
        out.append("{\"cmd\":\"").append(cmd).append('"');
        text("IMEI", imei);
    }

    private void packnum(@Nullable JsonText packnum) {
        if (packnum != null) {
            String quote = packnum.quoted() ? "\"" : "";
            out.append(",\"packnum\":").append(quote).append(packnum.text()).append(quote);
        }
    }

    private void text(String name, @Nullable String value) {
        if (value != null) {
            String escaped = value.replace("\\", "\\\\").replace("\"", "\\\"");
            out.append(",\"").append(name).append("\":\"").append(escaped).append('"');
        }
    }

    private void decimal(String name, @Nullable BigDecimal value) {
        text(name, value == null ? null : value.toPlainString());
    }

    private void location(PressureUplink.@Nullable Location place) {
        if (place != null) {
            text(
                    "location",
                    place.longitude().toPlainString() + "," + place.latitude().toPlainString());
        }
    }

    private void result(@Nullable Boolean value) {
        text("result", value == null ? null : value.toString());
    }

    private void list(String name, @Nullable String value) {
        if (value != null) {
            out.append(",\"").append(name).append("\":[").append(value).append(']');
        }
    }
}
