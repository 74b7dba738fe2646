package io.devicegateway.wosi;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** What a virtual cabinet is set to, and the commands that read and set it. Those about banks are the cabinet's own. */
final class CabinetCommands {
    private final WosiCabinetSettings.Firmware firmware;

    private String version;
    private String serverAddress = "";
    private String serverPort = "0";
    private int heartbeatSeconds;
    private int volume = 8;

    CabinetCommands(WosiCabinetSettings settings) {
        this.firmware = settings.firmware();
        this.version = settings.firmware().version();
        this.heartbeatSeconds = Math.clamp(settings.timing().heartbeat().toSeconds(), 1, 255);
    }

    /** Seconds between heartbeats that hold from the next start on. */
    int heartbeatSeconds() {
        return heartbeatSeconds;
    }

    int volume() {
        return volume;
    }

    /**
     * Answers a command that needs no bank.
     *
     * @param frame the server's frame
     * @return the answer; null when this cabinet does not know the command
     * @throws IndexOutOfBoundsException if the frame is shorter than what it claims to hold
     */
    @Nullable
    WosiUplink answer(byte[] frame) {
        int code = Byte.toUnsignedInt(frame[2]);
        if (firmware.old() && (code == 0x6A || code == 0x70 || code == 0x72 || code == 0x77)) {
            return null;
        }
        return switch (code) {
            case 0x62 -> new WosiUplink.VersionReply(version);
            case 0x63 -> setServer(frame);
            case 0x67 -> new WosiUplink.RestartReply();
            case 0x68 -> upgrade(frame);
            case 0x69 -> new WosiUplink.SimCardReply(firmware.iccid());
            case 0x6A -> new WosiUplink.ServerReply(serverAddress, serverPort, heartbeatSeconds);
            case 0x70 -> setVolume(frame);
            case 0x71 -> firmware.old() ? new WosiUplink.NetworkReply(true, 20, 0, 2) : null;
            case 0x72 -> new WosiUplink.NetworkReply(false, 23, 0, 7);
            case 0x77 -> new WosiUplink.VolumeReply(volume);
            default -> null;
        };
    }

    private WosiUplink setServer(byte[] frame) {
        int port = after(frame, 9);
        serverAddress = text(frame, 9);
        serverPort = text(frame, port);
        heartbeatSeconds = Byte.toUnsignedInt(frame[after(frame, port)]);
        return new WosiUplink.SetServerReply();
    }

    private WosiUplink upgrade(byte[] frame) {
        String file = text(frame, after(frame, after(frame, 9)));
        int dot = file.lastIndexOf('.');
        version = dot > 0 ? file.substring(0, dot) : file;
        return new WosiUplink.UpgradeReply();
    }

    private WosiUplink setVolume(byte[] frame) {
        int level = Byte.toUnsignedInt(frame[9]);
        if (level > 15) {
            return new WosiUplink.SetVolumeReply(0);
        }
        volume = level;
        return new WosiUplink.SetVolumeReply(1);
    }

    /** The text whose length stands there, without its NUL. */
    private static String text(byte[] frame, int at) {
        return new String(frame, at + 2, length(frame, at) - 1, StandardCharsets.US_ASCII);
    }

    /** Where the text ends whose length stands there. */
    private static int after(byte[] frame, int at) {
        return at + 2 + length(frame, at);
    }

    private static int length(byte[] frame, int at) {
        return Byte.toUnsignedInt(frame[at]) * 256 + Byte.toUnsignedInt(frame[at + 1]);
    }
}
