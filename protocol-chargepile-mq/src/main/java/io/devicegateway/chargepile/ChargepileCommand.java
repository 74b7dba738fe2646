package io.devicegateway.chargepile;

import java.math.BigDecimal;
import java.util.List;

/**
 * A command and its data segment, field by field as the document lists them (002 sections 5 to 19). Numbers that stand for
 * something are kept as they are on the wire: what they mean is said by the events.
 */
public sealed interface ChargepileCommand {
    /** The number on the wire. */
    int code();

    /** 100: the platform is there. */
    record Heartbeat() implements ChargepileCommand {
        @Override
        public int code() {
            return CommandCode.HEARTBEAT.code();
        }
    }

    /**
     * 101: charging is to start or to stop.
     *
     * @param startType 1 started by the platform, 2 stopped by the platform, 3 started by the app, 4 stopped by the app
     * @param dataPile the pile's number again
     * @param gun as the platform numbers them
     * @param balanceFen the account's balance in fen, 0.01 yuan
     * @param prepaidFen in fen
     * @param freeFen in fen
     */
    record Charge(
            int startType,
            String dataPile,
            int gun,
            String accountId,
            long balanceFen,
            long prepaidFen,
            long freeFen,
            String orderNumber)
            implements ChargepileCommand {
        @Override
        public int code() {
            return CommandCode.CHARGE.code();
        }
    }

    /**
     * 102: a reservation is to start or to stop.
     *
     * @param type 1 start, 2 stop
     * @param startSeconds since 1970; 0 for none, which only a stop may have
     * @param endSeconds since 1970; 0 for none, which only a stop may have
     */
    record Reserve(int type, String account, int gun, long startSeconds, long endSeconds) implements ChargepileCommand {
        @Override
        public int code() {
            return CommandCode.RESERVE.code();
        }
    }

    /** 103: what is reserved? */
    record ReservationQuery(int gun) implements ChargepileCommand {
        @Override
        public int code() {
            return CommandCode.RESERVATION_QUERY.code();
        }
    }

    /**
     * 104: the pile's records are wanted.
     *
     * @param type 1 charges, 2 course of charges, 3 events, 4 warnings
     */
    record RecordQuery(int type) implements ChargepileCommand {
        @Override
        public int code() {
            return CommandCode.RECORD_QUERY.code();
        }
    }

    /** 105: was the download successful? */
    record DownloadQuery() implements ChargepileCommand {
        @Override
        public int code() {
            return CommandCode.DOWNLOAD_QUERY.code();
        }
    }

    /**
     * 106: parameters of the pile.
     *
     * @param phase 1 single-phase, 3 three-phase
     * @param maxCurrent the most output current; the document gives no unit
     * @param workMode 1 constant voltage, 2 constant current
     * @param offline whether it may charge off the grid of the platform: 1 allowed, 2 forbidden
     * @param offlineRecords how many charges it may record meanwhile
     * @param guns how many guns it has
     * @param gunUses how often a gun may be used
     * @param reservation 1 allowed, 2 forbidden
     * @param heartbeatSeconds the interval of its heartbeat
     */
    record PileParameters(
            int phase,
            int maxCurrent,
            int workMode,
            int offline,
            int offlineRecords,
            int guns,
            int gunUses,
            int reservation,
            String screenAccount,
            String screenPassword,
            int heartbeatSeconds,
            String serverIp,
            int serverPort,
            List<QrCode> qrCodes)
            implements ChargepileCommand {
        public PileParameters {
            qrCodes = List.copyOf(qrCodes);
        }

        @Override
        public int code() {
            return CommandCode.PILE_PARAMETERS.code();
        }

        /** Without the password. */
        @Override
        public String toString() {
            return "PileParameters[phase=" + phase + ", maxCurrent=" + maxCurrent + ", workMode=" + workMode
                    + ", offline=" + offline + ", offlineRecords=" + offlineRecords + ", guns=" + guns + ", gunUses="
                    + gunUses + ", reservation=" + reservation + ", screenAccount=" + screenAccount
                    + ", screenPassword=***, heartbeatSeconds=" + heartbeatSeconds + ", serverIp=" + serverIp
                    + ", serverPort=" + serverPort + ", qrCodes=" + qrCodes + "]";
        }
    }

