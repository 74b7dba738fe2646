package io.devicegateway.protocol;

/**
 * Ids that devices report whose own was never set, or cannot be read: many devices would share one, and take each other's sessions,
 * returns and sales.
 */
public final class UnsetIds {
    private static final int LEAST = 8;

    private UnsetIds() {}

    /** Whether an id that a device reported is eight or more times the digit 0, or the letter F. */
    public static boolean isUnset(String id) {
        if (id.length() < LEAST) {
            return false;
        }
        char first = id.charAt(0);
        return (first == '0' || first == 'F' || first == 'f') && id.chars().allMatch(c -> c == first);
    }
}
