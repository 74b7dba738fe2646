package io.devicegateway.chargepile;

import io.devicegateway.api.DeviceId;
import io.devicegateway.chargepile.ChargepileCommand.Charge;
import io.devicegateway.chargepile.ChargepileCommand.Period;
import io.devicegateway.protocol.DecodeListener.Label;
import io.devicegateway.protocol.MalformedFrame;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the data segment of each command (002 sections 5 to 19). */
final class ChargepileReader {
    private static final int FIELDS_OF_A_PERIOD = 4;

    private final ChargepileSettings.Wire settings;

    ChargepileReader(ChargepileSettings.Wire settings) {
        this.settings = settings;
    }

    ChargepileMessage read(LineCursor line) throws MalformedFrame {
        String ip = line.text(ChargepileFields.IP);
        String version = line.text(ChargepileFields.VERSION);
        long number = line.silentNumber(ChargepileFields.COMMAND);
        if (number < 0 || number > Integer.MAX_VALUE) {
            throw line.failure("bad-number", ChargepileFields.COMMAND, "is " + number + ", which is no command");
        }
        CommandCode code = CommandCode.of((int) number);
        line.tell(ChargepileFields.COMMAND, number, ChargepileFields.command(code));
        if (code == null) {
            line.anomaly(
                    "unknown-command",
                    new Label("command " + number + " is not in the document", "命令" + number + "文档未定义"));
        }
        long timestamp = timestamp(line);
        String pile = pile(line, code);
        ChargepileHeader header = new ChargepileHeader(ip, version, timestamp, pile);
        if (code == null) {
            return new ChargepileMessage(
                    header, new ChargepileCommand.Unknown((int) number, line.rest(ChargepileFields.DATA)));
        }
        ChargepileCommand command = command(line, code, header);
        line.finish();
        return new ChargepileMessage(header, command);
    }

    private static long timestamp(LineCursor line) throws MalformedFrame {
        long timestamp = line.silentNumber(ChargepileFields.TIMESTAMP);
        boolean known = new ChargepileHeader("", "", timestamp, "").sentAt().isPresent();
        boolean seconds = known && timestamp < 10_000_000_000L;
        line.tell(
                ChargepileFields.TIMESTAMP,
                timestamp,
                !known ? ChargepileFields.UNDOCUMENTED : seconds ? ChargepileFields.SECONDS : ChargepileFields.MILLIS);
        if (!known) {
            line.anomaly(
                    "timestamp",
                    new Label(
                            "the timestamp has neither 13 digits for milliseconds nor 10 for seconds",
                            "时间戳既不是13位毫秒也不是10位秒"));
        } else if (seconds) {
            line.anomaly("timestamp-seconds", new Label("the timestamp is in seconds", "时间戳以秒为单位"));
        }
        return timestamp;
    }

    private static String pile(LineCursor line, @Nullable CommandCode code) throws MalformedFrame {
        boolean heartbeat = code == CommandCode.HEARTBEAT;
        if (heartbeat && line.isComplete()) {
            line.anomaly("no-pile", new Label("the heartbeat names no pile", "心跳没有桩号"));
            return "";
        }
        String pile = line.text(ChargepileFields.PILE);
        if (!DeviceId.isValidValue(pile)) {
            throw line.failure(
                    "bad-pile",
                    ChargepileFields.PILE,
                    "is '" + LineCursor.cut(pile)
                            + "', not 1 to 64 printable ASCII characters without blank, slash or colon");
        }
        return pile;
    }

    private ChargepileCommand command(LineCursor line, CommandCode code, ChargepileHeader header)
            throws MalformedFrame {
        return switch (code) {
            case HEARTBEAT -> new ChargepileCommand.Heartbeat();
            case CHARGE -> charge(line, header.pile());
            case RESERVE -> reserve(line);
            case RESERVATION_QUERY -> new ChargepileCommand.ReservationQuery(line.integer(ChargepileFields.GUN));
            case RECORD_QUERY ->
                new ChargepileCommand.RecordQuery(
                        line.integer(ChargepileFields.RECORD_TYPE, ChargepileFields.RECORD_TYPES));
            case DOWNLOAD_QUERY -> new ChargepileCommand.DownloadQuery();
            case PILE_PARAMETERS -> parameters(line);
            case HEARTBEAT_SETTING ->
                new ChargepileCommand.HeartbeatSetting(
                        line.integer(ChargepileFields.PERIOD), line.integer(ChargepileFields.TIMEOUT));
            case RESTART -> new ChargepileCommand.Restart(line.integer(ChargepileFields.GUN));
            case SYSTEM -> system(line);
            case RATES -> rates(line);
            case UPDATE_QUERY -> new ChargepileCommand.UpdateQuery();
            case VERSION_QUERY -> new ChargepileCommand.VersionQuery();
            case UPGRADE -> upgrade(line);
            case PACKAGE_UPGRADE ->
                new ChargepileCommand.PackageUpgrade(
                        line.text(ChargepileFields.SOFTWARE_VERSION),
                        line.text(ChargepileFields.RECORD_ID),
                        line.text(ChargepileFields.PATH),
                        line.integer(ChargepileFields.PACKET_LENGTH));
        };
    }

    private Charge charge(LineCursor line, String pile) throws MalformedFrame {
        int type = line.integer(ChargepileFields.START_TYPE, ChargepileFields.START_TYPES);
        String again = line.text(ChargepileFields.PILE);
        if (!again.equals(pile)) {
            String what = "is '" + LineCursor.cut(again) + "', but the line is for pile " + pile;
            if (settings.rejectMismatch()) {
                throw line.failure("pile-mismatch", ChargepileFields.PILE, what);
            }
            line.anomaly("pile-mismatch", new Label("the second pile number " + what, "数据段桩号与消息头桩号不一致"));
        }
        return new Charge(
                type,
                again,
                line.integer(ChargepileFields.GUN),
                line.text(ChargepileFields.ACCOUNT_ID),
                line.number(ChargepileFields.BALANCE),
                line.number(ChargepileFields.PREPAID),
                line.number(ChargepileFields.FREE),
                line.text(ChargepileFields.ORDER));
    }

