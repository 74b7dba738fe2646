package io.devicegateway.api;

/**
 * Names one device for the whole gateway, for example {@code acme:CAB0000000000042}.
 *
 * @param protocol the protocol's name, {@code [a-z][a-z0-9-]{0,31}}
 * @param value the identity that the device itself reports: 1 to 64 printable ASCII characters without blank, slash or
 *     colon
 */
public record DeviceId(String protocol, String value) implements Comparable<DeviceId> {
    private static final int LONGEST_PROTOCOL = 32;
    private static final int LONGEST_VALUE = 64;

    public DeviceId {
        if (!isValidProtocol(protocol)) {
            throw new IllegalArgumentException("protocol name '" + protocol + "' is not [a-z][a-z0-9-]{0,31}");
        }
        if (!isValidValue(value)) {
            throw new IllegalArgumentException("device id '" + value
                    + "' is not 1 to 64 printable ASCII characters without blank, slash or colon");
        }
    }

    /** Whether a text that a device reported can be the value of an id. */
    public static boolean isValidValue(String value) {
        int length = value.length();
        if (length == 0 || length > LONGEST_VALUE) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            char c = value.charAt(i);
            if (c < '!' || c > '~' || c == '/' || c == ':') {
                return false;
            }
        }
        return true;
    }

    private static boolean isValidProtocol(String protocol) {
        int length = protocol.length();
        if (length == 0 || length > LONGEST_PROTOCOL) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            char c = protocol.charAt(i);
            boolean inside = (c >= '0' && c <= '9') || c == '-';
            if (!(c >= 'a' && c <= 'z') && (i == 0 || !inside)) {
                return false;
            }
        }
        return true;
    }

    /**
     * Reads the form that {@link #toString()} writes.
     *
     * @throws IllegalArgumentException if the text is not {@code protocol:value}
     */
    public static DeviceId parse(String text) {
        int colon = text.indexOf(':');
        if (colon < 0) {
            throw new IllegalArgumentException("device id '" + text
                    + "' lacks its protocol; write it as protocol:value, as in acme:CAB0000000000042");
        }
        return new DeviceId(text.substring(0, colon), text.substring(colon + 1));
    }

    @Override
    public int compareTo(DeviceId other) {
        int byProtocol = protocol.compareTo(other.protocol);
        return byProtocol != 0 ? byProtocol : value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return protocol + ":" + value;
    }
}
