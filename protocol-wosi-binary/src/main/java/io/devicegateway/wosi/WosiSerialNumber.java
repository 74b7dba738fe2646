package io.devicegateway.wosi;

import io.devicegateway.api.DeviceId;
import io.devicegateway.api.ModelIdentified;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A cabinet's serial number (004 section 4): two characters for the manufacturer, two for the customer, two digits for the
 * model, ten digits for the production batch. {@code WSTD081565222888} is the document's example.
 *
 * <p>The document calls the first two parts letters, but its own login sample has {@code RL1A}: digits are taken there too.
 * A cabinet whose number has another form works like any other, only its model is not known.
 *
 * @param manufacturer two characters
 * @param customer two characters
 * @param model two digits
 * @param batch ten digits
 */
public record WosiSerialNumber(String manufacturer, String customer, String model, String batch) {
    private static final int LENGTH = 16;
    /** The most slots that a model in the document has. */
    static final int MOST_SLOTS = 48;

    /** The parts of a serial number; empty when it has another form. */
    public static Optional<WosiSerialNumber> parse(String boxId) {
        if (boxId.length() != LENGTH) {
            return Optional.empty();
        }
        for (int i = 0; i < LENGTH; i++) {
            char c = boxId.charAt(i);
            boolean digit = c >= '0' && c <= '9';
            boolean letter = c >= 'A' && c <= 'Z';
            if (!digit && !(letter && i < 4)) {
                return Optional.empty();
            }
        }
        return Optional.of(new WosiSerialNumber(
                boxId.substring(0, 2), boxId.substring(2, 4), boxId.substring(4, 6), boxId.substring(6)));
    }

    /** What it says about a device. */
    public ModelIdentified identify(DeviceId device) {
        return new ModelIdentified(device, manufacturer, customer, model, batch, description());
    }

    /** What the model is, in English words; null when the document does not list it (004 section 4.3). */
    public @Nullable String description() {
        return switch (model) {
            case "06", "08", "12" -> "all-in-one cabinet, " + Integer.parseInt(model) + " slots";
            case "16" -> "modular cabinet, 4, 8, 12 or 16 slots";
            case "24", "48" -> "advertising cabinet, " + model + " slots";
            default -> null;
        };
    }

    /** The most slots that a cabinet with this number can have, numbered from 1. */
    public int mostSlots() {
        return description() == null ? MOST_SLOTS : Integer.parseInt(model);
    }
}
