package io.devicegateway.chargepile;

import io.devicegateway.api.DeviceId;
import io.devicegateway.chargepile.ChargepileCommand.Period;
import io.devicegateway.chargepile.ChargepileCommand.QrCode;
import java.time.Instant;
import java.time.LocalTime;
import java.util.Map;

/** Writes lines exactly as the document says, and refuses what cannot be written so. */
final class ChargepileWriter {
    /** More digits are not read. */
    private static final long LARGEST = 999_999_999_999_999_999L;

    private final ChargepileSettings.Wire settings;

    ChargepileWriter(ChargepileSettings.Wire settings) {
        this.settings = settings;
    }

    /**
     * @throws IllegalArgumentException if a value cannot be written; says which and why
     */
    String write(ChargepileMessage message) {
        ChargepileHeader header = message.header();
        ChargepileCommand command = message.command();
        if (!DeviceId.isValidValue(header.pile())) {
            throw new IllegalArgumentException("pile number '" + header.pile()
                    + "' is not 1 to 64 printable ASCII characters without blank, slash or colon");
        }
        Line line = new Line();
        line.text("ip", header.ip()).text("version", header.version());
        line.number("command", command.code(), 0, Integer.MAX_VALUE);
        line.number("timestamp", timestamp(header), 0, Long.MAX_VALUE).text("pile", header.pile());
        data(line, header, command);
        return line.done();
    }

    private long timestamp(ChargepileHeader header) {
        Instant at = header.sentAt()
                .orElseThrow(() -> new IllegalArgumentException("timestamp " + header.timestamp()
                        + " has neither 13 digits for milliseconds nor 10 for seconds"));
        return settings.timestampUnit() == ChargepileSettings.TimeUnit.SECONDS
                ? at.getEpochSecond()
                : at.toEpochMilli();
    }

    private void data(Line line, ChargepileHeader header, ChargepileCommand command) {
        switch (command) {
            case ChargepileCommand.Heartbeat heartbeat -> {}
            case ChargepileCommand.Charge charge -> charge(line, header, charge);
            case ChargepileCommand.Reserve reserve -> reserve(line, reserve);
            case ChargepileCommand.ReservationQuery query -> line.number("gun", query.gun());
            case ChargepileCommand.RecordQuery query ->
                line.defined("type", query.type(), ChargepileFields.RECORD_TYPES);
            case ChargepileCommand.DownloadQuery query -> {}
            case ChargepileCommand.PileParameters parameters -> parameters(line, parameters);
            case ChargepileCommand.HeartbeatSetting setting ->
                line.number("periodSeconds", setting.periodSeconds())
                        .number("timeoutSeconds", setting.timeoutSeconds());
            case ChargepileCommand.Restart restart -> line.number("gun", restart.gun());
            case ChargepileCommand.SystemSettings system -> system(line, system);
            case ChargepileCommand.Rates rates -> rates(line, header, rates);
            case ChargepileCommand.UpdateQuery query -> {}
            case ChargepileCommand.VersionQuery query -> {}
            case ChargepileCommand.Upgrade upgrade -> upgrade(line, upgrade);
            case ChargepileCommand.PackageUpgrade upgrade ->
                line.text("version", upgrade.version())
                        .text("recordId", upgrade.recordId())
                        .text("path", upgrade.path())
                        .number("packetBytes", upgrade.packetBytes());
            case ChargepileCommand.Unknown unknown ->
                throw new IllegalArgumentException(
                        "command " + unknown.code() + " is not in the document; it can be read, not written");
        }
    }

    private static void charge(Line line, ChargepileHeader header, ChargepileCommand.Charge charge) {
        if (!charge.dataPile().equals(header.pile())) {
            throw new IllegalArgumentException(
                    "dataPile " + charge.dataPile() + " differs from the header's " + header.pile());
        }
        line.defined("startType", charge.startType(), ChargepileFields.START_TYPES)
                .text("dataPile", charge.dataPile())
                .number("gun", charge.gun())
                .text("accountId", charge.accountId())
                .number("balanceFen", charge.balanceFen(), Integer.MIN_VALUE, Integer.MAX_VALUE)
                .number("prepaidFen", charge.prepaidFen())
                .number("freeFen", charge.freeFen())
                .text("orderNumber", charge.orderNumber());
    }

    private void reserve(Line line, ChargepileCommand.Reserve reserve) {
        line.defined("type", reserve.type(), ChargepileFields.RESERVATION_TYPES)
                .text("account", reserve.account())
                .number("gun", reserve.gun());
        boolean begins = reserve.type() == 1;
        pointInTime(line, "startSeconds", reserve.startSeconds(), begins);
        pointInTime(line, "endSeconds", reserve.endSeconds(), begins);
    }

    private void pointInTime(Line line, String name, long seconds, boolean required) {
        if (seconds == 0 && !required) {
            line.number(name, 0);
            return;
        }
        boolean millis = settings.reservationUnit() == ChargepileSettings.TimeUnit.MILLISECONDS;
        if (seconds < 1_000_000_000L || seconds > 9_999_999_999L) {
            throw new IllegalArgumentException(name + " " + seconds + " does not have 10 digits");
        }
        line.number(name, millis ? seconds * 1000 : seconds, 0, Long.MAX_VALUE);
    }

