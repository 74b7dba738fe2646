package io.devicegateway.app.http;

import io.devicegateway.api.Device;
import io.devicegateway.api.DeviceId;
import io.devicegateway.api.Gateway;
import io.devicegateway.api.Presence;
import io.devicegateway.registry.Registry;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Devices: listing, looking up, registering, changing, removing, and those that nobody has listed yet. */
final class DeviceEndpoints {
    private static final int DEFAULT_LIMIT = 1_000;
    private static final int MAX_LIMIT = 10_000;

    private final Gateway gateway;
    private final Registry registry;
    private final Set<String> protocols;
    private final Consumer<DeviceId> changed;
    private final ReentrantLock changing = new ReentrantLock();

    /**
     * @param protocols names of the protocols that a device can have
     * @param changed is told of each device that was changed or removed, after it is durable
     */
    DeviceEndpoints(Gateway gateway, Registry registry, Set<String> protocols, Consumer<DeviceId> changed) {
        this.gateway = gateway;
        this.registry = registry;
        this.protocols = new TreeSet<>(protocols);
        this.changed = changed;
    }

    List<Route> routes() {
        return List.of(
                Route.get("/api/v1/devices", this::list),
                Route.get("/api/v1/devices/{id}", this::get),
                Route.put("/api/v1/devices/{id}", this::put),
                Route.delete("/api/v1/devices/{id}", this::remove),
                Route.get("/api/v1/unknown-devices", this::unknownDevices));
    }

    /** The problem that a device is not registered. */
    static ProblemException unknown(DeviceId device) {
        return new Problem(
                        404,
                        "device-unknown",
                        "The device is not registered",
                        "no device " + device + " is registered",
                        "check the id, see GET /api/v1/unknown-devices, or register it with PUT /api/v1/devices/"
                                + device)
                .asException();
    }

    private Reply list(Call call) {
        QueryParameters query = call.query("protocol", "presence", "label", "limit", "after");
        int limit = (int) query.number("limit", DEFAULT_LIMIT, 1, MAX_LIMIT);
        ObjectNode node = ApiJson.object();
        ArrayNode devices = node.putArray("devices");
        @Nullable String next = null;
        Iterator<Device> found = gateway.devices().filter(filter(query)).iterator();
        while (found.hasNext() && next == null) {
            Device device = found.next();
            devices.add(ApiJson.device(device));
            if (devices.size() == limit && found.hasNext()) {
                next = device.id().toString();
            }
        }
        node.put("next", next);
        return Reply.json(200, node);
    }

    private Predicate<Device> filter(QueryParameters query) {
        Predicate<Device> filter = device -> true;
        Optional<DeviceId> after = query.one("after").map(text -> Call.deviceId("after", text));
        if (after.isPresent()) {
            filter = filter.and(device -> device.id().compareTo(after.get()) > 0);
        }
        Optional<String> protocol = query.one("protocol");
        if (protocol.isPresent()) {
            checkProtocol("protocol", protocol.get());
            filter = filter.and(device -> device.id().protocol().equals(protocol.get()));
        }
        Optional<Presence.State> presence = query.constant("presence", Presence.State.class);
        if (presence.isPresent()) {
            filter = filter.and(device -> device.presence().state() == presence.get());
        }
        for (String label : query.all("label")) {
            filter = filter.and(labelled(label));
        }
        return filter;
    }

    /** {@code name=value}, or {@code name} for any value. */
    private static Predicate<Device> labelled(String label) {
        int equals = label.indexOf('=');
        if (equals < 0) {
            return device -> device.labels().containsKey(label);
        }
        String value = label.substring(equals + 1);
        return device -> value.equals(device.labels().get(label.substring(0, equals)));
    }

    private Reply get(Call call) {
        call.query();
        DeviceId id = call.device();
        return Reply.json(200, ApiJson.device(gateway.device(id).orElseThrow(() -> unknown(id))));
    }

    private Reply put(Call call) {
        call.query();
        DeviceId id = call.device();
        checkProtocol("id", id.protocol());
        DeviceChange change = DeviceChange.read(call.body());
        boolean created;
        changing.lock();
        try {
            created = change(id, change);
        } finally {
            changing.unlock();
        }
        changed.accept(id);
        Device device = gateway.device(id).orElseThrow(() -> unknown(id));
        return Reply.json(created ? 201 : 200, ApiJson.device(device));
    }

    /** Answers whether the device is new. */
    private boolean change(DeviceId id, DeviceChange change) {
        Optional<Registry.RegisteredDevice> before = registry.find(id);
        Map<String, String> labels = change.labels() != null
                ? change.labels()
                : before.map(d -> d.labels()).orElseGet(Map::of);
        boolean enabled = change.enabled() != null
                ? change.enabled()
                : before.map(d -> d.enabled()).orElse(true);
        String reason = change.reason() != null
                ? change.reason()
                : before.map(d -> d.disabledReason()).orElse(null);
        try {
            registry.put(id, labels, enabled, reason);
        } catch (IllegalStateException e) {
            throw new Problem(
                            507,
                            "registry-full",
                            "There is no room for one more device",
                            String.valueOf(e.getMessage()),
                            "remove devices that are gone, or raise the registry's limit in the configuration")
                    .asException();
        }
        return before.isEmpty();
    }

    private Reply remove(Call call) {
        call.query();
        DeviceId id = call.device();
        if (!registry.remove(id)) {
            throw unknown(id);
        }
        changed.accept(id);
        return Reply.noContent();
    }

    private Reply unknownDevices(Call call) {
        call.query();
        ObjectNode node = ApiJson.object();
        ArrayNode devices = node.putArray("devices");
        registry.unknownDevices().forEach(device -> devices.add(ApiJson.unknownDevice(device)));
        return Reply.json(200, node);
    }

    private void checkProtocol(String field, String protocol) {
        if (!protocols.contains(protocol)) {
            String allowed = "one of " + String.join(", ", protocols);
            throw Problem.badFields(
                            "unknown-protocol",
                            "The protocol is not known",
                            List.of(new Problem.FieldProblem(field, "names the protocol '" + protocol + "'", allowed)),
                            "give a protocol that this gateway has: " + String.join(", ", protocols))
                    .asException();
        }
    }
}
