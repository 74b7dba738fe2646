package io.devicegateway.app.config;

import java.util.List;

/**
 * Which devices may connect.
 *
 * @param admission who is admitted
 * @param unknownDevices how many devices that were denied as unknown are remembered
 */
public record RegistryConfig(Admission admission, int unknownDevices) {
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
    static final Setting<Integer> UNKNOWN_DEVICES = Setting.of(
            "registry.unknownDevices",
            ValueTypes.number(0, 100_000),
            1_000,
            "How many devices that were refused as unknown are remembered for an operator; the oldest is forgotten first.");

    static final Section SECTION = new Section(
            "registry", "Registry", "Which devices exist and which may connect.", List.of(ADMISSION, UNKNOWN_DEVICES));

    static RegistryConfig from(Values values) {
        return new RegistryConfig(values.get(ADMISSION), values.get(UNKNOWN_DEVICES));
    }
}
