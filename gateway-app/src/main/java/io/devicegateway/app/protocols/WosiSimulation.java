package io.devicegateway.app.protocols;

import io.devicegateway.simulation.VirtualDevice;
import io.devicegateway.wosi.WosiCabinet;
import io.devicegateway.wosi.WosiCabinetListener;
import io.devicegateway.wosi.WosiCabinetSettings;
import io.devicegateway.wosi.WosiCabinetSettings.Customers;
import io.devicegateway.wosi.WosiFault;
import io.devicegateway.wosi.WosiReturnLedger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Virtual Wosi cabinets. */
final class WosiSimulation implements Simulation {
    /** Ids are as long as those of the document. */
    private static final int ID_LENGTH = 16;

    private static final int SLOTS = 8;
    private static final int BANKS_IN_HAND = 3;

    @Override
    public Map<String, String> faults() {
        return FaultNames.words(WosiFault.class);
    }

    @Override
    public String idPrefix() {
        return "WSTD08";
    }

    @Override
    public VirtualDevice device(Wishes wishes, Platform platform) {
        int digits = Math.max(1, ID_LENGTH - wishes.idPrefix().length());
        String boxId = wishes.idPrefix() + String.format(Locale.ROOT, "%0" + digits + "d", wishes.number() + 1);
        long seed = 31 * wishes.seed() + wishes.number();
        WosiCabinetSettings settings =
                WosiCabinetSettings.of(boxId, SLOTS).stocked().with(FaultNames.chances(WosiFault.class, wishes), seed);
        if (!wishes.customerEvery().isZero()) {
            settings = settings.with(new Customers(wishes.customerEvery(), BANKS_IN_HAND), seed);
        }
        return new WosiCabinet(settings, new Listener(platform));
    }

    @Override
    public Verdict verdict(List<VirtualDevice> devices) {
        long logins = 0;
        long wrongs = 0;
        long unanswered = 0;
        Map<Integer, Long> answers = new TreeMap<>();
        for (VirtualDevice device : devices) {
            if (device instanceof WosiCabinet cabinet) {
                logins += cabinet.logins();
                wrongs += cabinet.wrongs();
                unanswered += cabinet.unansweredReturns();
                for (WosiReturnLedger.Entry entry : cabinet.ledger().answers()) {
                    answers.merge(entry.result(), 1L, Long::sum);
                }
            }
        }
        List<String> lines = new ArrayList<>();
        lines.add(logins + " logins accepted");
        answers.forEach(
                (result, count) -> lines.add(count + " returns answered with " + result + ", " + meaning(result)));
        lines.add(unanswered + " returns without an answer yet");
        lines.add(wrongs + " times the gateway did something that the document does not allow");
        return new Verdict(lines, wrongs == 0);
    }

    private static String meaning(int result) {
        return switch (result) {
            case 0 -> "failed";
            case 1 -> "accepted";
            case 2 -> "bank abnormal";
            case 3 -> "returned before";
            case 4 -> "illegal id";
            case 5 -> "slot not empty";
            default -> "which the document does not know";
        };
    }

    private record Listener(Platform platform) implements WosiCabinetListener {
        @Override
        public void rentWanted(WosiCabinet cabinet, int slot) {
            platform.wanted(cabinet.id(), "RentBank", Map.of("slot", slot));
        }
    }
}
