package io.devicegateway.api;

import org.jspecify.annotations.Nullable;

/**
 * The model was read out of the device's identity.
 *
 * @param manufacturer the manufacturer's code
 * @param customer the customer's code
 * @param model the model's code
 * @param batch the production batch
 * @param description what the model is, in English words; null when the code is not in the vendor's list
 */
public record ModelIdentified(
        DeviceId device,
        String manufacturer,
        String customer,
        String model,
        String batch,
        @Nullable String description) implements DeviceInfo {}
