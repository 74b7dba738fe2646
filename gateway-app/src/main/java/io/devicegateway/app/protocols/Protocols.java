package io.devicegateway.app.protocols;

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
        return new Protocols(List.of());
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
