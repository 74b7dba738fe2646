package io.devicegateway.app.protocols;

import io.devicegateway.pressure.PressureFault;
import io.devicegateway.pressure.PressureLedger;
import io.devicegateway.pressure.PressureModule;
import io.devicegateway.pressure.PressureModuleListener;
import io.devicegateway.pressure.PressureModuleSettings;
import io.devicegateway.pressure.PressureModuleSettings.Readings;
import io.devicegateway.simulation.VirtualDevice;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Virtual pressure modules. */
final class PressureSimulation implements Simulation {
    @Override
    public Map<String, String> faults() {
        return FaultNames.words(PressureFault.class);
    }

    @Override
    public String idPrefix() {
        return "00101";
    }

    /** Nobody comes to a pressure module: what changes its readings takes the customers' place. */
    @Override
    public VirtualDevice device(Wishes wishes, Platform platform) {
        String imei = PressureModuleSettings.imei(wishes.idPrefix(), wishes.number() + 1);
        long seed = 31 * wishes.seed() + wishes.number();
        PressureModuleSettings settings =
                PressureModuleSettings.of(imei).with(FaultNames.chances(PressureFault.class, wishes), seed);
        if (!wishes.customerEvery().isZero()) {
            settings = settings.with(Readings.every(wishes.customerEvery()), seed);
        }
        return new PressureModule(settings, PressureModuleListener.NONE);
    }

    @Override
    public Verdict verdict(List<VirtualDevice> devices) {
        long wrongs = 0;
        long waiting = 0;
        long lost = 0;
        Map<String, Long> acknowledged = new TreeMap<>();
        for (VirtualDevice device : devices) {
            if (device instanceof PressureModule module) {
                wrongs += module.wrongs();
                waiting += module.unacknowledged();
                lost += module.lost();
                for (PressureLedger.Entry entry : module.ledger().acknowledged()) {
                    acknowledged.merge(entry.cmd(), 1L, Long::sum);
                }
            }
        }
        List<String> lines = new ArrayList<>();
        acknowledged.forEach((cmd, count) -> lines.add(count + " reports acknowledged: " + cmd));
        lines.add(waiting + " reports without an acknowledgement yet");
        lines.add(lost + " reports that a module forgot before they were acknowledged");
        lines.add(wrongs + " times the gateway did something that the document does not allow");
        return new Verdict(lines, wrongs == 0);
    }
}
