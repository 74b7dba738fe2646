package io.devicegateway.app.protocols;

import io.devicegateway.app.explain.FrameInput.Notation;
import io.devicegateway.powerbank.PowerbankProtocol;
import io.devicegateway.powerbank.PowerbankSettings;
import io.devicegateway.pressure.PressureProtocol;
import io.devicegateway.pressure.PressureSettings;
import io.devicegateway.wosi.WosiProtocol;
import io.devicegateway.wosi.WosiSettings;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** The protocols of this build. */
public final class Protocols {
    private final List<KnownProtocol> all;

    public Protocols(List<KnownProtocol> all) {
        this.all = List.copyOf(all);
    }

    /** Those that are built in. */
    public static Protocols builtIn() {
        KnownProtocol wosi = new KnownProtocol(
                new WosiProtocol(WosiSettings.DEFAULT),
                List.of("wosi-binary"),
                Notation.HEX,
                51608,
                Optional.of(new WosiSimulation()));
        KnownProtocol powerbank = new KnownProtocol(
                new PowerbankProtocol(PowerbankSettings.DEFAULT),
                List.of("powerbank-text"),
                Notation.TEXT,
                51610,
                Optional.of(new PowerbankSimulation()));
        KnownProtocol pressure = new KnownProtocol(
                new PressureProtocol(PressureSettings.DEFAULT, Clock.systemUTC()),
                List.of("pressure-json"),
                Notation.TEXT,
                51609,
                Optional.of(new PressureSimulation()));
        return new Protocols(List.of(wosi, powerbank, pressure));
    }

    /** All of them. */
    public List<KnownProtocol> all() {
        return all;
    }

    /** The one of that name or alias. */
    public Optional<KnownProtocol> find(String name) {
        return all.stream().filter(protocol -> protocol.isCalled(name)).findFirst();
    }

    /** Their names. */
    public List<String> names() {
        return all.stream().map(KnownProtocol::name).toList();
    }
}
