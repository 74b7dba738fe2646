package io.devicegateway.app.protocols;

import io.devicegateway.simulation.VirtualDevice;
import io.devicegateway.vending.VendingCabinet;
import io.devicegateway.vending.VendingCabinetListener;
import io.devicegateway.vending.VendingCabinetSettings;
import io.devicegateway.vending.VendingFault;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Virtual vending cabinets. */
final class VendingSimulation implements Simulation {
    /** An IMEI has so many digits. */
    private static final int IMEI_LENGTH = 15;

    @Override
    public Map<String, String> faults() {
        return FaultNames.words(VendingFault.class);
    }

    @Override
    public String idPrefix() {
        return "0010200";
    }

    @Override
    public VirtualDevice device(Wishes wishes, Platform platform) {
        int digits = Math.max(1, IMEI_LENGTH - wishes.idPrefix().length());
        String imei = wishes.idPrefix() + String.format(Locale.ROOT, "%0" + digits + "d", wishes.number() + 1);
        long seed = 31 * wishes.seed() + wishes.number();
        VendingCabinetSettings settings =
                VendingCabinetSettings.of(imei).with(FaultNames.chances(VendingFault.class, wishes.faults()), seed);
        if (!wishes.customerEvery().isZero()) {
            settings = settings.withCustomers(wishes.customerEvery());
        }
        return new VendingCabinet(settings, new Listener(platform));
    }

    @Override
    public Verdict verdict(List<VirtualDevice> devices) {
        long wrongs = 0;
        long sales = 0;
        long fallen = 0;
        for (VirtualDevice device : devices) {
            if (device instanceof VendingCabinet cabinet) {
                wrongs += cabinet.wrongs();
                sales += cabinet.sales();
                fallen += cabinet.fallen();
            }
        }
        return new Verdict(
                List.of(
                        sales + " sales received, " + fallen + " goods given out",
                        wrongs + " times the gateway did something that the document does not allow"),
                wrongs == 0);
    }

    private record Listener(Platform platform) implements VendingCabinetListener {
        @Override
        public void saleWanted(VendingCabinet cabinet, int lane, String order) {
            platform.wanted(cabinet.id(), "VendItem", Map.of("lane", lane, "order", order));
        }
    }
}
