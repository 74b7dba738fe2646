package io.devicegateway.faults;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/**
 * The promises, over many seeds: for {@code -Dsimulation.seconds=20}, from the same seed each time, so that a build says something of
 * the change and not of chance; {@code -Dsimulation.seeds=10000 -Dsimulation.from=1} runs that many from there, however long it
 * takes; {@code -Dsimulation.seed=N} runs one again and says what happens.
 */
class SimulationTest {
    private static final int FINDINGS_WANTED = 5;
    private static final long FIRST_SEED = 100_000;
    private static final Logger CORE = (Logger) LoggerFactory.getLogger("io.devicegateway");

    private Level before;

    @BeforeEach
    void isQuiet() {
        before = CORE.getLevel();
        CORE.setLevel(Long.getLong("simulation.seed") == null ? Level.OFF : Level.INFO);
    }

    @AfterEach
    void isAsBefore() {
        CORE.setLevel(before);
    }

    @Test
    void noSeedBreaksAPromise() {
        Long one = Long.getLong("simulation.seed");
        long from = one == null ? Long.getLong("simulation.from", FIRST_SEED) : one;
        long most = one == null ? Long.getLong("simulation.seeds", Long.MAX_VALUE) : 1;
        long until = most == Long.MAX_VALUE ? System.nanoTime() + budget().toNanos() : Long.MAX_VALUE;
        List<String> findings = new ArrayList<>();
        Totals totals = new Totals();
        for (long i = 0; i < most && findings.size() < FINDINGS_WANTED && System.nanoTime() < until; i++) {
            Simulation.Outcome outcome = Simulation.run(from + i);
            totals.add(outcome);
            if (!outcome.findings().isEmpty()) {
                findings.add("seed " + outcome.seed() + ":\n  " + String.join("\n  ", outcome.findings()));
            }
        }
        System.out.println("simulation: " + totals + ", from seed " + from);
        assertThat(findings).as("run one again with -Dsimulation.seed=N").isEmpty();
    }

    private static Duration budget() {
        return Duration.ofSeconds(Long.getLong("simulation.seconds", 20));
    }

    private static final class Totals {
        private long seeds;
        private long nanos;
        private long events;
        private long acknowledged;
        private long commands;
        private long faults;
        private long restarts;

        void add(Simulation.Outcome outcome) {
            seeds++;
            nanos += outcome.nanos();
            events += outcome.events();
            acknowledged += outcome.acknowledged();
            commands += outcome.commands();
            faults += outcome.faults();
            restarts += outcome.restarts();
        }

        @Override
        public String toString() {
            return seeds + " seeds, " + nanos / 1_000_000_000 + " simulated seconds, " + events + " events, "
                    + acknowledged + " acknowledgements, " + commands + " commands, " + faults + " faults, " + restarts
                    + " restarts";
        }
    }
}
