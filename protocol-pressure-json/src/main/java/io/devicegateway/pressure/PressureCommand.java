package io.devicegateway.pressure;

import io.devicegateway.protocol.DecodeListener.Label;
import org.jspecify.annotations.Nullable;

/** The values of {@code cmd}. */
enum PressureCommand {
    PING("ping", "heartbeat", "心跳"),
    PONG("pong", "answer to a heartbeat", "心跳回复"),
    TIME("time", "asks for the time", "时间同步"),
    TIME_ACK("time_ack", "the time", "时间同步返回"),
    PUSH_MSG("push_msg", "samples", "推送数据"),
    PUSH_MSG_ACK("push_msg_ack", "samples received", "推送数据回复"),
    PUSH_INFO("push_info", "about the module", "推送信息"),
    PUSH_INFO_ACK("push_info_ack", "about the module: received", "推送信息回复"),
    INFO("info", "asks about the module", "查询信息"),
    INFO_ACK("info_ack", "about the module", "查询信息回复"),
    VERSION("version", "asks for the version", "查询版本号"),
    VERSION_ACK("version_ack", "the version", "查询版本号回复"),
    UPDATE("update", "upgrade the software", "设备升级"),
    UPDATE_ACK("update_ack", "answer to the upgrade", "设备升级回复"),
    QUERY_MSG("query_msg", "asks for samples", "主动查询数据"),
    QUERY_MSG_ACK("query_msg_ack", "answer to the query for samples", "主动查询数据回复"),
    PUSH_ONLINE("push_online", "states of the sensors", "推送在线状态"),
    PUSH_ONLINE_ACK("push_online_ack", "states of the sensors received", "推送在线状态回复");

    private static final PressureCommand[] ALL = values();

    private final String wire;
    private final String en;
    private final String zh;

    PressureCommand(String wire, String en, String zh) {
        this.wire = wire;
        this.en = en;
        this.zh = zh;
    }

    /** The command of that name; null when the document has none. */
    static @Nullable PressureCommand of(byte[] in, int from, int to) {
        for (PressureCommand command : ALL) {
            if (command.wire.length() == to - from && command.isWrittenAt(in, from)) {
                return command;
            }
        }
        return null;
    }

    private boolean isWrittenAt(byte[] in, int from) {
        for (int i = 0; i < wire.length(); i++) {
            if (in[from + i] != wire.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** As it stands on the wire. */
    String wire() {
        return wire;
    }

    Label meaning() {
        return new Label(en, zh);
    }
}
