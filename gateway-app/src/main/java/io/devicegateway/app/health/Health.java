package io.devicegateway.app.health;

import io.devicegateway.app.text.Phrase;
import io.devicegateway.journal.JournalState;
import io.devicegateway.journal.JournalWarning;
import java.util.List;
import java.util.Locale;

/**
 * The daemon's state at one moment, as named checks.
 *
 * @param checks one entry a part of the daemon, in the order in which people should read them
 */
public record Health(List<Check> checks) {
    public Health {
        checks = List.copyOf(checks);
    }

    /** Whether the daemon does its work: no check {@linkplain Status#FAILED failed}. */
    public boolean ready() {
        return checks.stream().noneMatch(check -> check.status() == Status.FAILED);
    }

    /** The check named {@code journal}: a journal that takes no events is a failure, because nothing is acknowledged then. */
    public static Check journal(JournalState state) {
        return switch (state) {
            case JournalState.Open open -> Check.ok("journal");
            case JournalState.Full full ->
                Check.failed(
                        "journal",
                        Phrase.of("health.journal.full", full.since(), full.cause()),
                        Phrase.of("health.journal.full.fix"));
            case JournalState.Failed failed ->
                Check.failed(
                        "journal",
                        Phrase.of("health.journal.failed", failed.since(), failed.cause()),
                        Phrase.of("health.journal.failed.fix"));
        };
    }

    /** The check of a loop or periodic task that fails or hangs: it is tried again, and until then its work is not done. */
    public static Check task(String name, String problem) {
        return Check.degraded("task " + name, Phrase.text(problem), Phrase.of("health.task.fix"));
    }

    /** What somebody should look at although the journal takes events. A lost end is a failure: what was promised is gone. */
    public static Check journal(JournalWarning warning) {
        return switch (warning) {
            case JournalWarning.LostEnd lost ->
                Check.failed(
                        "journal end",
                        Phrase.of("health.journal.end", lost.first(), lost.last()),
                        Phrase.of("health.journal.end.fix"));
            case JournalWarning.Damaged damaged ->
                Check.degraded(
                        "journal damage",
                        Phrase.of("health.journal.damage", damaged.places(), damaged.lostOffsets()),
                        Phrase.of("health.journal.damage.fix"));
            case JournalWarning.NearlyFull full -> nearlyFull(full);
            case JournalWarning.LowDisk low ->
                Check.degraded(
                        "journal disk",
                        Phrase.of("health.journal.disk", mib(low.freeBytes()), mib(low.reserveBytes())),
                        Phrase.of("health.journal.disk.fix"));
            case JournalWarning.OfLaterVersion later ->
                Check.degraded(
                        "journal version",
                        Phrase.of("health.journal.version", later.events()),
                        Phrase.of("health.journal.version.fix"));
        };
    }

    private static Check nearlyFull(JournalWarning.NearlyFull full) {
        Phrase size = Phrase.of("health.journal.limit", mib(full.bytes()), mib(full.maxBytes()));
        return full.heldBy().isEmpty()
                ? Check.degraded("journal limit", size, Phrase.of("health.journal.limit.fix"))
                : Check.degraded(
                        "journal limit",
                        Phrase.of("health.journal.limit.held", size, String.join(", ", full.heldBy())),
                        Phrase.of("health.journal.limit.held.fix"));
    }

    private static String mib(long bytes) {
        return String.format(Locale.ROOT, "%.1f", bytes / (1024.0 * 1024));
    }

    /** How a part of the daemon does. */
    public enum Status {
        /** As it should. */
        OK,
        /** It works, and somebody should look at it. */
        DEGRADED,
        /** It does not do its work. */
        FAILED
    }

    /**
     * How one part of the daemon does.
     *
     * @param name which part, as {@code journal} or {@code listener wosi}
     * @param cause what is the matter; empty when it is fine
     * @param fix what to do about it; empty when it is fine
     */
    public record Check(String name, Status status, Phrase cause, Phrase fix) {
        private static final Phrase NOTHING = Phrase.text("");

        /** It is fine. */
        public static Check ok(String name) {
            return new Check(name, Status.OK, NOTHING, NOTHING);
        }

        /** It works, and somebody should look at it. */
        public static Check degraded(String name, Phrase cause, Phrase fix) {
            return new Check(name, Status.DEGRADED, cause, fix);
        }

        /** It does not do its work. */
        public static Check failed(String name, Phrase cause, Phrase fix) {
            return new Check(name, Status.FAILED, cause, fix);
        }
    }
}