    /**
     * The QR code of a gun.
     *
     * @param data ASCII when it is written; may contain commas
     */
    record QrCode(String data, int gun) {}

    /** 107: how often the pile is to be heard, and after how long it is given up, in seconds. */
    record HeartbeatSetting(int periodSeconds, int timeoutSeconds) implements ChargepileCommand {
        @Override
        public int code() {
            return CommandCode.HEARTBEAT_SETTING.code();
        }
    }

    /** 108: the pile is to restart. */
    record Restart(int gun) implements ChargepileCommand {
        @Override
        public int code() {
            return CommandCode.RESTART.code();
        }
    }

    /**
     * 109: system settings.
     *
     * @param deviceType 1 DC fast, 2 DC slow, 3 AC fast, 4 AC slow, 5 AC and DC
     * @param longitude in degrees
     * @param latitude in degrees
     * @param operationType 1 private and closed, 2 private and open, 3 public and free, 4 public and paid
     */
    record SystemSettings(
            int deviceType,
            BigDecimal longitude,
            BigDecimal latitude,
            int lotNumber,
            int spaceNumber,
            String stationNumber,
            String regionNumber,
            int operationType)
            implements ChargepileCommand {
        @Override
        public int code() {
            return CommandCode.SYSTEM.code();
        }
    }

    /** 110: periods of the day and their rates. */
    record Rates(String templateId, int gun, List<Period> periods) implements ChargepileCommand {
        public Rates {
            periods = List.copyOf(periods);
        }

        @Override
        public int code() {
            return CommandCode.RATES.code();
        }
    }

    /**
     * A period of the day and its rates.
     *
     * @param start second of the day, 0 to 86400
     * @param end second of the day, 0 to 86400; below the start when the period goes over midnight
     * @param price of a kilowatt-hour, in 0.00001 yuan
     * @param serviceFee of a kilowatt-hour, in 0.00001 yuan
     */
    record Period(int start, int end, long price, long serviceFee) {}

    /** 111: was the update successful? */
    record UpdateQuery() implements ChargepileCommand {
        @Override
        public int code() {
            return CommandCode.UPDATE_QUERY.code();
        }
    }

    /** 112: which version does it run? */
    record VersionQuery() implements ChargepileCommand {
        @Override
        public int code() {
            return CommandCode.VERSION_QUERY.code();
        }
    }

    /**
     * 113: the pile is to fetch new software by FTP.
     *
     * @param needed 1 upgrade, 2 do not; a text in the document
     */
    record Upgrade(
            String ftpAddress,
            String ftpAccount,
            String ftpPassword,
            String needed,
            String currentVersion,
            String recordId)
            implements ChargepileCommand {
        @Override
        public int code() {
            return CommandCode.UPGRADE.code();
        }

        /** Without the password. */
        @Override
        public String toString() {
            return "Upgrade[ftpAddress=" + ftpAddress + ", ftpAccount=" + ftpAccount + ", ftpPassword=***, needed="
                    + needed + ", currentVersion=" + currentVersion + ", recordId=" + recordId + "]";
        }
    }

    /**
     * 114: the pile is to be upgraded package by package.
     *
     * @param path absolute, of the software
     * @param packetBytes the length of each packet
     */
    record PackageUpgrade(String version, String recordId, String path, int packetBytes) implements ChargepileCommand {
        @Override
        public int code() {
            return CommandCode.PACKAGE_UPGRADE.code();
        }
    }

    /**
     * A command that the document does not describe.
     *
     * @param code its number
     * @param data its data segment as it stands; empty for none
     */
    record Unknown(int code, String data) implements ChargepileCommand {}
}
