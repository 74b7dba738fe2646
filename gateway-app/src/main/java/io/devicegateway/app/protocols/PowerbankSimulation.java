package io.devicegateway.app.protocols;

import io.devicegateway.powerbank.Outcome;
import io.devicegateway.powerbank.PowerbankFault;
import io.devicegateway.powerbank.PowerbankLedger;
import io.devicegateway.powerbank.PowerbankLocker;
import io.devicegateway.powerbank.PowerbankLockerListener;
import io.devicegateway.powerbank.PowerbankLockerSettings;
import io.devicegateway.powerbank.PowerbankLockerSettings.Customers;
import io.devicegateway.simulation.VirtualDevice;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Virtual power-bank lockers. */
final class PowerbankSimulation implements Simulation {
    /** An IMEI has so many digits. */
    private static final int IMEI_LENGTH = 15;

    private static final int BANKS_IN_HAND = 1;

    @Override
    public Map<String, String> faults() {
        return FaultNames.words(PowerbankFault.class);
    }

    @Override
    public String idPrefix() {
        return "0010100";
    }

    @Override
    public VirtualDevice device(Wishes wishes, Platform platform) {
        int digits = Math.max(1, IMEI_LENGTH - wishes.idPrefix().length());
        String imei = wishes.idPrefix() + String.format(Locale.ROOT, "%0" + digits + "d", wishes.number() + 1);
        long seed = 31 * wishes.seed() + wishes.number();
        PowerbankLockerSettings settings =
                PowerbankLockerSettings.of(imei).stocked().with(FaultNames.chances(PowerbankFault.class, wishes), seed);
        if (!wishes.customerEvery().isZero()) {
            settings = settings.with(new Customers(wishes.customerEvery(), BANKS_IN_HAND), seed);
        }
        return new PowerbankLocker(settings, new Listener(platform));
    }

    @Override
    public Verdict verdict(List<VirtualDevice> devices) {
        long wrongs = 0;
        long unanswered = 0;
        long notUnderstood = 0;
        Map<Outcome, Long> acknowledged = new EnumMap<>(Outcome.class);
        for (VirtualDevice device : devices) {
            if (device instanceof PowerbankLocker locker) {
                wrongs += locker.wrongs();
                unanswered += locker.unanswered();
                notUnderstood += locker.notUnderstood();
                for (PowerbankLedger.Entry entry : locker.ledger().entries()) {
                    acknowledged.merge(entry.outcome(), 1L, Long::sum);
                }
            }
        }
        List<String> lines = new ArrayList<>();
        acknowledged.forEach((outcome, count) -> lines.add(count + " reports acknowledged: "
                + outcome.toString().toLowerCase(Locale.ROOT).replace('_', ' ')));
        lines.add(unanswered + " questions and reports without an answer yet");
        lines.add(notUnderstood + " frames of the gateway in another CRC16 than the locker's");
        lines.add(wrongs + " times the gateway did something that the document does not allow");
        return new Verdict(lines, wrongs == 0);
    }

    private record Listener(Platform platform) implements PowerbankLockerListener {
        @Override
        public void rentWanted(PowerbankLocker locker, int slot) {
            platform.wanted(locker.id(), "RentBank", Map.of("slot", slot));
        }
    }
}
