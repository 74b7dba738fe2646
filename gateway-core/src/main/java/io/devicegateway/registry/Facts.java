package io.devicegateway.registry;

import io.devicegateway.api.DeviceId;
import io.devicegateway.api.DeviceInfo;
import io.devicegateway.api.KnownFact;
import io.devicegateway.api.ModelIdentified;
import io.devicegateway.api.NetworkSignal;
import io.devicegateway.api.ServerAddress;
import io.devicegateway.api.SimCard;
import io.devicegateway.api.SoftwareVersion;
import io.devicegateway.api.SoundVolume;
import io.devicegateway.api.WireProfile;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The latest fact of each kind about one device, in the order in which the kinds were first heard of. */
final class Facts {
    private Facts() {}

    /** The facts with this one in the place of the last of its kind. */
    static List<KnownFact> with(List<KnownFact> facts, KnownFact fact) {
        List<KnownFact> changed = new ArrayList<>(facts.size() + 1);
        boolean replaced = false;
        for (KnownFact known : facts) {
            boolean same = known.event().getClass() == fact.event().getClass();
            changed.add(same ? fact : known);
            replaced |= same;
        }
        if (!replaced) {
            changed.add(fact);
        }
        return List.copyOf(changed);
    }

    /**
     * The same, sharing what a fleet has in common: a hundred thousand devices have a few dozen versions, servers and
     * models between them, and each device's id is in memory already.
     */
    static DeviceInfo compact(DeviceInfo info, DeviceId device) {
        return switch (info) {
            case ModelIdentified model ->
                new ModelIdentified(
                        device,
                        shared(model.manufacturer()),
                        shared(model.customer()),
                        shared(model.model()),
                        shared(model.batch()),
                        sharedOrNull(model.description()));
            case SoftwareVersion software -> new SoftwareVersion(device, shared(software.version()));
            case SimCard card -> new SimCard(device, card.iccid());
            case ServerAddress server ->
                new ServerAddress(device, shared(server.host()), shared(server.port()), server.heartbeatSeconds());
            case SoundVolume volume -> new SoundVolume(device, volume.level());
            case WireProfile profile -> new WireProfile(device, shared(profile.name()), shared(profile.description()));
            case NetworkSignal signal ->
                new NetworkSignal(device, signal.csq(), signal.bitErrorRate(), shared(signal.technology()));
        };
    }

    /** The virtual machine keeps one copy, for as long as somebody holds it. */
    static String shared(String text) {
        return text.intern();
    }

    private static @Nullable String sharedOrNull(@Nullable String text) {
        return text == null ? null : shared(text);
    }
}
