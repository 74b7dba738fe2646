package io.devicegateway.chargepile;

import io.devicegateway.protocol.DecodeListener.Label;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the fields of the document are called, and what their values mean. */
final class ChargepileFields {
    static final Label IP = new Label("IP", "IP");
    static final Label VERSION = new Label("Version", "版本信息");
    static final Label COMMAND = new Label("Command", "命令");
    static final Label TIMESTAMP = new Label("Timestamp", "时间戳");
    static final Label PILE = new Label("Pile number", "桩号");
    static final Label DATA = new Label("Data segment", "数据段");
    static final Label EXTRA = new Label("Extra data", "多余数据");

    static final Label START_TYPE = new Label("Start type", "启动类型");
    static final Label GUN = new Label("Gun", "枪口号");
    static final Label ACCOUNT_ID = new Label("Account id", "帐号id");
    static final Label BALANCE = new Label("Account balance (fen)", "帐号金额（分）");
    static final Label PREPAID = new Label("Prepaid amount (fen)", "预付费金额（分）");
    static final Label FREE = new Label("Free amount (fen)", "免费金额（分）");
    static final Label ORDER = new Label("Order number", "订单号");

    static final Label RESERVATION_TYPE = new Label("Reservation type", "预约类型");
    static final Label RESERVATION_ACCOUNT = new Label("Reserving account", "预约帐号");
    static final Label RESERVATION_START = new Label("Start of the reservation", "预约开始时间");
    static final Label RESERVATION_END = new Label("End of the reservation", "预约结束时间");
    static final Label RECORD_TYPE = new Label("Kind of records", "查询类型");

    static final Label PHASE = new Label("Phases", "相系");
    static final Label MAX_CURRENT = new Label("Most output current", "设置最大输出电流");
    static final Label WORK_MODE = new Label("Working mode", "设置工作模式");
    static final Label OFFLINE = new Label("Off-grid charging", "是否允许离网");
    static final Label OFFLINE_RECORDS = new Label("Off-grid charges recorded", "允许离网充电记录个数");
    static final Label GUNS = new Label("Number of guns", "设置枪口个数");
    static final Label GUN_USES = new Label("Uses of a gun", "设置枪使用次数");
    static final Label RESERVATION = new Label("Reservations", "设置是否支持预约");
    static final Label SCREEN_ACCOUNT = new Label("Account of the screen", "设置充电桩屏幕登录帐号");
    static final Label SCREEN_PASSWORD = new Label("Password of the screen", "设置充电桩屏幕登录密码");
    static final Label HEARTBEAT = new Label("Heartbeat interval (s)", "设置心跳间隔时间（秒）");
    static final Label SERVER_IP = new Label("Server IP", "设置服务器IP");
    static final Label SERVER_PORT = new Label("Server port", "设置服务端口");
    static final Label QR_COUNT = new Label("Number of QR codes", "设置二维码个数");
    static final Label QR_LENGTH = new Label("Length of the QR code", "设置枪口二维码长度");
    static final Label QR_DATA = new Label("QR code", "枪口二维码数据");
    static final Label QR_GUN = new Label("Gun of the QR code", "二维码对应枪口号");

    static final Label PERIOD = new Label("Reporting period (s)", "上报周期（秒）");
    static final Label TIMEOUT = new Label("Timeout (s)", "超时时间（秒）");

    static final Label DEVICE_TYPE = new Label("Type of the pile", "设备类型");
    static final Label LONGITUDE = new Label("Longitude", "经度");
    static final Label LATITUDE = new Label("Latitude", "纬度");
    static final Label LOT = new Label("Lot number", "车位号");
    static final Label SPACE = new Label("Parking space number", "停车位号");
    static final Label STATION = new Label("Station number", "所属电站编号");
    static final Label REGION = new Label("Region number", "所属地区编号");
    static final Label OPERATION_TYPE = new Label("Operation type", "运营类型");

    static final Label TEMPLATE = new Label("Template id", "模版标识");
    static final Label PERIOD_COUNT = new Label("Number of periods", "时间段个数");
    static final Label PERIOD_START = new Label("Start of the period", "开始时间");
    static final Label PERIOD_END = new Label("End of the period", "结束时间");
    static final Label PRICE = new Label("Price of energy (0.00001 yuan)", "时间段电价（0.00001元）");
    static final Label FEE = new Label("Service fee (0.00001 yuan)", "时间段服务费（0.00001元）");

    static final Label FTP_ADDRESS = new Label("FTP address", "Ftp地址");
    static final Label FTP_ACCOUNT = new Label("FTP account", "Ftp帐号");
    static final Label FTP_PASSWORD = new Label("FTP password", "Ftp密码");
    static final Label NEEDED = new Label("Upgrade wanted", "是否需要升级");
    static final Label CURRENT_VERSION = new Label("Current version", "当前版本号");
    static final Label RECORD_ID = new Label("Record id", "记录ID");
    static final Label SOFTWARE_VERSION = new Label("Version number", "版本号");
    static final Label PATH = new Label("Path of the package", "升级包绝对地址");
    static final Label PACKET_LENGTH = new Label("Length of a packet", "每包长度");

    static final Label UNDOCUMENTED = new Label("not in the document", "文档未定义");
    static final Label MILLIS = new Label("milliseconds since 1970", "毫秒时间戳");
    static final Label SECONDS = new Label("seconds since 1970", "秒时间戳");
    static final Label SECOND_OF_DAY = new Label("second of the day", "当天秒数");

    static final Map<Integer, Label> START_TYPES = Map.of(
            1, new Label("started by the platform", "平台启动"),
            2, new Label("stopped by the platform", "平台停止"),
            3, new Label("started by the app", "app启动"),
            4, new Label("stopped by the app", "app停止"));
    static final Map<Integer, Label> RESERVATION_TYPES =
            Map.of(1, new Label("start", "开始预约"), 2, new Label("stop", "停止预约"));
    static final Map<Integer, Label> RECORD_TYPES = Map.of(
            1, new Label("charges", "历史充电记录"),
            2, new Label("course of charges", "历史充电过程记录"),
            3, new Label("events", "历史时间记录"),
            4, new Label("warnings", "历史警告记录"));
    static final Map<Integer, Label> PHASES =
            Map.of(1, new Label("single-phase", "单系"), 3, new Label("three-phase", "三系"));
    static final Map<Integer, Label> WORK_MODES =
            Map.of(1, new Label("constant voltage", "恒压"), 2, new Label("constant current", "恒流"));
    static final Map<Integer, Label> PERMISSIONS =
            Map.of(1, new Label("allowed", "允许"), 2, new Label("forbidden", "禁止"));
    static final Map<Integer, Label> DEVICE_TYPES = Map.of(
            1, new Label("DC fast", "直流快"),
            2, new Label("DC slow", "直流慢"),
            3, new Label("AC fast", "交流快"),
            4, new Label("AC slow", "交流慢"),
            5, new Label("AC and DC", "交直流混合"));
    static final Map<Integer, Label> OPERATION_TYPES = Map.of(
            1, new Label("private and closed", "私有不开放"),
            2, new Label("private and open", "私有开放"),
            3, new Label("public and free", "公共免费"),
            4, new Label("public and paid", "公共收费"));
    static final Map<Integer, Label> UPGRADES =
            Map.of(1, new Label("upgrade", "升级"), 2, new Label("do not upgrade", "不升级"));

    private ChargepileFields() {}

    /** What a command means. */
    static Label command(@Nullable CommandCode code) {
        return code == null ? UNDOCUMENTED : code.meaning();
    }
}
