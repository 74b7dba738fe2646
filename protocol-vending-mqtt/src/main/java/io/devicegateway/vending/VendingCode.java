package io.devicegateway.vending;

import io.devicegateway.protocol.DecodeListener.Label;
import org.jspecify.annotations.Nullable;

/** The codes of the document (000 section 3). There is no 34. */
enum VendingCode {
    VEND(22, false, "vend", "提货指令"),
    VEND_RESULT(23, true, "result of a vend", "出货执行结果"),
    QUERY_LANES(24, false, "query of the lanes' motors", "查询货道电机状态"),
    LANES(25, true, "the lanes' motors", "货道电机状态"),
    QUERY_COUNTERS(26, false, "query of the counters", "查询已出货数"),
    COUNTERS(27, true, "counters", "已出货数"),
    RESET(28, false, "restock reset", "补货复位"),
    RESTOCKED(29, true, "stock restored", "补货库存已恢复默认"),
    QUERY_TEMPERATURE(30, false, "query of the temperature", "查询温度"),
    TEMPERATURE(31, true, "temperature", "温度报告"),
    QUERY_NETWORK(32, false, "query of the network", "查询网络"),
    NETWORK(33, true, "network", "网络信息"),
    HEARTBEAT(35, true, "heartbeat", "心跳包");

    private final int number;
    private final boolean uplink;
    private final String en;
    private final String zh;

    VendingCode(int number, boolean uplink, String en, String zh) {
        this.number = number;
        this.uplink = uplink;
        this.en = en;
        this.zh = zh;
    }

    int number() {
        return number;
    }

    /** Whether a cabinet sends it. */
    boolean isUplink() {
        return uplink;
    }

    Label meaning() {
        return new Label(en, zh);
    }

    /** The code of that number; null when the document has none. */
    static @Nullable VendingCode of(int number) {
        for (VendingCode code : values()) {
            if (code.number == number) {
                return code;
            }
        }
        return null;
    }
}
