package io.devicegateway.app.config;

import io.devicegateway.app.text.Phrase;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** What must hold between settings. */
final class CrossChecks {
    private static final long FILE_HEAD = 16 << 10;

    private CrossChecks() {}

    static void check(GatewayConfig config, Function<Setting<?>, Origin> origins, List<ConfigProblem> problems) {
        JournalConfig journal = config.journal();
        if (journal.maxBytes() < JournalConfig.LEAST_SEGMENTS * journal.segmentBytes()) {
            problems.add(problem(
                    origins,
                    JournalConfig.MAX_BYTES,
                    JournalConfig.SEGMENT_BYTES,
                    Phrase.of("config.journal.small", JournalConfig.LEAST_SEGMENTS)));
        }
        for (LargestMessage.Bound most : LargestMessage.bounds(config)) {
            checkMessage(most, journal, origins, problems);
        }
        checkPorts(config, origins, problems);
    }

    /** A message becomes a record of the journal, and a record does not go beyond its file. */
    private static void checkMessage(
            LargestMessage.Bound most,
            JournalConfig journal,
            Function<Setting<?>, Origin> origins,
            List<ConfigProblem> problems) {
        if (2L * most.bytes() + FILE_HEAD > journal.segmentBytes()) {
            problems.add(
                    problem(origins, most.setting(), JournalConfig.SEGMENT_BYTES, Phrase.of("config.journal.message")));
        }
    }

    private static void checkPorts(
            GatewayConfig config, Function<Setting<?>, Origin> origins, List<ConfigProblem> problems) {
        List<Listener> listeners = new ArrayList<>();
        listeners.add(new Listener(
                HttpConfig.PORT, config.http().bind(), config.http().port()));
        if (config.wosi().enabled()) {
            listeners.add(new Listener(
                    WosiConfig.PORT, config.wosi().bind(), config.wosi().port()));
        }
        if (config.powerbank().enabled()) {
            listeners.add(new Listener(
                    PowerbankConfig.PORT,
                    config.powerbank().bind(),
                    config.powerbank().port()));
        }
        if (config.pressure().enabled()) {
            listeners.add(new Listener(
                    PressureConfig.PORT,
                    config.pressure().bind(),
                    config.pressure().port()));
        }
        for (int i = 0; i < listeners.size(); i++) {
            for (int j = 0; j < i; j++) {
                if (listeners.get(i).collidesWith(listeners.get(j))) {
                    problems.add(problem(
                            origins,
                            listeners.get(i).setting(),
                            listeners.get(j).setting(),
                            Phrase.of("config.port.twice", listeners.get(i).port())));
                }
            }
        }
    }

    /** The problem stands where somebody set one of the two. */
    private static ConfigProblem problem(
            Function<Setting<?>, Origin> origins, Setting<?> one, Setting<?> other, Phrase what) {
        boolean oneIsSet = !(origins.apply(one) instanceof Origin.Default);
        Setting<?> culprit = oneIsSet ? one : other;
        Setting<?> partner = oneIsSet ? other : one;
        Phrase pair =
                Phrase.of("config.pair", partner.key(), origins.apply(partner).shown(), what);
        return new ConfigProblem(origins.apply(culprit), culprit.key(), pair, null, List.of());
    }

    private record Listener(Setting<Integer> setting, String bind, int port) {
        boolean collidesWith(Listener other) {
            boolean sameAddress = bind.equals(other.bind) || isEverywhere(bind) || isEverywhere(other.bind);
            return port != 0 && port == other.port && sameAddress;
        }

        private static boolean isEverywhere(String bind) {
            return bind.equals("0.0.0.0") || bind.equals("::") || bind.equals("*");
        }
    }
}
