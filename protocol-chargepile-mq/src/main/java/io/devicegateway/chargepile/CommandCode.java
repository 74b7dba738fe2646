package io.devicegateway.chargepile;

import io.devicegateway.protocol.DecodeListener.Label;
import org.jspecify.annotations.Nullable;

/** The commands of the document (002 sections 5 to 19). */
enum CommandCode {
    HEARTBEAT(100, "heartbeat of the platform", "MQ心跳"),
    CHARGE(101, "start or stop charging", "启动充电命令"),
    RESERVE(102, "start or stop a reservation", "预约命令"),
    RESERVATION_QUERY(103, "reservation query", "预约查询"),
    RECORD_QUERY(104, "record query", "记录查询"),
    DOWNLOAD_QUERY(105, "was the download successful?", "下载查询是否成功"),
    PILE_PARAMETERS(106, "parameters of the pile", "配置充电桩本地参数"),
    HEARTBEAT_SETTING(107, "setting of the pile's heartbeat", "设置心跳包"),
    RESTART(108, "restart of the pile", "重启电桩"),
    SYSTEM(109, "system settings", "配置系统"),
    RATES(110, "periods and rates", "设置时间段以及费率"),
    UPDATE_QUERY(111, "was the update successful?", "检测是否更新成功"),
    VERSION_QUERY(112, "version query", "版本号查询升级"),
    UPGRADE(113, "upgrade", "发送升级命令"),
    PACKAGE_UPGRADE(114, "upgrade by package", "数据包升级");

    private final int code;
    private final String en;
    private final String zh;

    CommandCode(int code, String en, String zh) {
        this.code = code;
        this.en = en;
        this.zh = zh;
    }

    int code() {
        return code;
    }

    /** Whether money or something physical follows from it: all but the heartbeat and what only asks. */
    boolean isAtStake() {
        return switch (this) {
            case HEARTBEAT, RESERVATION_QUERY, RECORD_QUERY, DOWNLOAD_QUERY, UPDATE_QUERY, VERSION_QUERY -> false;
            case CHARGE,
                    RESERVE,
                    PILE_PARAMETERS,
                    HEARTBEAT_SETTING,
                    RESTART,
                    SYSTEM,
                    RATES,
                    UPGRADE,
                    PACKAGE_UPGRADE -> true;
        };
    }

    Label meaning() {
        return new Label(en, zh);
    }

    /** The command of this code; null when the document has none such. */
    static @Nullable CommandCode of(int code) {
        int index = code - HEARTBEAT.code;
        return index >= 0 && index < values().length ? values()[index] : null;
    }
}
