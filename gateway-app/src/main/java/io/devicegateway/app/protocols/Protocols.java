package io.devicegateway.app.protocols;

import io.devicegateway.app.explain.FrameInput.Notation;
import io.devicegateway.wosi.WosiProtocol;
import io.devicegateway.wosi.WosiSettings;
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
        return new Protocols(List.of(wosi));
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
