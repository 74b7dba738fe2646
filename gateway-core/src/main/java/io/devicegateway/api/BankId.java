package io.devicegateway.api;

/**
 * Identity of a power bank as it is printed on it, for example {@code RL1A7C000041}.
 *
 * @param value 1 to 32 ASCII letters and digits, in the spelling the protocol shows banks in; compared exactly
 */
public record BankId(String value) {
    public BankId {
        if (value.isEmpty() || value.length() > 32 || !isLettersAndDigits(value)) {
            throw new IllegalArgumentException("bank id '" + value + "' is not 1 to 32 ASCII letters and digits");
        }
    }

    /** A loop: a bank id is made for every return. */
    private static boolean isLettersAndDigits(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (!((c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'))) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return value;
    }
}
