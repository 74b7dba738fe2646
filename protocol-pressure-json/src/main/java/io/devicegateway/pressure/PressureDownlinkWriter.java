package io.devicegateway.pressure;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Writes the messages of the server: compact JSON, its members in the order of the document's samples. */
final class PressureDownlinkWriter {
    private final PressureSettings.Wire settings;
    private final String suffix;
    private final byte[] pong;
    private final byte[] pushInfoAck;
    private final byte[] anonymousInfo;

    PressureDownlinkWriter(PressureSettings.Wire settings) {
        this.settings = settings;
        this.suffix = settings.suffix().text();
        this.pong = bare(PressureCommand.PONG);
        this.pushInfoAck = bare(PressureCommand.PUSH_INFO_ACK);
        this.anonymousInfo = bare(PressureCommand.INFO);
    }

    byte[] write(PressureDownlink message) {
        return switch (message) {
            case PressureDownlink.Pong p -> pong;
            case PressureDownlink.TimeAck time -> timeAck(time.timestamp());
            case PressureDownlink.PushMsgAck ack -> acknowledgement(PressureCommand.PUSH_MSG_ACK, ack.packnum());
            case PressureDownlink.PushInfoAck ack -> pushInfoAck;
            case PressureDownlink.PushOnlineAck ack -> acknowledgement(PressureCommand.PUSH_ONLINE_ACK, ack.packnum());
            case PressureDownlink.InfoQuery info ->
                info.imei() == null ? anonymousInfo : order(PressureCommand.INFO, info.imei());
            case PressureDownlink.VersionQuery version -> order(PressureCommand.VERSION, version.imei());
            case PressureDownlink.Update update -> order(PressureCommand.UPDATE, update.imei());
            case PressureDownlink.QueryMsg query -> order(PressureCommand.QUERY_MSG, query.imei());
            case PressureDownlink.Unknown unknown -> unknown.frame();
        };
    }

    private byte[] bare(PressureCommand command) {
        return end(begin(command));
    }

    private byte[] timeAck(long timestamp) {
        StringBuilder out = begin(PressureCommand.TIME_ACK).append(",\"timestamp\":");
        boolean quoted = settings.timestampType() == PressureSettings.TimestampType.TEXT;
        return end(value(out, Long.toString(timestamp), quoted));
    }

    private byte[] acknowledgement(PressureCommand command, @Nullable JsonText packnum) {
        StringBuilder out = begin(command);
        if (packnum != null) {
            boolean quoted = packnum.quoted() || !settings.mirrorPacknum();
            value(out.append(",\"packnum\":"), packnum.text(), quoted);
        }
        return end(out);
    }

    private byte[] order(PressureCommand command, @Nullable String imei) {
        StringBuilder out = begin(command);
        if (imei != null) {
            value(out.append(",\"IMEI\":"), escaped(imei), true);
        }
        return end(out);
    }

    private static StringBuilder begin(PressureCommand command) {
        return new StringBuilder(64)
                .append("{\"cmd\":\"")
                .append(command.wire())
                .append('"');
    }

    private static StringBuilder value(StringBuilder out, String text, boolean quoted) {
        return quoted ? out.append('"').append(text).append('"') : out.append(text);
    }

    private byte[] end(StringBuilder out) {
        return out.append('}').append(suffix).toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String escaped(String text) {
        return text.indexOf('"') < 0 && text.indexOf('\\') < 0
                ? text
                : text.replace("\\", "\\\\").replace("\"", "\\\"");
    }
}
