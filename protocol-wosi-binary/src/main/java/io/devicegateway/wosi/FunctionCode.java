package io.devicegateway.wosi;

import io.devicegateway.protocol.DecodeListener.Label;
import java.util.HexFormat;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The commands of the document (004 section 1.2) and the one that its last revision retired. */
enum FunctionCode {
    LOGIN(0x60, "login", "机柜登陆"),
    HEARTBEAT(0x61, "heartbeat", "心跳"),
    VERSION(0x62, "query software version", "查询机柜软件版本号"),
    SET_SERVER(0x63, "set server address", "设置机柜服务器地址"),
    INVENTORY(0x64, "query inventory", "查询机柜库存"),
    RENT(0x65, "rent a bank", "借充电宝"),
    RETURN(0x66, "return a bank", "还充电宝"),
    RESTART(0x67, "restart", "远程重启机柜"),
    UPGRADE(0x68, "upgrade software", "远程升级"),
    SIM_CARD(0x69, "query ICCID", "查询ICCID"),
    SERVER(0x6A, "query server address", "查询服务器地址"),
    SET_VOLUME(0x70, "set volume", "设置机柜语音播报音量"),
    /** Retired by 4.6; the predecessor of {@link #NETWORK} with the same payload. */
    NETWORK_LEGACY(0x71, "query network (retired)", "查询机柜网络信息（已停用）"),
    NETWORK(0x72, "query network", "查询机柜网络信息"),
    VOLUME(0x77, "query volume", "查询机柜语音播报音量"),
    EJECT(0x80, "force a bank out", "强制弹出充电宝");

    private static final @Nullable FunctionCode[] BY_CODE = new @Nullable FunctionCode[256];

    static {
        for (FunctionCode function : values()) {
            BY_CODE[function.code] = function;
        }
    }

    private final int code;
    private final String en;
    private final String zh;

    FunctionCode(int code, String en, String zh) {
        this.code = code;
        this.en = en;
        this.zh = zh;
    }

    /** As it stands on the wire, 0 to 255. */
    int code() {
        return code;
    }

    /** What it is called, for people. */
    Label label() {
        return new Label(en, zh);
    }

    /** The command with that code, 0 to 255; null when the document has none. */
    static @Nullable FunctionCode of(int code) {
        return BY_CODE[code];
    }

    /** A code as people write it, as {@code 0x6A}. */
    static String hex(int code) {
        return "0x" + HexFormat.of().toHexDigits((byte) code).toUpperCase(Locale.ROOT);
    }

    /** What a code means, for the explainer; null when the document does not have it. */
    static @Nullable Label meaning(int code) {
        FunctionCode function = of(code);
        return function == null ? null : function.label();
    }
}
