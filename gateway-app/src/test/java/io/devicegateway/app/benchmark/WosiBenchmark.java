package io.devicegateway.app.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * CPU time per frame of the gateway and of the bare server, taken in turns of a second in one run. The figure to quote is the
 * median of the ratios; absolute figures drift on a shared machine. One processor serves, the other loads.
 *
 * <pre>WosiBenchmark [connections=100] [pairs=9] [slice=1000] [warmup=10000] [scenario=return] [data=DIRECTORY ON A REAL DISK]</pre>
 */
public final class WosiBenchmark {
    private static final int[] WINDOWS = {1, 16};
    private static final int RATE = 20_000;

    private final int connections;
    private final int pairs;
    private final long sliceNanos;
    private final long warmupNanos;
    private final Path directory;
    private final List<Scenario> scenarios;

    private WosiBenchmark(String[] arguments) throws IOException {
        connections = number(arguments, "connections", 100);
        pairs = number(arguments, "pairs", 9);
        sliceNanos = number(arguments, "slice", 1_000) * 1_000_000L;
        warmupNanos = number(arguments, "warmup", 10_000) * 1_000_000L;
        String data = text(arguments, "data");
        String only = text(arguments, "scenario");
        scenarios =
                only == null ? List.of(Scenario.values()) : List.of(Scenario.valueOf(only.toUpperCase(Locale.ROOT)));
        directory = data == null ? Files.createTempDirectory("gateway-benchmark") : Path.of(data);
    }

    /** Measures, and prints a table. */
    public static void main(String[] arguments) throws IOException {
        new WosiBenchmark(arguments).run();
    }

    private static int number(String[] arguments, String key, int otherwise) {
        String value = text(arguments, key);
        return value == null ? otherwise : Integer.parseInt(value);
    }

    private static String text(String[] arguments, String key) {
        return Stream.of(arguments)
                .filter(each -> each.startsWith(key + "="))
                .map(each -> each.substring(key.length() + 1))
                .findFirst()
                .orElse(null);
    }

    private void run() throws IOException {
        Path file = directory.resolve("bare.log");
        try (ServerProcess gateway = ServerProcess.gateway(directory.resolve("data"));
                ServerProcess bare = ServerProcess.bare(file.toString())) {
            System.out.printf(
                    Locale.ROOT, "%d connections, %d pairs of %d ms%n", connections, pairs, sliceNanos / 1_000_000);
            storm(bare);
            storm(gateway);
            try (Cabinets onBare = new Cabinets(bare.port(), connections);
                    Cabinets onGateway = new Cabinets(gateway.port(), connections)) {
                for (Scenario scenario : scenarios) {
                    for (int window : WINDOWS) {
                        compare(scenario, window, bare, onBare, gateway, onGateway);
                    }
                    latencies(scenario, onBare, onGateway);
                }
            }
        }
    }

    private void storm(ServerProcess server) throws IOException {
        long cpu = server.cpuNanos();
        long begin = System.nanoTime();
        try (Cabinets cabinets = new Cabinets(server.port(), connections)) {
            System.out.printf(
                    Locale.ROOT,
                    "storm      %-7s connect and login of %d: %.2f s, %.0f us CPU each%n",
                    server.name(),
                    connections,
                    (System.nanoTime() - begin) / 1e9,
                    (server.cpuNanos() - cpu) / 1e3 / connections);
        }
    }

    private void compare(
            Scenario scenario,
            int window,
            ServerProcess bare,
            Cabinets onBare,
            ServerProcess gateway,
            Cabinets onGateway)
            throws IOException {
        onBare.run(scenario, window, warmupNanos / 2);
        onGateway.run(scenario, window, warmupNanos);
        List<Double> ratios = new ArrayList<>();
        List<Slice> floor = new ArrayList<>();
        List<Slice> ours = new ArrayList<>();
        for (int i = 0; i < pairs; i++) {
            Slice below = slice(bare, onBare, scenario, window);
            Slice above = slice(gateway, onGateway, scenario, window);
            floor.add(below);
            ours.add(above);
            ratios.add(above.cpuMicros() / below.cpuMicros());
        }
        ratios.sort(Comparator.naturalOrder());
        System.out.printf(
                Locale.ROOT,
                "%-10s window %2d: bare %.2f us/frame (%,.0f/s), gateway %.2f us/frame (%,.0f/s), ratio %.2f (%.2f to %.2f)%n",
                scenario.name().toLowerCase(Locale.ROOT),
                window,
                median(floor.stream().map(Slice::cpuMicros).toList()),
                median(floor.stream().map(Slice::perSecond).toList()),
                median(ours.stream().map(Slice::cpuMicros).toList()),
                median(ours.stream().map(Slice::perSecond).toList()),
                median(ratios),
                ratios.get(0),
                ratios.get(ratios.size() - 1));
    }

    private Slice slice(ServerProcess server, Cabinets cabinets, Scenario scenario, int window) throws IOException {
        long cpu = server.cpuNanos();
        long begin = System.nanoTime();
        long frames = cabinets.run(scenario, window, sliceNanos);
        long wall = System.nanoTime() - begin;
        return new Slice((server.cpuNanos() - cpu) / 1e3 / frames, frames * 1e9 / wall);
    }

    private void latencies(Scenario scenario, Cabinets onBare, Cabinets onGateway) throws IOException {
        Histogram below = new Histogram();
        Histogram above = new Histogram();
        for (int i = 0; i < pairs; i++) {
            onBare.runAtRate(scenario, RATE, sliceNanos, below);
            onGateway.runAtRate(scenario, RATE, sliceNanos, above);
        }
        System.out.printf(
                Locale.ROOT,
                "%-10s at %,d/s: bare p50 %d p99 %d us, gateway p50 %d p99 %d us%n",
                scenario.name().toLowerCase(Locale.ROOT),
                RATE,
                below.micros(0.5),
                below.micros(0.99),
                above.micros(0.5),
                above.micros(0.99));
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().skip(values.size() / 2).findFirst().orElse(Double.NaN);
    }

    private record Slice(double cpuMicros, double perSecond) {}
}
