package io.devicegateway.app.config;

import java.util.List;

/**
 * Which devices may connect.
 *
 * @param admission who is admitted
 * @param maxDevices most devices registered; 0 for as many as fit the heap
 * @param newDevicesPerSecond how many new devices a second are registered from one address; a hundred times as many at once
 * @param unknownDevices how many devices that were denied as unknown are remembered
 */
public record RegistryConfig(Admission admission, int maxDevices, int newDevicesPerSecond, int unknownDevices) {
    /** Who is admitted. */
    public enum Admission {
        /** Every device; an unknown one is registered. */
        OPEN,
        /** Registered and enabled devices only. */
        LISTED
    }

    static final Setting<Admission> ADMISSION = Setting.of(
            "registry.admission",
            ValueTypes.choice(Admission.class),
            Admission.OPEN,
            "Who may connect: with open every device, and an unknown one is registered; with listed only devices that were"
                    + " registered before (PUT /api/v1/devices/{id}), others are noted and refused.");
    static final Setting<Integer> MAX_DEVICES = Setting.of(
            "registry.maxDevices",
            ValueTypes.number(0, 10_000_000),
            0,
            "Most devices that are registered; 0: as many as fit a quarter of the heap, one a kilobyte, and a million at most. More than fit"
                    + " half of the heap is lowered to that at start. Beyond"
                    + " that, devices that only ever connected give way to new ones, those not seen for longest first.");
    static final Setting<Integer> NEW_DEVICES_PER_SECOND = Setting.of(
            "registry.newDevicesPerSecond",
            ValueTypes.number(1, 100_000),
            200,
            "How many devices that are not known yet a second are registered from one address, with admission open; a hundred times as"
                    + " many at once. Who is refused is registered when it comes again. On one connection it is 64 at once"
                    + " and one a second.");
    static final Setting<Integer> UNKNOWN_DEVICES = Setting.of(
            "registry.unknownDevices",
            ValueTypes.number(0, 100_000),
            1_000,
            "How many devices that were refused as unknown are remembered for an operator; the oldest is forgotten first.");

    static final Section SECTION = new Section(
            "registry",
            "Registry",
            "Which devices exist and which may connect.",
            List.of(ADMISSION, MAX_DEVICES, NEW_DEVICES_PER_SECOND, UNKNOWN_DEVICES));

    static RegistryConfig from(Values values) {
        return new RegistryConfig(
                values.get(ADMISSION),
                values.get(MAX_DEVICES),
                values.get(NEW_DEVICES_PER_SECOND),
                values.get(UNKNOWN_DEVICES));
    }
}
