package io.devicegateway.session;

import io.devicegateway.api.ReturnVerdict;
import java.time.Duration;

/**
 * What holds for the sessions of all protocols.
 *
 * @param authorityDeadline how long the authority may take to answer a device's question, above zero
 * @param admitFallback whether a device is admitted when the authority does not say; one that the registry denies never is
 * @param ownsFallback whether a bank counts as the system's own when the authority does not say
 * @param returnFallback what becomes of a return that the authority does not judge
 * @param restartGrace how long after a start a device that was online before is shown as stale instead of offline
 * @param sweepInterval how often silence is looked for
 * @param resolutionWindow how long a command of unknown outcome waits for evidence
 */
public record SessionSettings(
        Duration authorityDeadline,
        boolean admitFallback,
        boolean ownsFallback,
        ReturnVerdict returnFallback,
        Duration restartGrace,
        Duration sweepInterval,
        Duration resolutionWindow) {
    /** The defaults of the configuration file. */
    public static final SessionSettings DEFAULT = new SessionSettings(
            Duration.ofSeconds(2),
            true,
            true,
            ReturnVerdict.ACCEPTED,
            Duration.ofMinutes(3),
            Duration.ofSeconds(1),
            Duration.ofHours(24));
}
