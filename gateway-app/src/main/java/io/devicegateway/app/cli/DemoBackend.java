package io.devicegateway.app.cli;

import io.devicegateway.api.DeviceId;
import io.devicegateway.app.client.DaemonClient;
import io.devicegateway.app.client.DaemonRefused;
import io.devicegateway.app.client.DaemonUnreachable;
import io.devicegateway.app.protocols.Simulation.Platform;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Plays the backend of a demo: orders over HTTP what customers want. */
final class DemoBackend implements Platform, AutoCloseable {
    private static final int MOST_AT_ONCE = 64;
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final DaemonClient client;
    private final Terminal terminal;
    private final Semaphore places = new Semaphore(MOST_AT_ONCE);
    private volatile boolean closed;

    DemoBackend(DaemonClient client, Terminal terminal) {
        this.client = client;
        this.terminal = terminal;
    }

    @Override
    public void wanted(DeviceId device, String command, Map<String, Object> fields) {
        ObjectNode body = JsonNodeFactory.instance.objectNode().put("type", command);
        fields.forEach((name, value) -> {
            if (value instanceof Integer number) {
                body.put(name, number);
            } else {
                body.put(name, value.toString());
            }
        });
        // Who finds no place goes away, as people do.
        if (!closed && places.tryAcquire()) {
            Thread.ofVirtual().name("demo-order").start(() -> order(device, body));
        }
    }

    private void order(DeviceId device, ObjectNode body) {
        try {
            client.post(
                    "/api/v1/devices/" + DaemonClient.escape(device.toString()) + "/commands",
                    body,
                    Map.of("Idempotency-Key", UUID.randomUUID().toString()),
                    PATIENCE);
        } catch (DaemonUnreachable | DaemonRefused e) {
            if (!closed) {
                terminal.note(device + ": " + e.getMessage());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            places.release();
        }
    }

    @Override
    public void close() {
        closed = true;
    }
}
