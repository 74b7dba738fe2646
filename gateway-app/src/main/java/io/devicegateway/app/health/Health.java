package io.devicegateway.app.health;

import io.devicegateway.journal.JournalState;
import io.devicegateway.journal.JournalWarning;
import java.util.List;

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
                        "full since " + full.since() + ": " + full.cause(),
                        "make room on the disk or raise the journal's budget; it resumes by itself");
            case JournalState.Failed failed ->
                Check.failed(
                        "journal",
                        "failed at " + failed.since() + ": " + failed.cause(),
                        "check the disk, then restart the gateway");
        };
    }

    /** The check of a loop or periodic task that fails or hangs: it is tried again, and until then its work is not done. */
    public static Check task(String name, String problem) {
        return Check.degraded("task " + name, problem, "it is tried again by itself; what the log says is the cause");
    }

    /** What somebody should look at although the journal takes events. A lost end is a failure: what was promised is gone. */
    public static Check journal(JournalWarning warning) {
        return switch (warning) {
            case JournalWarning.LostEnd lost -> Check.failed("journal end", lost.cause(), lost.fix());
            case JournalWarning.Damaged damaged -> Check.degraded("journal damage", damaged.cause(), damaged.fix());
            case JournalWarning.NearlyFull full -> Check.degraded("journal limit", full.cause(), full.fix());
            case JournalWarning.LowDisk low -> Check.degraded("journal disk", low.cause(), low.fix());
            case JournalWarning.OfLaterVersion later -> Check.degraded("journal version", later.cause(), later.fix());
        };
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
     * @param cause what is the matter, in English words; empty when it is fine
     * @param fix what to do about it, in English words; empty when it is fine
     */
    public record Check(String name, Status status, String cause, String fix) {
        /** It is fine. */
        public static Check ok(String name) {
            return new Check(name, Status.OK, "", "");
        }

        /** It works, and somebody should look at it. */
        public static Check degraded(String name, String cause, String fix) {
            return new Check(name, Status.DEGRADED, cause, fix);
        }

        /** It does not do its work. */
        public static Check failed(String name, String cause, String fix) {
            return new Check(name, Status.FAILED, cause, fix);
        }
    }
}
