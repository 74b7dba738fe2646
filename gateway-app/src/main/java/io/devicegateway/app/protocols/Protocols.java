package io.devicegateway.app.protocols;

import io.devicegateway.app.explain.FrameInput.Notation;
import io.devicegateway.chargepile.ChargepileProtocol;
import io.devicegateway.chargepile.ChargepileSettings;
import io.devicegateway.powerbank.PowerbankProtocol;
import io.devicegateway.powerbank.PowerbankSettings;
import io.devicegateway.pressure.PressureProtocol;
import io.devicegateway.pressure.PressureSettings;
import io.devicegateway.vending.VendingProtocol;
import io.devicegateway.vending.VendingSettings;
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
                Optional.of(new WosiSimulation()),
                Optional.empty());
        KnownProtocol powerbank = new KnownProtocol(
                new PowerbankProtocol(PowerbankSettings.DEFAULT),
                List.of("powerbank-text"),
                Notation.TEXT,
                51610,
                Optional.of(new PowerbankSimulation()),
                Optional.empty());
        KnownProtocol pressure = new KnownProtocol(
                new PressureProtocol(PressureSettings.DEFAULT, Clock.systemUTC()),
                List.of("pressure-json"),
                Notation.TEXT,
                51609,
                Optional.of(new PressureSimulation()),
                Optional.empty());
        KnownProtocol vending = new KnownProtocol(
                new VendingProtocol(VendingSettings.DEFAULT, Clock.systemUTC()),
                List.of("vending-mqtt"),
                Notation.TEXT,
                1883,
                Optional.of(new VendingSimulation()),
                Optional.empty());
        KnownProtocol chargepile = new KnownProtocol(
                new ChargepileProtocol(ChargepileSettings.DEFAULT, Clock.systemUTC()),
                List.of("chargepile-mq"),
                Notation.TEXT,
                0,
                Optional.empty(),
                Optional.of(new ChargepileSimulation()));
        return new Protocols(List.of(wosi, powerbank, pressure, vending, chargepile));
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
