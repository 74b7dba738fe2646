package io.devicegateway.powerbank;

import io.devicegateway.api.DeviceId;
import io.devicegateway.api.WireProfile;
import io.devicegateway.testing.DevicesOnCore;
import java.util.Optional;

/** Virtual lockers on the session core; what was learnt of them is looked up in the journal, as a registry does. */
final class LockersOnCore implements AutoCloseable {
    final DevicesOnCore core = new DevicesOnCore();
    final PowerbankProtocol protocol;

    LockersOnCore(PowerbankSettings settings) {
        protocol = new PowerbankProtocol(settings, this::known);
    }

    private Optional<String> known(DeviceId device) {
        return core.events(WireProfile.class).stream()
                .filter(profile -> profile.device().equals(device))
                .reduce((earlier, later) -> later)
                .map(WireProfile::name);
    }

    PowerbankLocker plug(PowerbankLockerSettings settings) {
        return core.plug(protocol, new PowerbankLocker(settings, PowerbankLockerListener.NONE));
    }

    long anomalies(String kind) {
        return core.metrics().count("gateway_protocol_anomalies", "protocol", "powerbank", "kind", kind);
    }

    long malformed(String kind) {
        return core.metrics().count("gateway_frames_malformed", "protocol", "powerbank", "kind", kind);
    }

    @Override
    public void close() {
        core.close();
    }
}
