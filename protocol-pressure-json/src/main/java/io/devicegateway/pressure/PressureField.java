package io.devicegateway.pressure;

import io.devicegateway.protocol.DecodeListener.Label;

/** The names that the document uses in its messages, those of its earlier versions among them; {@code #} is a digit. */
enum PressureField {
    CMD("cmd", "command", "命令"),
    IMEI("IMEI", "IMEI", "设备的唯一标识"),
    PACKNUM("packnum", "packet number", "包号"),
    TIME("time", "device time", "设备当前时间"),
    DATA("data#", "samples", "485数据"),
    TEMPERATURE("temperature", "temperature", "设备当前温度"),
    HUMIDITY("humidity", "humidity", "设备当前湿度"),
    CCID("CCID", "SIM card", "SIM卡唯一标识"),
    LOCATION("location", "location", "设备的经纬度信息"),
    ERRNUM("err#num", "RS485 failures", "485通信失败统计次数"),
    TYPE("type", "hardware type", "设备类型"),
    VERSION("version", "software version", "设备的软件版本号"),
    RESULT("result", "result", "结果"),
    TIMESTAMP("timestamp", "timestamp", "当前时间的时间戳"),
    ST("st#", "state", "在线状态"),
    DT("dt#", "crystal", "晶振状态"),
    OLD_CCID("IMSI", "SIM card (before V1.0.1)", "SIM卡唯一标识（V1.0.1之前）"),
    OLD_LOCATION("position", "location (before V1.0.1)", "设备的经纬度信息（V1.0.1之前）"),
    OLD_GROUP("groupid", "group (before V1.0.2)", "组号（V1.0.2之前）"),
    OLD_DATA("data", "samples (before V1.0.2)", "AD数据（V1.0.2之前）"),
    UNKNOWN("", "not in the document", "文档未定义");

    private final String wire;
    private final String en;
    private final String zh;
    private final int digitAt;

    PressureField(String wire, String en, String zh) {
        this.wire = wire;
        this.en = en;
        this.zh = zh;
        this.digitAt = wire.indexOf('#');
    }

    /** The field of that name, {@link #UNKNOWN} when the document has none. */
    static PressureField of(byte[] in, int from, int to) {
        if (from == to) {
            return UNKNOWN;
        }
        byte first = in[from];
        PressureField found = switch (to - from) {
            case 3 -> first == 'c' ? CMD : first == 's' ? ST : DT;
            case 4 -> ofFour(first, in[from + 2]);
            case 5 -> DATA;
            case 6 -> RESULT;
            case 7 -> first == 'p' ? PACKNUM : first == 'e' ? ERRNUM : first == 'v' ? VERSION : OLD_GROUP;
            case 8 -> first == 'l' ? LOCATION : first == 'h' ? HUMIDITY : OLD_LOCATION;
            case 9 -> TIMESTAMP;
            case 11 -> TEMPERATURE;
            default -> UNKNOWN;
        };
        return found.isWrittenAt(in, from) ? found : UNKNOWN;
    }

    private static PressureField ofFour(byte first, byte third) {
        return switch (first) {
            case 'I' -> third == 'E' ? IMEI : OLD_CCID;
            case 't' -> third == 'm' ? TIME : TYPE;
            case 'C' -> CCID;
            default -> OLD_DATA;
        };
    }

    private boolean isWrittenAt(byte[] in, int from) {
        for (int i = 0; i < wire.length(); i++) {
            if (i == digitAt ? !isIndex(in[from + i]) : in[from + i] != wire.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private boolean isIndex(byte digit) {
        return digit >= '0' && digit <= (this == ERRNUM ? '2' : '8');
    }

    /** The number in a name of this field; 0 for a field without. */
    int index(byte[] in, int from) {
        return digitAt < 0 ? 0 : in[from + digitAt] - '0';
    }

    /** The name for people, without index. */
    Label label() {
        return new Label(en, zh);
    }

    /** It is a name that the document has given up. */
    Label legacy() {
        return new Label(wire + " is the name of an earlier version of the document", wire + "是文档早期版本的关键字");
    }

    /** Its value is of another JSON type than in the document. */
    Label wrongType() {
        return new Label(wire + " is of another JSON type than in the document", wire + "的JSON类型与文档不同");
    }
}
