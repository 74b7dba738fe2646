package io.devicegateway.embedded;

import io.devicegateway.api.Device;
import io.devicegateway.api.Presence;
import io.devicegateway.registry.Registry.RegisteredDevice;
import io.devicegateway.session.Sessions;
import io.devicegateway.session.Sessions.Connected;
import java.util.Optional;

/** A device as it is now: what the registry knows, and whether there is a live session. */
final class DeviceView {
    private final Sessions sessions;

    DeviceView(Sessions sessions) {
        this.sessions = sessions;
    }

    Device of(RegisteredDevice known) {
        Optional<Connected> connected = sessions.connected(known.id());
        return new Device(
                known.id(),
                known.labels(),
                known.enabled(),
                known.disabledReason(),
                connected.map(live -> online(known, live)).orElseGet(() -> withoutSession(known)),
                connected.map(Connected::epoch).orElse(known.epoch()),
                connected.map(Connected::remote).orElse(null),
                connected.map(Connected::lastHeard).orElse(known.presenceAt()),
                known.slots(),
                known.lanes(),
                known.facts());
    }

    private static Presence online(RegisteredDevice known, Connected live) {
        if (live.silent()) {
            return new Presence(
                    known.id(),
                    Presence.State.STALE,
                    Presence.Reason.SILENT,
                    "nothing heard for " + live.silence().toSeconds() + " s");
        }
        return known.epoch() == live.epoch() && known.presence().state() == Presence.State.ONLINE
                ? known.presence()
                : new Presence(known.id(), Presence.State.ONLINE, Presence.Reason.CONNECTED, "");
    }

    /** Whatever the journal said last, a device without a session is not online. */
    private Presence withoutSession(RegisteredDevice known) {
        if (known.presence().state() == Presence.State.OFFLINE) {
            return known.presence();
        }
        return sessions.isAwaited(known.id())
                ? new Presence(
                        known.id(),
                        Presence.State.STALE,
                        Presence.Reason.GATEWAY_RESTARTED,
                        "it was online before the gateway restarted and has not come back yet")
                : new Presence(
                        known.id(), Presence.State.OFFLINE, Presence.Reason.CONNECTION_LOST, "it is not connected");
    }
}
