package io.devicegateway.api;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a command is to be sent.
 *
 * @param deadline within what time the outcome is told, above zero, at most {@link #MAX_DEADLINE}, or {@link #MAX_WAIT} for
 *     one that may wait for its device; null for the protocol's own
 * @param idempotencyKey 1 to 128 printable characters of any language, no control characters and no line ends, that name the caller's intention: for one device the same key gives the same
 *     outcome, whatever that was, and is never carried out twice, also after a restart of the gateway; null for none. An outcome
 *     is kept for seven days. To try again after {@link CommandResult.NotSent}, use a new key
 * @param whenOffline what becomes of it while its device is not connected; other than {@link WhenOffline#NOT_SENT} only with a
 *     deadline
 */
public record CommandOptions(
        @Nullable Duration deadline, @Nullable String idempotencyKey, WhenOffline whenOffline) {
    /** Longest deadline. */
    public static final Duration MAX_DEADLINE = Duration.ofMinutes(10);

    /** Longest deadline of a command that may wait for its device. */
    public static final Duration MAX_WAIT = Duration.ofHours(24);

    /** The protocol's own deadline, no idempotency key, not sent while the device is offline. */
    public static final CommandOptions DEFAULT = new CommandOptions(null, null);

    /**
     * @throws IllegalArgumentException if a value is outside its range; says which
     */
    public CommandOptions {
        boolean waits = whenOffline != WhenOffline.NOT_SENT;
        Duration longest = waits ? MAX_WAIT : MAX_DEADLINE;
        if (deadline != null && (deadline.isNegative() || deadline.isZero() || deadline.compareTo(longest) > 0)) {
            throw new IllegalArgumentException("deadline " + deadline + " is not above zero and at most "
                    + (waits ? "24 hours" : "ten minutes (24 hours for a command that may wait for its device)"));
        }
        if (waits && deadline == null) {
            throw new IllegalArgumentException("a command that may wait for its device needs a deadline");
        }
        if (idempotencyKey != null && !isKey(idempotencyKey)) {
            throw new IllegalArgumentException(
                    "idempotency key is not 1 to 128 printable characters, or has a control character or a line end");
        }
    }

    private static boolean isKey(String key) {
        return !key.isBlank() && key.length() <= 128 && key.codePoints().allMatch(CommandOptions::isPrintable);
    }

    private static boolean isPrintable(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE,
                    Character.UNASSIGNED -> false;
            default -> true;
        };
    }

    /** Not sent while the device is offline. */
    public CommandOptions(@Nullable Duration deadline, @Nullable String idempotencyKey) {
        this(deadline, idempotencyKey, WhenOffline.NOT_SENT);
    }

    /** The same with this deadline. */
    public CommandOptions within(Duration limit) {
        return new CommandOptions(limit, idempotencyKey, whenOffline);
    }

    /** The same with this idempotency key. */
    public CommandOptions once(String key) {
        return new CommandOptions(deadline, key, whenOffline);
    }

    /**
     * The same, but while its device is offline the command waits for it, up to this deadline. Only for commands of the safety
     * {@link Safety#READ} or {@link Safety#SET}.
     *
     * <p>A command that waits is kept in memory, and was not sent: when the gateway is stopped meanwhile, it ends in
     * {@link CommandResult.NotSent} with the reason {@code STOPPING}; when the gateway dies, nothing is left of it, and the
     * same key sent again begins anew.
     */
    public CommandOptions waitingUpTo(Duration limit) {
        return new CommandOptions(limit, idempotencyKey, WhenOffline.WAIT);
    }

    /**
     * The same, but while its device is offline the command waits for it, up to this deadline, <b>even if it has a physical
     * effect: the machine acts whenever it comes back, with nobody there.</b> See
     * {@link WhenOffline#WAIT_AND_ACT_WITH_NOBODY_THERE}.
     */
    public CommandOptions waitingAndActingWithNobodyThereUpTo(Duration limit) {
        return new CommandOptions(limit, idempotencyKey, WhenOffline.WAIT_AND_ACT_WITH_NOBODY_THERE);
    }
}
