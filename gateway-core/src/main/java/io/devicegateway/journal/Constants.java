package io.devicegateway.journal;

/** Constants of the api by their names, also by names that a later version has given. */
public final class Constants {
    private Constants() {}

    /** The constant of that name; the other one where this version knows none. */
    public static <E extends Enum<E>> E of(String name, E otherwise) {
        for (E each : otherwise.getDeclaringClass().getEnumConstants()) {
            if (each.name().equals(name)) {
                return each;
            }
        }
        return otherwise;
    }
}
