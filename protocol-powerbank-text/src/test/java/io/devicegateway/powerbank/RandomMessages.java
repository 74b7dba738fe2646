package io.devicegateway.powerbank;

import io.devicegateway.powerbank.PowerbankUplink.StatusReport.Slot;
import io.devicegateway.powerbank.PowerbankUplink.StatusReport.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Messages with random values that the document allows. */
final class RandomMessages {
    private static final String LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    private final Random random;

    RandomMessages(long seed) {
        random = new Random(seed);
    }

    LockerSpelling spelling() {
        String[] ends = {"\r\n", "\n", ""};
        return new LockerSpelling(
                variant(), separator(), random.nextBoolean(), random.nextInt(4) == 0, ends[random.nextInt(3)]);
    }

    Crc16Variant variant() {
        return Crc16Variant.ALL.get(random.nextInt(50));
    }

    PowerbankUplink uplink(LockerSpelling spelling) {
        FrameCheck none = FrameCheck.UNREADABLE;
        return switch (random.nextInt(4)) {
            case 0 -> new PowerbankUplink.Heartbeat(imei(), none);
            case 1 -> new PowerbankUplink.StatusReport(imei(), none, slots(), true);
            case 2 -> new PowerbankUplink.OwnershipQuestion(imei(), none, slot(), bank());
            default -> new PowerbankUplink.OutcomeReport(imei(), none, outcome(), slot(), bank(), spelling.separator());
        };
    }

    PowerbankDownlink downlink() {
        Dialect dialect = new Dialect(variant(), random.nextInt(4) == 0);
        return switch (random.nextInt(4)) {
            case 0 -> new PowerbankDownlink.StatusQuery(imei(), dialect);
            case 1 -> new PowerbankDownlink.Lend(imei(), dialect, slot(), bank());
            case 2 -> new PowerbankDownlink.OwnershipAnswer(imei(), dialect, random.nextBoolean(), slot(), bank());
            default -> new PowerbankDownlink.Acknowledgement(imei(), dialect, outcome(), slot(), bank(), separator());
        };
    }

    private List<Slot> slots() {
        List<Slot> slots = new ArrayList<>();
        for (int number = 1; number <= random.nextInt(1, 8); number++) {
            State state = State.values()[random.nextInt(4)];
            slots.add(new Slot(number, state, random.nextBoolean() ? bank() : null));
        }
        return slots;
    }

    private Outcome outcome() {
        return Outcome.values()[random.nextInt(4)];
    }

    private char separator() {
        return random.nextBoolean() ? ',' : '.';
    }

    private int slot() {
        return random.nextInt(1, 100);
    }

    private String imei() {
        return String.format("%015d", random.nextLong(1_000_000_000_000_000L));
    }

    private String bank() {
        int length = random.nextInt(1, 33);
        StringBuilder bank = new StringBuilder();
        for (int i = 0; i < length; i++) {
            bank.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return bank.toString();
    }
}
