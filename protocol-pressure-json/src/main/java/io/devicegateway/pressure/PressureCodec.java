package io.devicegateway.pressure;

import io.devicegateway.protocol.DecodeListener;
import io.devicegateway.protocol.DecodeListener.Label;
import io.devicegateway.protocol.MalformedFrame;
import io.devicegateway.protocol.MessageCodec;
import org.jspecify.annotations.Nullable;

/** Reads the messages of the document, as it describes them and as its samples are written, and writes them as JSON. */
public final class PressureCodec implements MessageCodec<PressureMessage> {
    private static final Label NO_IMEI = new Label("the message names no IMEI", "报文没有IMEI");
    private static final Label NO_PACKNUM = new Label("the message has no packnum", "报文没有包号");

    private final int expectedSamples;
    private final PressureDownlinkWriter writer;

    public PressureCodec(PressureSettings settings) {
        this.expectedSamples = settings.reports().expectedSamples();
        this.writer = new PressureDownlinkWriter(settings.wire());
    }

    @Override
    public PressureUplink decode(byte[] frame, DecodeListener listener) throws MalformedFrame {
        Members read = MessageReader.read(frame, listener, expectedSamples);
        PressureCommand command = read.command;
        if (command == null) {
            return unknown(read, frame, listener);
        }
        return switch (command) {
            case PING -> new PressureUplink.Ping(named(read, listener));
            case TIME -> new PressureUplink.Time(named(read, listener));
            case PUSH_MSG -> pushMsg(read, frame, listener);
            case PUSH_INFO ->
                new PressureUplink.PushInfo(named(read, listener), read.ccid, read.location, Bytes.fingerprint(frame));
            case INFO_ACK -> new PressureUplink.InfoAck(read.imei, read.ccid, read.location, read.failures());
            case VERSION_ACK -> new PressureUplink.VersionAck(read.imei, read.type, read.version);
            case UPDATE_ACK -> new PressureUplink.UpdateAck(read.imei, read.result);
            case QUERY_MSG_ACK -> new PressureUplink.QueryMsgAck(read.imei, read.result);
            case PUSH_ONLINE -> {
                numbered(read, listener);
                yield new PressureUplink.PushOnline(
                        named(read, listener), read.packnum, read.sensors(), Bytes.fingerprint(frame));
            }
            case PONG, TIME_ACK, PUSH_MSG_ACK, PUSH_INFO_ACK, PUSH_ONLINE_ACK, INFO, VERSION, UPDATE, QUERY_MSG ->
                unknown(read, frame, listener);
        };
    }

    private static PressureUplink pushMsg(Members read, byte[] frame, DecodeListener listener) {
        numbered(read, listener);
        return new PressureUplink.PushMsg(
                named(read, listener),
                read.packnum,
                read.group,
                read.time,
                read.channels(),
                read.temperature,
                read.humidity,
                Bytes.fingerprint(frame));
    }

    private static PressureUplink unknown(Members read, byte[] frame, DecodeListener listener) {
        undocumented(read, listener);
        return new PressureUplink.Unknown(read.imei, read.cmd, frame.length);
    }

    private static void undocumented(Members read, DecodeListener listener) {
        listener.anomaly(
                "unknown-cmd",
                0,
                new Label("the document has no " + read.cmd + " in this direction", "文档在此方向没有命令" + read.cmd));
    }

    private static @Nullable String named(Members read, DecodeListener listener) {
        if (read.imei == null) {
            listener.anomaly("no-imei", 0, NO_IMEI);
        }
        return read.imei;
    }

    private static void numbered(Members read, DecodeListener listener) {
        if (read.packnum == null) {
            listener.anomaly("no-packnum", 0, NO_PACKNUM);
        }
    }

    @Override
    public PressureDownlink decodeDownlink(byte[] frame, DecodeListener listener) throws MalformedFrame {
        Members read = MessageReader.read(frame, listener, expectedSamples);
        PressureCommand command = read.command;
        if (command == null) {
            return unknownDownlink(read, frame, listener);
        }
        return switch (command) {
            case PONG -> new PressureDownlink.Pong();
            case TIME_ACK -> timeAck(read);
            case PUSH_MSG_ACK -> new PressureDownlink.PushMsgAck(read.packnum);
            case PUSH_INFO_ACK -> new PressureDownlink.PushInfoAck();
            case PUSH_ONLINE_ACK -> new PressureDownlink.PushOnlineAck(read.packnum);
            case INFO -> new PressureDownlink.InfoQuery(read.imei);
            case VERSION -> new PressureDownlink.VersionQuery(read.imei);
            case UPDATE -> new PressureDownlink.Update(read.imei);
            case QUERY_MSG -> new PressureDownlink.QueryMsg(read.imei);
            case PING, TIME, PUSH_MSG, PUSH_INFO, INFO_ACK, VERSION_ACK, UPDATE_ACK, QUERY_MSG_ACK, PUSH_ONLINE ->
                unknownDownlink(read, frame, listener);
        };
    }

    private static PressureDownlink timeAck(Members read) throws MalformedFrame {
        if (read.timestamp < 0) {
            throw new MalformedFrame("no-timestamp", "time_ack has no timestamp in seconds since 1970");
        }
        return new PressureDownlink.TimeAck(read.timestamp);
    }

    private static PressureDownlink unknownDownlink(Members read, byte[] frame, DecodeListener listener) {
        undocumented(read, listener);
        return new PressureDownlink.Unknown(read.cmd, frame);
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException if it is not a message that the gateway sends
     */
    @Override
    public byte[] encode(PressureMessage message) {
        return switch (message) {
            case PressureDownlink downlink -> writer.write(downlink);
            case PressureUplink uplink ->
                throw new IllegalArgumentException(uplink.getClass().getSimpleName()
                        + " is a message of the module; the gateway does not send it");
        };
    }
}
