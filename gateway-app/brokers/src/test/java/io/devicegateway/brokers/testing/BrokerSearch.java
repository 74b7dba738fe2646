package io.devicegateway.brokers.testing;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.opentest4j.TestAbortedException;

/**
 * Tries the sources in their order and says which one it took and why not an earlier one. A test for which there is no broker here is
 * skipped.
 *
 * <p>{@code GATEWAY_TEST_REQUIRE_REAL_BROKERS=true} turns landing on the embedded broker, or on none, into a failure; {@code
 * GATEWAY_TEST_BROKERS=docker} (or another source) allows that source only.
 */
final class BrokerSearch {
    static final String REQUIRE_REAL = "GATEWAY_TEST_REQUIRE_REAL_BROKERS";
    static final String ONLY = "GATEWAY_TEST_BROKERS";

    /** Tries to start, or to reach, one broker. */
    interface Attempt {
        BrokerControl open() throws Unavailable;
    }

    /** A broker and where it came from. */
    record Found(BrokerSource source, BrokerControl control) {}

    private final String kind;
    private final Map<String, String> environment;
    private final PrintStream out;
    private final Map<BrokerSource, Attempt> attempts = new EnumMap<>(BrokerSource.class);

    BrokerSearch(String kind, Map<String, String> environment, PrintStream out) {
        this.kind = kind;
        this.environment = environment;
        this.out = out;
    }

    BrokerSearch add(BrokerSource source, Attempt attempt) {
        attempts.put(source, attempt);
        return this;
    }

    /**
     * The first source that has one.
     *
     * @throws TestAbortedException if there is none, and real brokers are not demanded: the test counts as skipped
     * @throws IllegalStateException if there is none, and real brokers are demanded
     */
    Found find() {
        List<String> reasons = new ArrayList<>();
        for (Map.Entry<BrokerSource, Attempt> entry : attempts.entrySet()) {
            BrokerSource source = entry.getKey();
            try {
                permit(source, reasons);
                BrokerControl control = entry.getValue().open();
                out.println("test broker: " + kind + " is " + control.name() + " at " + control.host() + ":"
                        + control.port() + " (" + source.description() + ")" + because(reasons));
                return new Found(source, control);
            } catch (Unavailable e) {
                reasons.add(label(source) + ": " + e.getMessage());
            }
        }
        String missing = "no " + kind + " broker for this test" + because(reasons)
                + ". Install one (apt-get install mosquitto rabbitmq-server); see CONTRIBUTING.md, \"Brokers\".";
        out.println("test broker: " + missing);
        if (demandsReal()) {
            throw new IllegalStateException(missing);
        }
        throw new TestAbortedException(missing);
    }

    private void permit(BrokerSource source, List<String> reasons) throws Unavailable {
        String only = environment.getOrDefault(ONLY, "");
        if (!only.isBlank() && !only.equalsIgnoreCase(source.name())) {
            throw new Unavailable(ONLY + "=" + only);
        }
        if (!source.real() && demandsReal()) {
            throw new IllegalStateException("this test would run on the embedded " + kind + " broker, and "
                    + REQUIRE_REAL + "=true forbids that" + because(reasons));
        }
    }

    private boolean demandsReal() {
        return Boolean.parseBoolean(environment.getOrDefault(REQUIRE_REAL, "false"));
    }

    private static String because(List<String> reasons) {
        return reasons.isEmpty() ? "" : "; not " + String.join("; not ", reasons);
    }

    private static String label(BrokerSource source) {
        return source.name().toLowerCase(Locale.ROOT);
    }
}