    private static void parameters(Line line, ChargepileCommand.PileParameters parameters) {
        line.defined("phase", parameters.phase(), ChargepileFields.PHASES)
                .number("maxCurrent", parameters.maxCurrent())
                .defined("workMode", parameters.workMode(), ChargepileFields.WORK_MODES)
                .defined("offline", parameters.offline(), ChargepileFields.PERMISSIONS)
                .number("offlineRecords", parameters.offlineRecords())
                .number("guns", parameters.guns())
                .number("gunUses", parameters.gunUses())
                .defined("reservation", parameters.reservation(), ChargepileFields.PERMISSIONS)
                .text("screenAccount", parameters.screenAccount())
                .text("screenPassword", parameters.screenPassword())
                .number("heartbeatSeconds", parameters.heartbeatSeconds())
                .text("serverIp", parameters.serverIp())
                .number("serverPort", parameters.serverPort(), 1, 65_535)
                .number("qrCodes", parameters.qrCodes().size());
        for (QrCode code : parameters.qrCodes()) {
            if (!code.data().chars().allMatch(c -> c > ' ' && c < 127)) {
                throw new IllegalArgumentException("QR code '" + code.data()
                        + "' is not printable ASCII without blanks, so that its length would be a guess");
            }
            line.number("length", code.data().length()).asItStands(code.data()).number("gun", code.gun());
        }
    }

    private static void system(Line line, ChargepileCommand.SystemSettings system) {
        line.defined("deviceType", system.deviceType(), ChargepileFields.DEVICE_TYPES)
                .text("longitude", system.longitude().toPlainString())
                .text("latitude", system.latitude().toPlainString())
                .number("lotNumber", system.lotNumber())
                .number("spaceNumber", system.spaceNumber())
                .text("stationNumber", system.stationNumber())
                .text("regionNumber", system.regionNumber())
                .defined("operationType", system.operationType(), ChargepileFields.OPERATION_TYPES);
    }

    private void rates(Line line, ChargepileHeader header, ChargepileCommand.Rates rates) {
        line.text("templateId", rates.templateId())
                .number("gun", rates.gun())
                .number("periods", rates.periods().size());
        for (Period period : rates.periods()) {
            line.text("start", timeOfDay("start", period.start(), header))
                    .text("end", timeOfDay("end", period.end(), header))
                    .number("price", period.price(), 0, LARGEST)
                    .number("serviceFee", period.serviceFee(), 0, LARGEST);
        }
    }

    private String timeOfDay(String name, int second, ChargepileHeader header) {
        if (second < 0 || second > WireTimes.SECONDS_OF_A_DAY) {
            throw new IllegalArgumentException(name + " " + second + " is not 0 to 86400 seconds of the day");
        }
        return switch (settings.rateTime()) {
            case CLOCK -> String.format("%02d:%02d:%02d", second / 3600, second / 60 % 60, second % 60);
            case SECOND_OF_DAY -> Integer.toString(second);
            case EPOCH_MILLIS -> {
                if (second == WireTimes.SECONDS_OF_A_DAY) {
                    throw new IllegalArgumentException(name + " 86400 is no time that a point in time can show");
                }
                yield Long.toString(header.sentAt()
                        .orElseThrow()
                        .atZone(settings.zone())
                        .with(LocalTime.ofSecondOfDay(second))
                        .toInstant()
                        .toEpochMilli());
            }
        };
    }

    private static void upgrade(Line line, ChargepileCommand.Upgrade upgrade) {
        if (!upgrade.needed().equals("1") && !upgrade.needed().equals("2")) {
            throw new IllegalArgumentException("needed '" + upgrade.needed() + "' is neither 1 nor 2");
        }
        line.text("ftpAddress", upgrade.ftpAddress())
                .text("ftpAccount", upgrade.ftpAccount())
                .text("ftpPassword", upgrade.ftpPassword())
                .text("needed", upgrade.needed())
                .text("currentVersion", upgrade.currentVersion())
                .text("recordId", upgrade.recordId());
    }

    /** A line that grows by fields. */
    private static final class Line {
        private final StringBuilder text = new StringBuilder(128);
        private String lastName = "";
        private boolean begun;
        private boolean lastEmpty;

        Line text(String name, String value) {
            for (int i = 0; i < value.length(); i++) {
                char c = value.charAt(i);
                if (c == ',' || Character.isISOControl(c) || c == '\uFEFF') {
                    throw new IllegalArgumentException(name
                            + " contains a comma or a control character, which a line of the document cannot carry");
                }
            }
            if (!value.strip().equals(value) || value.startsWith("\u00A0") || value.endsWith("\u00A0")) {
                throw new IllegalArgumentException(name + " begins or ends with a blank, which readers take away");
            }
            lastName = name;
            return asItStands(value);
        }

        Line asItStands(String value) {
            if (begun) {
                text.append(',');
            }
            begun = true;
            text.append(value);
            lastEmpty = value.isEmpty();
            return this;
        }

        Line number(String name, long value) {
            return number(name, value, 0, Integer.MAX_VALUE);
        }

        Line number(String name, long value, long least, long most) {
            if (value < least || value > most) {
                throw new IllegalArgumentException(name + " " + value + " is not " + least + " to " + most);
            }
            return asItStands(Long.toString(value));
        }

        Line defined(String name, int value, Map<Integer, ?> meanings) {
            if (!meanings.containsKey(value)) {
                throw new IllegalArgumentException(name + " " + value + " is not in the document");
            }
            return asItStands(Integer.toString(value));
        }

        String done() {
            if (lastEmpty) {
                throw new IllegalArgumentException(
                        lastName + " is empty and ends the line, which must not end with a comma");
            }
            return text.toString();
        }
    }
}
