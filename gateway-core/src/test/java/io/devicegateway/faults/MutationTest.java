package io.devicegateway.faults;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.devicegateway.api.DeviceId;
import io.devicegateway.api.EventRecord;
import io.devicegateway.api.Presence;
import io.devicegateway.journal.EventJournal;
import io.devicegateway.journal.JournalState;
import io.devicegateway.session.CommandHistory;
import io.devicegateway.session.Sessions;
import io.devicegateway.session.Timers;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** The ledger finds what breaks a promise: each of these parts is wrong, and is found out within a few hundred seeds. */
class MutationTest {
    private static final int SEEDS = 400;
    private static final Logger CORE = (Logger) LoggerFactory.getLogger("io.devicegateway");

    private Level before;

    @BeforeEach
    void isQuiet() {
        before = CORE.getLevel();
        CORE.setLevel(Level.OFF);
    }

    @AfterEach
    void isAsBefore() {
        CORE.setLevel(before);
    }

    private static void isFound(String promise, SimulatedGateway.Parts parts) {
        Optional<String> found = Optional.empty();
        for (long seed = 1; seed <= SEEDS && found.isEmpty(); seed++) {
            found = Simulation.run(seed, parts).findings().stream()
                    .filter(finding -> finding.contains(promise))
                    .findFirst();
        }
        assertThat(found).as("a finding about %s", promise).isPresent();
    }

    private static void isFoundWithJournal(String promise, Tampering tampering) {
        isFound(promise, new SimulatedGateway.Parts() {
            @Override
            public EventJournal journal(SimulatedJournal disk, World world) {
                return new TamperedJournal(disk, world, tampering);
            }
        });
    }

    @Test
    void anAcknowledgementBeforeTheEventIsDurable() {
        isFoundWithJournal("P1: ", (disk, world, draft) -> {
            var unused = disk.append(draft);
            ByteBuffer raw = ByteBuffer.wrap(draft.raw());
            return CompletableFuture.completedFuture(
                    new EventRecord(1, "sim-1", Instant.EPOCH, draft.epoch(), draft.event(), raw));
        });
    }

    @Test
    void reportsThatAreForgottenInARestart() {
        isFound("P1: journalled twice", new SimulatedGateway.Parts() {
            @Override
            public void memories(SimulatedJournal disk, Sessions sessions) {
                // Nothing is remembered.
            }
        });
    }

    @Test
    void anEventThatIsTakenAfterOneThatIsRefused() {
        isFoundWithJournal("P2: return", (disk, world, draft) -> {
            CompletableFuture<EventRecord> appended = disk.append(draft);
            if (!appended.isCompletedExceptionally()) {
                return appended;
            }
            CompletableFuture<EventRecord> refusedLater = new CompletableFuture<>();
            world.after(200 * World.MILLI, () -> refusedLater.completeExceptionally(appended.exceptionNow()));
            return refusedLater;
        });
    }

    @Test
    void keysThatAreForgottenInARestart() {
        isFound("P3: written again", new SimulatedGateway.Parts() {
            @Override
            public CommandHistory history(SimulatedArchive archive) {
                return new WithoutKeys(archive);
            }
        });
    }

    @Test
    void endsOfCommandsThatNeverReachTheJournal() {
        isFoundWithJournal(
                "P3: never settled",
                (disk, world, draft) ->
                        draft.event() instanceof io.devicegateway.api.CommandEvent.CommandSettled && world.chance(0.1)
                                ? new CompletableFuture<>()
                                : disk.append(draft));
    }

    @Test
    void anEndOfAConnectionOfWhichNobodyIsTold() {
        isFoundWithJournal("P4: ", (disk, world, draft) -> {
            if (draft.event() instanceof Presence presence && presence.state() == Presence.State.OFFLINE) {
                ByteBuffer raw = ByteBuffer.wrap(draft.raw());
                return CompletableFuture.completedFuture(
                        new EventRecord(1, "sim-1", Instant.EPOCH, draft.epoch(), draft.event(), raw));
            }
            return disk.append(draft);
        });
    }

    @Test
    void timersThatAreLost() {
        isFound("P", new SimulatedGateway.Parts() {
            @Override
            public Timers timers(SimulatedProcess process) {
                Timers real = process.timers();
                int[] count = new int[1];
                return (delay, task) -> ++count[0] % 20 == 0 ? () -> {} : real.after(delay, task);
            }
        });
    }

    /** What an append comes to. */
    @FunctionalInterface
    private interface Tampering {
        CompletableFuture<EventRecord> append(SimulatedJournal disk, World world, EventJournal.Draft draft);
    }

    private record TamperedJournal(SimulatedJournal disk, World world, Tampering tampering) implements EventJournal {
        @Override
        public CompletableFuture<EventRecord> append(Draft draft) {
            return tampering.append(disk, world, draft);
        }

        @Override
        public long firstOffset() {
            return disk.firstOffset();
        }

        @Override
        public long durableOffset() {
            return disk.durableOffset();
        }

        @Override
        public long offsetAt(long timeMillis) {
            return disk.offsetAt(timeMillis);
        }

        @Override
        public Reader reader(long fromOffset) {
            return disk.reader(fromOffset);
        }

        @Override
        public JournalState state() {
            return disk.state();
        }

        @Override
        public void close() {
            disk.close();
        }
    }

    private record WithoutKeys(SimulatedArchive archive) implements CommandHistory {
        @Override
        public Optional<RecordedCommand> byKey(DeviceId device, String idempotencyKey) {
            return Optional.empty();
        }

        @Override
        public Optional<String> byOrder(DeviceId device, String order) {
            return archive.byOrder(device, order);
        }

        @Override
        public List<RecordedCommand> open() {
            return archive.open();
        }

        @Override
        public List<RecordedCommand> unresolved(Duration atMostAgo) {
            return archive.unresolved(atMostAgo);
        }

        @Override
        public long appliedOffset() {
            return archive.appliedOffset();
        }
    }
}
