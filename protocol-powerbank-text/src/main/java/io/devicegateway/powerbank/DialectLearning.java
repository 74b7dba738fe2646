package io.devicegateway.powerbank;

import io.devicegateway.powerbank.PowerbankSettings.CrcMode;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds out which CRC16 one device means, from its own frames.
 *
 * <p>A frame fits its true variant, and by chance another one in one of some 1300 cases. What all frames so far have in
 * common is held; when two different frames agree, it is pinned. A frame that disagrees changes nothing by itself: one bit
 * may have been wrong on the way. Only when two different frames in a row agree on something else, that is what the device
 * speaks now.
 */
final class DialectLearning {
    private final PowerbankSettings.Crc settings;
    private final boolean open;
    private Crc16Variants held;
    private boolean pinned;
    private int firstCheck = -1;
    private @Nullable Crc16Variants rival;
    private int rivalCheck;
    private boolean raw;
    private Dialect dialect;
    private String origin;

    /**
     * @param imei whose dialect it is
     * @param known the name of the dialect that the device was found to speak before; empty when none is known
     */
    DialectLearning(PowerbankSettings.Crc settings, String imei, Optional<String> known) {
        this.settings = settings;
        Optional<Crc16Variant> fixed = settings.fixed(imei);
        Optional<Crc16Variant> before = known.flatMap(Crc16Variant::named);
        open = fixed.isEmpty() && settings.mode() == CrcMode.AUTO;
        if (fixed.isPresent()) {
            held = Crc16Variants.of(fixed.get());
            origin = "set in the configuration";
        } else if (open && before.isPresent()) {
            held = Crc16Variants.of(before.get());
            origin = "found before";
        } else {
            held = open ? Crc16Variants.ALL : Crc16Variants.of(settings.variant());
            origin = "the configured default";
        }
        pinned = fixed.isPresent() || (open && before.isPresent());
        dialect = new Dialect(held.best(settings.variant()), false);
    }

    /** Takes a frame's check into account; answers whether the frame fits what is known of the device. */
    boolean take(FrameCheck check) {
        raw = check.value() < 0 ? raw : check.raw();
        boolean fits = settings.mode() == CrcMode.OFF
                || (open ? learn(check) : !held.and(check.matching()).isEmpty());
        Crc16Variant best = held.best(settings.variant());
        boolean written = raw && settings.rawReplies();
        if (!dialect.variant().equals(best) || dialect.raw() != written) {
            dialect = new Dialect(best, written);
        }
        return fits;
    }

    /** What to speak to the device. */
    Dialect dialect() {
        return dialect;
    }

    /** Whether it is certain what the device speaks. */
    boolean isPinned() {
        return pinned;
    }

    /** How the dialect and what it means were found, in English words. */
    String description() {
        return dialect.variant().words() + "; " + origin;
    }

    /** What is known of the device, for a message to people. */
    String words() {
        return pinned ? "the device speaks " + held.best(settings.variant()) : "its frames so far fit " + held;
    }

    private boolean learn(FrameCheck check) {
        Crc16Variants common = held.and(check.matching());
        if (!common.isEmpty()) {
            held = common;
            rival = null;
            if (firstCheck < 0) {
                firstCheck = check.value();
            } else if (!pinned && check.value() != firstCheck) {
                pinned = true;
                origin = "found in two of its own frames";
            }
            return true;
        }
        return !check.matching().isEmpty() && compete(check);
    }

    /** A frame that fits something else; answers whether that is what the device speaks from now on. */
    private boolean compete(FrameCheck check) {
        Crc16Variants before = rival;
        Crc16Variants common = before == null ? Crc16Variants.NONE : before.and(check.matching());
        if (common.isEmpty()) {
            rival = check.matching();
            rivalCheck = check.value();
            return false;
        }
        rival = common;
        if (check.value() == rivalCheck) {
            return false;
        }
        held = common;
        rival = null;
        pinned = true;
        origin = "found in two of its own frames, which differ from what it spoke before";
        return true;
    }
}
