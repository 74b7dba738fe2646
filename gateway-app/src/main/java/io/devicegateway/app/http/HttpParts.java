package io.devicegateway.app.http;

import io.devicegateway.api.DeviceId;
import io.devicegateway.api.Gateway;
import io.devicegateway.app.health.Health;
import io.devicegateway.app.metrics.MicrometerMetrics;
import io.devicegateway.journal.EventJournal;
import io.devicegateway.registry.Registry;
import io.devicegateway.router.EventRouter;
import io.devicegateway.supervision.Supervision;
import java.time.Duration;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * What the HTTP interface gives access to. It closes none of these.
 *
 * @param gateway devices and commands
 * @param journal events
 * @param registry registering devices, and those that nobody has listed
 * @param router the named consumers of events
 * @param health the state of the daemon, asked for when somebody looks; may take a moment, may not block
 * @param metrics all figures; the interface leaves its own there too
 * @param protocols names of the protocols that a device can have, {@code wosi} and so on
 * @param deviceChanged told of each device that was registered, changed or removed, after the registry has it: whoever keeps
 *     sessions ends that of a device that may no longer connect
 * @param questionDeadline within what time a question of a device must be answered; then the fallback answers
 * @param supervision of the interface's own loops
 */
public record HttpParts(
        Gateway gateway,
        EventJournal journal,
        Registry registry,
        EventRouter router,
        Supplier<Health> health,
        MicrometerMetrics metrics,
        Set<String> protocols,
        Consumer<DeviceId> deviceChanged,
        Duration questionDeadline,
        Supervision supervision) {
    public HttpParts {
        protocols = Set.copyOf(protocols);
    }
}
