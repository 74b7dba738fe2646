package io.devicegateway.app.config;

import io.devicegateway.api.ReturnVerdict;
import java.time.Duration;
import java.util.List;

/**
 * The questions of devices that only the business can answer.
 *
 * @param deadline how long an answer may take
 * @param admitFallback whether a device may connect when no answer comes
 * @param ownsFallback whether a bank counts as the system's when no answer comes
 * @param returnFallback the judgement on a return when no answer comes
 */
public record AuthorityConfig(
        Duration deadline, boolean admitFallback, boolean ownsFallback, ReturnVerdict returnFallback) {
    static final Setting<Duration> DEADLINE = Setting.of(
            "authority.deadline",
            Quantity.duration("50ms", "30s"),
            Duration.ofSeconds(2),
            "How long an answer may take before the fallback is used. The device waits so long; the event says who answered.");
    static final Setting<Boolean> ADMIT_FALLBACK = Setting.of(
            "authority.admitFallback",
            ValueTypes.truth(),
            true,
            "Whether a device may connect when no answer came in time.");
    static final Setting<Boolean> OWNS_FALLBACK = Setting.of(
            "authority.ownsFallback",
            ValueTypes.truth(),
            true,
            "Whether a power bank counts as belonging to the system when no answer came in time.");
    static final Setting<ReturnVerdict> RETURN_FALLBACK = Setting.of(
            "authority.returnFallback",
            ValueTypes.choice(ReturnVerdict.class),
            ReturnVerdict.ACCEPTED,
            "How a return is judged when no answer came in time. With accepted billing ends at once, since the report is durable;"
                    + " with failed the cabinet tries again, and some hand the bank out.");

    static final Section SECTION = new Section(
            "authority",
            "Authority",
            "The questions that devices ask and only the business can answer.",
            List.of(DEADLINE, ADMIT_FALLBACK, OWNS_FALLBACK, RETURN_FALLBACK));

    static AuthorityConfig from(Values values) {
        return new AuthorityConfig(
                values.get(DEADLINE),
                values.get(ADMIT_FALLBACK),
                values.get(OWNS_FALLBACK),
                values.get(RETURN_FALLBACK));
    }
}
