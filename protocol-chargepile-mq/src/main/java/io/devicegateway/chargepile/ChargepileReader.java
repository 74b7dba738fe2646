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
    /** One for each minute of a day. */
    private static final int MOST_PERIODS = 1440;

    private static final int HIGHEST_PORT = 65_535;

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
        line.finish(code.isAtStake() && ExecutionRules.objection(command) == null);
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
            case RESERVATION_QUERY -> new ChargepileCommand.ReservationQuery(line.natural(ChargepileFields.GUN));
            case RECORD_QUERY ->
                new ChargepileCommand.RecordQuery(
                        line.integer(ChargepileFields.RECORD_TYPE, ChargepileFields.RECORD_TYPES));
            case DOWNLOAD_QUERY -> new ChargepileCommand.DownloadQuery();
            case PILE_PARAMETERS -> parameters(line);
            case HEARTBEAT_SETTING ->
                new ChargepileCommand.HeartbeatSetting(
                        positive(line, ChargepileFields.PERIOD), positive(line, ChargepileFields.TIMEOUT));
            case RESTART -> new ChargepileCommand.Restart(line.natural(ChargepileFields.GUN));
            case SYSTEM -> system(line);
            case RATES -> rates(line);
            case UPDATE_QUERY -> new ChargepileCommand.UpdateQuery();
            case VERSION_QUERY -> new ChargepileCommand.VersionQuery();
            case UPGRADE -> upgrade(line);
            case PACKAGE_UPGRADE ->
                new ChargepileCommand.PackageUpgrade(
                        line.required(ChargepileFields.SOFTWARE_VERSION),
                        line.required(ChargepileFields.RECORD_ID),
                        line.required(ChargepileFields.PATH),
                        positive(line, ChargepileFields.PACKET_LENGTH));
        };
    }

    private static int positive(LineCursor line, Label name) throws MalformedFrame {
        return (int) line.within(name, 1, Integer.MAX_VALUE);
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
        return switch (type) {
            case 1, 3 -> started(line, type, again);
            case 2, 4 -> stopped(line, type, again);
            default -> undefined(line, type, again);
        };
    }

    private static Charge started(LineCursor line, int type, String pile) throws MalformedFrame {
        return new Charge(
                type,
                pile,
                line.natural(ChargepileFields.GUN),
                line.required(ChargepileFields.ACCOUNT_ID),
                line.natural(ChargepileFields.BALANCE),
                line.natural(ChargepileFields.PREPAID),
                line.natural(ChargepileFields.FREE),
                order(line));
    }

    /** What a charge has cost may have taken its account below zero: that keeps it from being started, not from being stopped. */
    private static Charge stopped(LineCursor line, int type, String pile) throws MalformedFrame {
        return new Charge(
                type,
                pile,
                line.natural(ChargepileFields.GUN),
                line.required(ChargepileFields.ACCOUNT_ID),
                line.within(ChargepileFields.BALANCE, Integer.MIN_VALUE, Integer.MAX_VALUE),
                line.natural(ChargepileFields.PREPAID),
                line.natural(ChargepileFields.FREE),
                order(line));
    }

    private static String order(LineCursor line) throws MalformedFrame {
        String order = line.required(ChargepileFields.ORDER);
        if (order.chars().allMatch(c -> c == '0')) {
            throw line.failure("missing-value", ChargepileFields.ORDER, "is '" + order + "', which names no order");
        }
        return order;
    }

    /** Nobody knows whether it starts or stops, so nothing follows from it: it is kept as it stands. */
    private static Charge undefined(LineCursor line, int type, String pile) throws MalformedFrame {
        return new Charge(
                type,
                pile,
                (int) line.within(ChargepileFields.GUN, Integer.MIN_VALUE, Integer.MAX_VALUE),
                line.text(ChargepileFields.ACCOUNT_ID),
                line.within(ChargepileFields.BALANCE, Long.MIN_VALUE, Long.MAX_VALUE),
                line.within(ChargepileFields.PREPAID, Long.MIN_VALUE, Long.MAX_VALUE),
                line.within(ChargepileFields.FREE, Long.MIN_VALUE, Long.MAX_VALUE),
                line.text(ChargepileFields.ORDER));
    }

    private static ChargepileCommand.Reserve reserve(LineCursor line) throws MalformedFrame {
        int type = line.integer(ChargepileFields.RESERVATION_TYPE, ChargepileFields.RESERVATION_TYPES);
        boolean begins = type == 1;
        boolean known = begins || type == 2;
        String account = known
                ? line.required(ChargepileFields.RESERVATION_ACCOUNT)
                : line.text(ChargepileFields.RESERVATION_ACCOUNT);
        int gun = line.natural(ChargepileFields.GUN);
        long start = WireTimes.pointInTime(line, ChargepileFields.RESERVATION_START, begins);
        long end = WireTimes.pointInTime(line, ChargepileFields.RESERVATION_END, begins);
        if (begins && end <= start) {
            throw line.failure(
                    "out-of-range", ChargepileFields.RESERVATION_END, "is " + end + ", not behind the start " + start);
        }
        return new ChargepileCommand.Reserve(type, account, gun, start, end);
    }

    private static ChargepileCommand.PileParameters parameters(LineCursor line) throws MalformedFrame {
        int phase = line.integer(ChargepileFields.PHASE, ChargepileFields.PHASES);
        int maxCurrent = line.natural(ChargepileFields.MAX_CURRENT);
        int workMode = line.integer(ChargepileFields.WORK_MODE, ChargepileFields.WORK_MODES);
        int offline = line.integer(ChargepileFields.OFFLINE, ChargepileFields.PERMISSIONS);
        int offlineRecords = line.natural(ChargepileFields.OFFLINE_RECORDS);
        int guns = line.natural(ChargepileFields.GUNS);
        int gunUses = line.natural(ChargepileFields.GUN_USES);
        int reservation = line.integer(ChargepileFields.RESERVATION, ChargepileFields.PERMISSIONS);
        String account = line.text(ChargepileFields.SCREEN_ACCOUNT);
        String password = line.secret(ChargepileFields.SCREEN_PASSWORD);
        int heartbeat = positive(line, ChargepileFields.HEARTBEAT);
        String serverIp = line.required(ChargepileFields.SERVER_IP);
        int serverPort = (int) line.within(ChargepileFields.SERVER_PORT, 1, HIGHEST_PORT);
        int count = (int) line.within(ChargepileFields.QR_COUNT, Integer.MIN_VALUE, Integer.MAX_VALUE);
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
                line.decimal(ChargepileFields.LONGITUDE, 180),
                line.decimal(ChargepileFields.LATITUDE, 90),
                line.natural(ChargepileFields.LOT),
                line.natural(ChargepileFields.SPACE),
                line.text(ChargepileFields.STATION),
                line.text(ChargepileFields.REGION),
                line.integer(ChargepileFields.OPERATION_TYPE, ChargepileFields.OPERATION_TYPES));
    }

    private ChargepileCommand.Rates rates(LineCursor line) throws MalformedFrame {
        String template = line.required(ChargepileFields.TEMPLATE);
        int gun = line.natural(ChargepileFields.GUN);
        int count = (int) line.within(ChargepileFields.PERIOD_COUNT, 1, MOST_PERIODS);
        long fields = line.isComplete() ? 0 : fields(line.ahead());
        if (fields != (long) FIELDS_OF_A_PERIOD * count) {
            throw line.failure(
                    "period-count",
                    ChargepileFields.PERIOD_COUNT,
                    "announces " + count + " periods of four fields, but " + fields + " fields follow");
        }
        List<Period> periods = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            periods.add(new Period(
                    WireTimes.timeOfDay(line, ChargepileFields.PERIOD_START, settings),
                    WireTimes.timeOfDay(line, ChargepileFields.PERIOD_END, settings),
                    line.within(ChargepileFields.PRICE, 0, Long.MAX_VALUE),
                    line.within(ChargepileFields.FEE, 0, Long.MAX_VALUE)));
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
        String address = line.required(ChargepileFields.FTP_ADDRESS);
        String account = line.text(ChargepileFields.FTP_ACCOUNT);
        String password = line.secret(ChargepileFields.FTP_PASSWORD);
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
                line.required(ChargepileFields.CURRENT_VERSION),
                line.required(ChargepileFields.RECORD_ID));
    }
}