    private static ChargepileCommand.Reserve reserve(LineCursor line) throws MalformedFrame {
        int type = line.integer(ChargepileFields.RESERVATION_TYPE, ChargepileFields.RESERVATION_TYPES);
        String account = line.text(ChargepileFields.RESERVATION_ACCOUNT);
        int gun = line.integer(ChargepileFields.GUN);
        boolean begins = type == 1;
        long start = WireTimes.pointInTime(line, ChargepileFields.RESERVATION_START, begins);
        long end = WireTimes.pointInTime(line, ChargepileFields.RESERVATION_END, begins);
        return new ChargepileCommand.Reserve(type, account, gun, start, end);
    }

    private static ChargepileCommand.PileParameters parameters(LineCursor line) throws MalformedFrame {
        int phase = line.integer(ChargepileFields.PHASE, ChargepileFields.PHASES);
        int maxCurrent = line.integer(ChargepileFields.MAX_CURRENT);
        int workMode = line.integer(ChargepileFields.WORK_MODE, ChargepileFields.WORK_MODES);
        int offline = line.integer(ChargepileFields.OFFLINE, ChargepileFields.PERMISSIONS);
        int offlineRecords = line.integer(ChargepileFields.OFFLINE_RECORDS);
        int guns = line.integer(ChargepileFields.GUNS);
        int gunUses = line.integer(ChargepileFields.GUN_USES);
        int reservation = line.integer(ChargepileFields.RESERVATION, ChargepileFields.PERMISSIONS);
        String account = line.text(ChargepileFields.SCREEN_ACCOUNT);
        String password = line.text(ChargepileFields.SCREEN_PASSWORD);
        int heartbeat = line.integer(ChargepileFields.HEARTBEAT);
        String serverIp = line.text(ChargepileFields.SERVER_IP);
        int serverPort = line.integer(ChargepileFields.SERVER_PORT);
        int count = line.integer(ChargepileFields.QR_COUNT);
        return new ChargepileCommand.PileParameters(
                phase,
                maxCurrent,
                workMode,
                offline,
                offlineRecords,
                guns,
                gunUses,
                reservation,
                account,
                password,
                heartbeat,
                serverIp,
                serverPort,
                QrCodeReader.read(line, count));
    }

    private static ChargepileCommand.SystemSettings system(LineCursor line) throws MalformedFrame {
        return new ChargepileCommand.SystemSettings(
                line.integer(ChargepileFields.DEVICE_TYPE, ChargepileFields.DEVICE_TYPES),
                line.decimal(ChargepileFields.LONGITUDE),
                line.decimal(ChargepileFields.LATITUDE),
                line.integer(ChargepileFields.LOT),
                line.integer(ChargepileFields.SPACE),
                line.text(ChargepileFields.STATION),
                line.text(ChargepileFields.REGION),
                line.integer(ChargepileFields.OPERATION_TYPE, ChargepileFields.OPERATION_TYPES));
    }

    private ChargepileCommand.Rates rates(LineCursor line) throws MalformedFrame {
        String template = line.text(ChargepileFields.TEMPLATE);
        int gun = line.integer(ChargepileFields.GUN);
        int count = line.integer(ChargepileFields.PERIOD_COUNT);
        long fields = line.isComplete() ? 0 : fields(line.ahead());
        if (count < 0 || fields != (long) FIELDS_OF_A_PERIOD * count) {
            throw line.failure(
                    "period-count",
                    ChargepileFields.PERIOD_COUNT,
                    "announces " + count + " periods of four fields, but " + fields + " fields follow");
        }
        List<Period> periods = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            periods.add(new Period(
                    WireTimes.timeOfDay(line, ChargepileFields.PERIOD_START, settings.zone()),
                    WireTimes.timeOfDay(line, ChargepileFields.PERIOD_END, settings.zone()),
                    line.number(ChargepileFields.PRICE),
                    line.number(ChargepileFields.FEE)));
        }
        return new ChargepileCommand.Rates(template, gun, periods);
    }

    /** How many fields there are, where one comma too many at the end makes no field. */
    private static long fields(String rest) {
        String known = rest.stripTrailing();
        long commas = known.chars().filter(c -> c == ',').count();
        return known.endsWith(",") ? commas : commas + 1;
    }

    private static ChargepileCommand.Upgrade upgrade(LineCursor line) throws MalformedFrame {
        String address = line.text(ChargepileFields.FTP_ADDRESS);
        String account = line.text(ChargepileFields.FTP_ACCOUNT);
        String password = line.text(ChargepileFields.FTP_PASSWORD);
        String needed = line.silentText(ChargepileFields.NEEDED);
        Label meaning = needed.equals("1") || needed.equals("2")
                ? ChargepileFields.UPGRADES.get(Integer.valueOf(needed))
                : null;
        line.tell(ChargepileFields.NEEDED, needed, meaning == null ? ChargepileFields.UNDOCUMENTED : meaning);
        if (meaning == null) {
            line.undefined(ChargepileFields.NEEDED, needed);
        }
        return new ChargepileCommand.Upgrade(
                address,
                account,
                password,
                needed,
                line.text(ChargepileFields.CURRENT_VERSION),
                line.text(ChargepileFields.RECORD_ID));
    }
}
