package io.devicegateway.powerbank;

import io.devicegateway.protocol.DecodeListener.Label;
import org.jspecify.annotations.Nullable;

/** The command words of the document (003 section 2). */
enum CommandWord {
    CH(true, "heartbeat; gets no answer", "心跳，无需应答"),
    CQ(false, "query of the slots", "查询设备状态"),
    AQ(true, "state of the slots", "应答设备状态"),
    CC(false, "lend a bank", "借出充电宝命令"),
    MQ(true, "does this bank belong to the system?", "查询设备编号是否属于本系统"),
    RQ(false, "whether the bank belongs to the system", "应答设备编号是否属于本系统"),
    MC(true, "a lend or a return succeeded", "借出或还入成功"),
    AM(false, "answer to a success", "应答借出或还入成功"),
    MR(true, "a lend or a return failed", "借出或还入失败"),
    AR(false, "answer to a failure", "应答借出或还入失败");

    private static final CommandWord[] ALL = values();

    private final boolean uplink;
    private final String en;
    private final String zh;

    CommandWord(boolean uplink, String en, String zh) {
        this.uplink = uplink;
        this.en = en;
        this.zh = zh;
    }

    /** Whether the device says it. */
    boolean isUplink() {
        return uplink;
    }

    /** What it means, for people. */
    Label meaning() {
        return new Label(en + (uplink ? " (device to server)" : " (server to device)"), zh);
    }

    /** The word of two letters in upper case; null when the document has none such. */
    static @Nullable CommandWord of(int first, int second) {
        for (CommandWord word : ALL) {
            if (word.name().charAt(0) == first && word.name().charAt(1) == second) {
                return word;
            }
        }
        return null;
    }
}
