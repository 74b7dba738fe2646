package io.devicegateway.pressure;

import io.devicegateway.api.SensorStates.Condition;
import io.devicegateway.protocol.DecodeListener.Label;
import org.jspecify.annotations.Nullable;

/** Where a sensor is and what its state says (001, push_online): nine of them, three on each of three RS485 lines. */
final class SensorPlace {
    /** How many sensors there are. */
    static final int COUNT = 9;

    private static final int LINES = 3;

    private static final Label UNDOCUMENTED = new Label("not in the document", "文档未定义");

    private SensorPlace() {}

    /** The line of the sensor of that index, from 1. */
    static int line(int index) {
        return index % LINES + 1;
    }

    /** The place on its line of the sensor of that index, from 1. */
    static int position(int index) {
        return index / LINES + 1;
    }

    /**
     * What a state says. Two of 0 and 1 are a pair of sensors, as railway devices have them, whether they write two characters or a
     * list of two.
     */
    static Condition conditionOf(String st) {
        return switch (st) {
            case "0" -> Condition.OFFLINE;
            case "1" -> Condition.ONLINE;
            case "2" -> Condition.INTERFERENCE;
            case "3" -> Condition.STUCK;
            case "00", "01", "10", "11", "0,0", "0,1", "1,0", "1,1" -> Condition.PAIR;
            default -> Condition.UNKNOWN;
        };
    }

    /** Whether a crystal is faulty; null when that cannot be told. */
    static @Nullable Boolean crystalFault(String dt) {
        return switch (dt) {
            case "0" -> Boolean.FALSE;
            case "1" -> Boolean.TRUE;
            default -> null;
        };
    }

    static Label condition(String st) {
        return switch (conditionOf(st)) {
            case ONLINE -> new Label("online", "在线");
            case OFFLINE -> new Label("offline", "不在线");
            case INTERFERENCE -> new Label("high-frequency interference", "高频干扰");
            case STUCK -> new Label("value stays the same", "固定值异常");
            case PAIR -> new Label("pair of a railway device: " + st, "新铁道设备状态：" + st);
            case UNKNOWN -> UNDOCUMENTED;
        };
    }

    static Label crystal(String dt) {
        Boolean fault = crystalFault(dt);
        if (fault == null) {
            return UNDOCUMENTED;
        }
        return fault ? new Label("crystal abnormal", "晶振异常") : new Label("crystal normal", "晶振正常");
    }
}
