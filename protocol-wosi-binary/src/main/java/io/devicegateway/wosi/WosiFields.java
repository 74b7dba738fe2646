package io.devicegateway.wosi;

import io.devicegateway.protocol.DecodeListener.Label;
import org.jspecify.annotations.Nullable;

/** What the fields of the document are called, in its own words, and what their values mean. */
final class WosiFields {
    static final Label PACKET_LEN = new Label("PacketLen", "数据包的长度");
    static final Label COMMAND = new Label("Command", "命令字");
    static final Label VSN = new Label("VSN", "协议版本号");
    static final Label CHECKSUM = new Label("CheckSum", "有效数据的字节异或");
    static final Label TOKEN = new Label("Token", "会话令牌");
    static final Label PAYLOAD = new Label("Payload", "有效数据");
    static final Label TRAILING = new Label("trailing bytes", "多余字节");

    static final Label RAND = new Label("Rand", "随机数");
    static final Label MAGIC = new Label("Magic", "魔术字");
    static final Label BOX_ID_LEN = new Label("BoxIDLen", "BoxID的长度");
    static final Label BOX_ID = new Label("BoxID", "机柜SN");
    static final Label RESULT = new Label("Result", "结果");

    static final Label SOFT_VER_LEN = new Label("SoftVerLen", "机柜软件版本号长度");
    static final Label SOFT_VER = new Label("SoftVer", "机柜软件版本号");

    static final Label ADDRESS_LEN = new Label("AddressLen", "服务器地址长度");
    static final Label ADDRESS = new Label("Address", "服务器地址");
    static final Label PORT_LEN = new Label("PortLen", "服务器端口长度");
    static final Label PORT = new Label("Port", "服务器端口");
    static final Label HEARTBEAT = new Label("Heartbeat", "心跳间隔");

    static final Label REMAIN_NUM = new Label("RemainNum", "剩余充电宝个数");
    static final Label SLOT = new Label("Slot", "槽位编号");
    static final Label TERMINAL_ID = new Label("TerminalID", "充电宝ID");
    static final Label LEVEL = new Label("Level", "充电宝电量");

    static final Label FTP_ADDRESS_LEN = new Label("FTPAddressLen", "FTP服务器地址长度");
    static final Label FTP_ADDRESS = new Label("FTPAddress", "FTP服务器地址");
    static final Label FTP_PORT_LEN = new Label("FTPPortLen", "FTP服务器端口长度");
    static final Label FTP_PORT = new Label("FTPPort", "FTP服务器端口");
    static final Label FILE_NAME_LEN = new Label("FileNameLen", "文件名长度");
    static final Label FILE_NAME = new Label("FileName", "文件名");
    static final Label USERNAME_LEN = new Label("UsernameLen", "用户名长度");
    static final Label USERNAME = new Label("Username", "用户名");
    static final Label PASSWORD_LEN = new Label("PasswordLen", "密码长度");
    static final Label PASSWORD = new Label("Password", "密码");

    static final Label ICCID_LEN = new Label("ICCIDLen", "ICCID的长度");
    static final Label ICCID = new Label("ICCID", "SIM卡的ICCID");

    static final Label VOLUME = new Label("Lvl", "音量大小");
    static final Label CSQ = new Label("CSQ", "信号强度");
    static final Label SER = new Label("SER", "误码率");
    static final Label MODE = new Label("Mode", "网络制式");

    private static final Label FAILED = new Label("failed", "失败");
    private static final Label OK = new Label("ok", "成功");
    private static final Label UNDOCUMENTED = new Label("not in the document", "文档未定义");
    private static final Label NO_ID = new Label("no id: unreadable, or no bank", "无ID：无法读取或没有充电宝");

    private WosiFields() {}

    static @Nullable Label version(int value) {
        return value == 1 ? null : UNDOCUMENTED;
    }

    static @Nullable Label magic(int value) {
        return value == WosiUplinkReader.SIGNED_MAGIC ? new Label("signed sibling protocol", "签名版协议") : null;
    }

    static Label outcome(int value) {
        return switch (value) {
            case 0 -> FAILED;
            case 1 -> OK;
            default -> UNDOCUMENTED;
        };
    }

    static Label loginResult(int value) {
        return value == 2 ? new Label("failed, time error", "失败，时间错误") : outcome(value);
    }

    static Label returnResult(int value) {
        return switch (value) {
            case 0 -> new Label("failed, the server has a problem", "归还失败");
            case 1 -> new Label("accepted", "归还成功");
            case 2 -> new Label("bank in an abnormal state", "充电宝状态异常");
            case 3 -> new Label("returned before", "重复归还");
            case 4 -> new Label("illegal bank id", "非法充电宝ID");
            case 5 -> new Label("slot not empty", "归还的槽位不为空");
            default -> UNDOCUMENTED;
        };
    }

    static Label terminal(long value) {
        if (value == TerminalId.NONE) {
            return NO_ID;
        }
        String shown = TerminalId.display(value);
        if (UnreadableIds.DEFAULT.bank(value) == null) {
            return new Label(shown + ", as for a bank that could not be read", shown + "，表示充电宝ID无法读取");
        }
        return new Label(shown, shown);
    }

    static Label level(int value) {
        if (value > 4) {
            return UNDOCUMENTED;
        }
        String percent = (value + 1) * 20 + " %";
        return new Label(percent, percent);
    }

    static @Nullable Label seconds(int value) {
        return value == 0 ? UNDOCUMENTED : new Label(value + " s", value + " 秒");
    }

    static @Nullable Label volume(int value) {
        return value > 15 ? UNDOCUMENTED : null;
    }

    static Label csq(int value) {
        if (value == 99) {
            return new Label("no signal", "无信号");
        }
        if (value > 31) {
            return UNDOCUMENTED;
        }
        String dbm = -113 + 2 * value + " dBm";
        return new Label(dbm, dbm);
    }

    static @Nullable Label errorRate(int value) {
        return value == 99 ? new Label("not known", "未知") : null;
    }

    static Label mode(int value) {
        return switch (value) {
            case 2 -> new Label("GSM/GPRS/EDGE", "GSM/GPRS/EDGE网络");
            case 3 -> new Label("WCDMA", "WCDMA网络");
            case 5 -> new Label("Wi-Fi", "WI-FI");
            case 7 -> new Label("LTE", "LTE网络");
            default -> UNDOCUMENTED;
        };
    }
}
