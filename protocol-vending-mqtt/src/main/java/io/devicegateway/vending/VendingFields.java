package io.devicegateway.vending;

import io.devicegateway.api.LaneCondition;
import io.devicegateway.api.VendResult.Outcome;
import io.devicegateway.protocol.DecodeListener.Label;
import org.jspecify.annotations.Nullable;

/** Names of fields and what their values mean, for people. */
final class VendingFields {
    static final Label CODE = new Label("c", "指令");
    static final Label FROM = new Label("f", "发送方");
    static final Label TO = new Label("t", "接收方");
    static final Label CONTENT = new Label("m", "消息内容");
    static final Label MESSAGE_ID = new Label("mi", "消息号");
    static final Label LANE = new Label("lane", "货道号");
    static final Label ORDER = new Label("order", "销售单号");
    static final Label RESULT = new Label("result", "执行结果");
    static final Label EXTRA = new Label("extra", "多余字段");
    static final Label NONE = new Label("nothing", "无参数");
    static final Label CELSIUS = new Label("temperature", "温度");
    static final Label RSSI = new Label("rssi", "信号强度");
    static final Label ICCID = new Label("iccid", "SIM卡号");
    static final Label CELL = new Label("cell", "基站定位");
    static final Label COUNT = new Label("count", "心跳计数");

    static final Label UNDOCUMENTED = new Label("not in the document", "文档未定义");
    static final Label NO_SIGNAL = new Label("no signal", "没有信号");
    private static final int NO_SIGNAL_VALUE = 99;

    private VendingFields() {}

    static Label lane(int lane) {
        return new Label("lane " + lane, "第" + lane + "货道");
    }

    static Label code(int number) {
        VendingCode code = VendingCode.of(number);
        return code == null ? UNDOCUMENTED : code.meaning();
    }

    static Outcome outcome(String result) {
        return switch (result) {
            case "0" -> Outcome.DISPENSED;
            case "1" -> Outcome.OUT_OF_STOCK;
            case "2" -> Outcome.MOTOR_TIMEOUT;
            case "3" -> Outcome.DROP_NOT_DETECTED;
            case "4" -> Outcome.MOTOR_SHORT;
            case "5" -> Outcome.DUPLICATE_ORDER;
            default -> Outcome.UNKNOWN;
        };
    }

    static Label words(Outcome outcome) {
        return switch (outcome) {
            case DISPENSED -> new Label("dispensed", "出货成功");
            case OUT_OF_STOCK -> new Label("out of stock", "缺货");
            case MOTOR_TIMEOUT -> new Label("motor timeout", "电机超时");
            case DROP_NOT_DETECTED -> new Label("drop not detected", "未检测到掉货");
            case MOTOR_SHORT -> new Label("motor short circuit", "电机短路");
            case DUPLICATE_ORDER -> new Label("duplicate order number", "销售订单号重复");
            case UNKNOWN -> UNDOCUMENTED;
        };
    }

    static LaneCondition condition(String code) {
        return switch (code) {
            case "0" -> LaneCondition.OK;
            case "1" -> LaneCondition.OUT_OF_STOCK;
            case "2" -> LaneCondition.MOTOR_TIMEOUT;
            case "3" -> LaneCondition.DROP_NOT_DETECTED;
            case "4" -> LaneCondition.MOTOR_SHORT;
            default -> LaneCondition.UNKNOWN;
        };
    }

    static Label words(LaneCondition condition) {
        return switch (condition) {
            case OK -> new Label("no fault", "无故障");
            case OUT_OF_STOCK -> words(Outcome.OUT_OF_STOCK);
            case MOTOR_TIMEOUT -> words(Outcome.MOTOR_TIMEOUT);
            case DROP_NOT_DETECTED -> words(Outcome.DROP_NOT_DETECTED);
            case MOTOR_SHORT -> words(Outcome.MOTOR_SHORT);
            case UNKNOWN -> UNDOCUMENTED;
        };
    }

    static @Nullable Label rssi(int value) {
        if (value == NO_SIGNAL_VALUE) {
            return NO_SIGNAL;
        }
        int dbm = -113 + 2 * value;
        return value < 0 || value > 31 ? UNDOCUMENTED : new Label(dbm + " dBm", dbm + " dBm");
    }
}
