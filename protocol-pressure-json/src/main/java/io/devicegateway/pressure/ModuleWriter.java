package io.devicegateway.pressure;

import io.devicegateway.api.LineFailures;
import io.devicegateway.api.PressureSamples.Channel;
import io.devicegateway.pressure.PressureModuleSettings.Firmware;
import io.devicegateway.pressure.PressureModuleSettings.Readings;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Puts what a virtual module has to say into the document's words, or those of its old firmware. */
final class ModuleWriter {
    private static final int CHANNELS_OF_A_GROUP = 3;
    private static final int SAMPLES = 50;

    private final PressureModuleSettings settings;
    private final Firmware firmware;
    private final long[] failures = new long[3];

    ModuleWriter(PressureModuleSettings settings) {
        this.settings = settings;
        this.firmware = settings.firmware();
    }

    byte[] ping() {
        return PressureUplinkEncoder.encode(new PressureUplink.Ping(settings.imei()));
    }

    byte[] time() {
        return PressureUplinkEncoder.encode(new PressureUplink.Time(settings.imei()));
    }

    /** One more failure on a line, 1 to 3. */
    void failure(int line) {
        failures[line - 1]++;
    }

    /**
     * Samples of a group of channels.
     *
     * @param number of the report, of which the samples are made
     * @param group 0 to 2
     * @param uptimeMillis since the module was switched on
     */
    byte[] samples(long number, @Nullable JsonText packnum, int group, long uptimeMillis) {
        if (firmware.old()) {
            int[] samples = SyntheticSamples.of(settings.seed(), number, 0, count());
            String hex = hex(samples);
            return ("{\"cmd\":\"push_msg\",\"IMEI\":\"" + settings.imei() + "\",\"groupid\":\"" + group
                            + "\",\"data\":\"" + hex + "\"}")
                    .getBytes(StandardCharsets.US_ASCII);
        }
        List<Channel> channels = new ArrayList<>(CHANNELS_OF_A_GROUP);
        for (int i = 0; i < CHANNELS_OF_A_GROUP; i++) {
            int index = group * CHANNELS_OF_A_GROUP + i;
            channels.add(new Channel(index, SyntheticSamples.of(settings.seed(), number, index, count())));
        }
        return PressureUplinkEncoder.encode(new PressureUplink.PushMsg(
                settings.imei(),
                packnum,
                null,
                clock(uptimeMillis),
                channels,
                BigDecimal.valueOf(200 + number % 100, 1),
                BigDecimal.valueOf(400 + number % 300, 1),
                0));
    }

    private int count() {
        Readings readings = settings.readings();
        return readings == null ? SAMPLES : readings.samples();
    }

    private @Nullable LocalDateTime clock(long uptimeMillis) {
        Readings readings = settings.readings();
        LocalDateTime begun = readings == null ? null : readings.clock();
        return begun == null
                ? null
                : begun.plus(uptimeMillis, ChronoUnit.MILLIS).truncatedTo(ChronoUnit.SECONDS);
    }

    private static String hex(int[] samples) {
        StringBuilder hex = new StringBuilder();
        for (int sample : samples) {
            hex.append(hex.isEmpty() ? "" : ",").append(Integer.toHexString(0x10000 + sample), 1, 5);
        }
        return hex.toString();
    }

    byte[] info() {
        if (firmware.old()) {
            return ("{\"cmd\":\"push_info\",\"IMEI\":\"" + settings.imei() + "\",\"IMSI\":\"" + firmware.ccid()
                            + "\",\"position\":\"" + firmware.longitude() + "," + firmware.latitude() + "\"}")
                    .getBytes(StandardCharsets.US_ASCII);
        }
        return PressureUplinkEncoder.encode(
                new PressureUplink.PushInfo(settings.imei(), firmware.ccid(), location(), 0));
    }

    byte[] sensors(@Nullable JsonText packnum, List<PressureUplink.Sensor> sensors) {
        return PressureUplinkEncoder.encode(new PressureUplink.PushOnline(settings.imei(), packnum, sensors, 0));
    }

    byte[] infoAck() {
        List<LineFailures.Line> lines = new ArrayList<>(failures.length);
        for (int i = 0; i < failures.length; i++) {
            lines.add(new LineFailures.Line(i + 1, failures[i]));
        }
        return PressureUplinkEncoder.encode(new PressureUplink.InfoAck(null, firmware.ccid(), location(), lines));
    }

    byte[] versionAck(String version) {
        return PressureUplinkEncoder.encode(new PressureUplink.VersionAck(settings.imei(), firmware.type(), version));
    }

    byte[] updateAck(boolean result) {
        return PressureUplinkEncoder.encode(new PressureUplink.UpdateAck(null, result));
    }

    byte[] queryMsgAck(boolean result) {
        return PressureUplinkEncoder.encode(new PressureUplink.QueryMsgAck(null, result));
    }

    private PressureUplink.Location location() {
        return new PressureUplink.Location(firmware.longitude(), firmware.latitude());
    }

    /** As the document's samples are written: full-width commas between members, one too many, no-break blanks. */
    static byte[] likeTheSamples(byte[] frame) {
        String text = new String(frame, StandardCharsets.UTF_8)
                .replace("\",\"", "\"，\n\"")
                .replace("],\"", "]，\n\"")
                .replace("{", "{\n\u00a0\u00a0\u00a0\u00a0");
        return (text.substring(0, text.length() - 1) + "，\n}").getBytes(StandardCharsets.UTF_8);
    }
}
