package io.devicegateway.powerbank;

import io.devicegateway.powerbank.PowerbankUplink.StatusReport.State;
import io.devicegateway.protocol.DecodeListener.Label;
import org.jspecify.annotations.Nullable;

/** What the fields of the document are called, and what their values mean. */
final class PowerbankFields {
    static final Label HEADER = new Label("Packet header", "数据包头");
    static final Label IMEI = new Label("IMEI", "设备号IMEI");
    static final Label COMMAND = new Label("Command word", "命令字");
    static final Label DATA = new Label("Command data", "命令数据");
    static final Label SLOT = new Label("STROEID", "充电宝位置编号");
    static final Label STATE = new Label("State", "充电宝状态");
    static final Label BANK = new Label("DEVID", "充电宝设备编号");
    static final Label TRAILING = new Label("Trailing data", "多余数据");
    static final Label CHECK = new Label("CRC16", "16位数据校验码");
    static final Label END = new Label("Packet end", "数据包尾");
    static final Label LINE_END = new Label("Line end", "换行");

    static final Label LEND = new Label("lend", "借出充电宝");
    static final Label OWNED = new Label("it belongs to the system", "属于本系统");
    static final Label FOREIGN = new Label("it does not belong to the system", "不属于本系统");
    static final Label UNDOCUMENTED = new Label("not in the document", "文档未定义");

    private static final Label FULL = new Label("full", "充满");
    private static final Label NOT_FULL = new Label("not full", "未充满");
    private static final Label FLAT = new Label("no electricity", "没电");
    private static final Label FLAT_OR_EMPTY = new Label("no electricity, or no bank", "没电或无充电宝");
    private static final Label FAULT = new Label("fault", "故障");

    private PowerbankFields() {}

    static Label state(@Nullable State state, boolean withBank) {
        if (state == null) {
            return UNDOCUMENTED;
        }
        return switch (state) {
            case FU -> FULL;
            case NF -> NOT_FULL;
            case EM -> withBank ? FLAT : FLAT_OR_EMPTY;
            case ER -> FAULT;
        };
    }

    /** What a check was found to be; where nothing fits, what it would have to be in the usual variant. */
    static Label check(FrameCheck check, Crc16Variant usual, int expected) {
        if (check.matching().isEmpty()) {
            String hex = hex(expected);
            return new Label(
                    "fits no known CRC16; " + usual + " would be " + hex, "与任何已知CRC16都不符；" + usual + "应为" + hex);
        }
        String fits = check.matching().toString();
        String variants = fits.substring(1, fits.length() - 1);
        String raw = check.raw() ? ", as two bytes" : "";
        return new Label("fits " + variants + raw, "符合 " + variants + (check.raw() ? "，为两个原始字节" : ""));
    }

    static String hex(int check) {
        return String.format("%04X", check);
    }
}
