package io.devicegateway.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.StringTokenizer;
import org.jspecify.annotations.Nullable;

/**
 * CPU time per frame of the gateway and of a bare server, taken in turns in one run. The figure to quote is the median of the
 * ratios; absolute figures drift on a shared machine. One processor serves, the other loads.
 *
 * <p>Its arguments, separated by blanks: {@code connections=100 pairs=9 slice=1000 warmup=8000 window=16 only=TITLE
 * data=DIRECTORY-ON-A-REAL-DISK}. The environment variable {@code GATEWAY_JAVA_OPTS} has options of the gateway's virtual
 * machine, for a profiler.
 */
public final class ServerComparison {
    private static final int WARM_FRAMES = 250_000;
    private static final int MOST_WARMUPS = 5;

    private final int connections;
    private final int pairs;
    private final long sliceNanos;
    private final long warmupNanos;
    private final int onlyWindow;
    private final @Nullable String only;
    private final Path directory;

    /** Reads the arguments. */
    public ServerComparison(String arguments) throws IOException {
        connections = number(arguments, "connections", 100);
        pairs = number(arguments, "pairs", 9);
        sliceNanos = number(arguments, "slice", 1_000) * 1_000_000L;
        warmupNanos = number(arguments, "warmup", 8_000) * 1_000_000L;
        onlyWindow = number(arguments, "window", 0);
        only = text(arguments, "only");
        String data = text(arguments, "data");
        directory = data == null ? Files.createTempDirectory("gateway-benchmark") : Path.of(data);
    }

    /** What is measured when nothing else is said. */
    public int connections() {
        return connections;
    }

    private static int number(String arguments, String key, int otherwise) {
        String value = text(arguments, key);
        return value == null ? otherwise : Integer.parseInt(value);
    }

    private static @Nullable String text(String arguments, String key) {
        StringTokenizer tokens = new StringTokenizer(arguments);
        while (tokens.hasMoreTokens()) {
            String token = tokens.nextToken();
            if (token.startsWith(key + "=")) {
                return token.substring(key.length() + 1);
            }
        }
        return null;
    }

    /**
     * Measures, and prints a line for each scenario and window.
     *
     * @param gateway takes a data directory as its argument
     * @param bare takes a file to make frames durable in
     */
    public void run(Class<?> gateway, Class<?> bare, List<Scenario> scenarios) throws IOException {
        Traffic first = scenarios.get(0).answered();
        String options = System.getenv().getOrDefault("GATEWAY_JAVA_OPTS", "");
        try (MeasuredServer below = MeasuredServer.start(bare, directory.resolve("bare.log"), "");
                MeasuredServer above = MeasuredServer.start(gateway, directory.resolve("data"), options);
                LoadClients onBare = new LoadClients(below.port(), connections, first);
                LoadClients onGateway = new LoadClients(above.port(), connections, first)) {
            System.out.printf(
                    Locale.ROOT, "%d connections, %d pairs of %d ms%n", connections, pairs, sliceNanos / 1_000_000);
            for (Scenario scenario : scenarios) {
                for (int window : new int[] {1, 16}) {
                    boolean wanted = only == null || scenario.traffic().title().equals(only);
                    if (wanted && (onlyWindow == 0 || onlyWindow == window)) {
                        compare(scenario, window, new Side(below, onBare), new Side(above, onGateway));
                    }
                }
            }
        }
    }

    private void compare(Scenario scenario, int window, Side bare, Side gateway) throws IOException {
        warmUp(bare, scenario, window);
        warmUp(gateway, scenario, window);
        List<Double> ratios = new ArrayList<>();
        List<Slice> floor = new ArrayList<>();
        List<Slice> ours = new ArrayList<>();
        for (int i = 0; i < pairs; i++) {
            Slice below = bare.slice(scenario, window, sliceNanos);
            Slice above = gateway.slice(scenario, window, sliceNanos);
            floor.add(below);
            ours.add(above);
            ratios.add(above.cpuMicros() / below.cpuMicros());
        }
        ratios.sort(Comparator.naturalOrder());
        System.out.printf(
                Locale.ROOT,
                "%-10s window %2d: bare %.2f us/frame (%,.0f/s), gateway %.2f us/frame (%,.0f/s), ratio %.2f (%.2f to %.2f)%n",
                scenario.traffic().title(),
                window,
                median(floor.stream().map(Slice::cpuMicros).toList()),
                median(floor.stream().map(Slice::perSecond).toList()),
                median(ours.stream().map(Slice::cpuMicros).toList()),
                median(ours.stream().map(Slice::perSecond).toList()),
                median(ratios),
                ratios.get(0),
                ratios.get(ratios.size() - 1));
    }

    /** On a busy machine a time alone says little of how much was compiled. */
    private void warmUp(Side side, Scenario scenario, int window) throws IOException {
        long begin = System.nanoTime();
        long frames = 0;
        long took = 0;
        while (took < warmupNanos || (frames < WARM_FRAMES && took < MOST_WARMUPS * warmupNanos)) {
            frames += side.load(scenario, window, sliceNanos);
            took = System.nanoTime() - begin;
        }
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().skip(values.size() / 2).findFirst().orElse(Double.NaN);
    }

    /**
     * What is measured.
     *
     * @param traffic what is sent
     * @param answered shows that all before was dealt with; the same as the traffic where that is answered
     * @param perSecond requests that get no answer in a second, with one in each write; sixteen in each: eight times as many
     */
    public record Scenario(Traffic traffic, Traffic answered, int perSecond) {
        /** Traffic that is answered. */
        public static Scenario of(Traffic traffic) {
            return new Scenario(traffic, traffic, 0);
        }
    }

    private record Slice(double cpuMicros, double perSecond) {}

    private record Side(MeasuredServer server, LoadClients clients) {
        long load(Scenario scenario, int window, long nanos) throws IOException {
            int rate = window == 1 ? scenario.perSecond() : scenario.perSecond() * 8;
            return scenario.perSecond() == 0
                    ? clients.run(scenario.traffic(), window, nanos)
                    : clients.runUnanswered(scenario.traffic(), scenario.answered(), window, rate, nanos);
        }

        Slice slice(Scenario scenario, int window, long nanos) throws IOException {
            long cpu = server.cpuNanos();
            long begin = System.nanoTime();
            long frames = load(scenario, window, nanos);
            long wall = System.nanoTime() - begin;
            return new Slice((server.cpuNanos() - cpu) / 1e3 / frames, frames * 1e9 / wall);
        }
    }
}
