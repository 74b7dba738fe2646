package io.devicegateway.powerbank;

import io.devicegateway.protocol.DecodeListener.Label;
import org.jspecify.annotations.Nullable;

/** What the number of a slot and the number of a bank look like (003 section 2). */
final class SlotAndBank {
    private static final int MOST_SLOT = 99;
    private static final int LONGEST_BANK = 32;
    private static final Label UNREADABLE = new Label("stands for a bank that could not be read", "表示充电宝编号无法读取");

    private SlotAndBank() {}

    /** The slot written there, 1 to 99; 0 when it is none. */
    static int slot(byte[] frame, int from, int to) {
        int number = 0;
        for (int i = from; i < to; i++) {
            int digit = frame[i] - '0';
            if (digit < 0 || digit > 9 || to - from > 2) {
                return 0;
            }
            number = number * 10 + digit;
        }
        return number;
    }

    static Label notASlot(String text) {
        String slot = FrameText.shown(text);
        return new Label("slot '" + slot + "' is not 1 to " + MOST_SLOT, "位置编号'" + slot + "'不在1到" + MOST_SLOT + "之间");
    }

    /** Whether a bank's number, or none, is written there. */
    static boolean isBank(byte[] frame, int from, int to) {
        if (to - from > LONGEST_BANK) {
            return false;
        }
        for (int i = from; i < to; i++) {
            int c = frame[i];
            if (!((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'))) {
                return false;
            }
        }
        return true;
    }

    static Label notABank(String text) {
        String bank = FrameText.shown(text);
        return new Label(
                "bank '" + bank + "' is not 1 to " + LONGEST_BANK + " letters and digits",
                "设备编号'" + bank + "'不是1到" + LONGEST_BANK + "位字母或数字");
    }

    /** What to say of a bank's number beside itself; null for nothing. Which numbers stand for none is a setting, here its default. */
    static @Nullable Label meaning(String bank) {
        return !bank.isEmpty() && PowerbankSettings.Slots.DEFAULT.bank(bank) == null ? UNREADABLE : null;
    }
}
