package io.devicegateway.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.devicegateway.app.http.AccessToken;
import io.devicegateway.app.simulate.SimulationRun;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every metric that a document names is one that a running daemon has, under exactly that name. */
final class DocumentedMetricsTest {
    private static final Pattern METRIC = Pattern.compile("\\bgateway_[a-z0-9_]*[a-z0-9]");
    private static final Pattern SAMPLE = Pattern.compile("(?m)^(gateway_[a-z0-9_]+)[ {]");

    @Test
    void areScraped(@TempDir Path data) throws IOException, InterruptedException {
        Set<String> documented = documented();
        assertThat(documented).hasSizeGreaterThan(20);
        try (DaemonFixture daemon = DaemonFixture.run(
                        data, "vending.broker=tcp://127.0.0.1:1", "chargepile.broker=amqp://127.0.0.1:1");
                SimulationRun cabinets = daemon.cabinets(1);
                HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest consumer = HttpRequest.newBuilder(daemon.http().resolve("/api/v1/subscriptions/billing/stream"))
                    .header("Authorization", "Bearer " + AccessToken.load(data).value())
                    .header("Accept", "text/event-stream")
                    .build();
            CompletableFuture<HttpResponse<InputStream>> open =
                    client.sendAsync(consumer, HttpResponse.BodyHandlers.ofInputStream());
            try {
                await().untilAsserted(() -> {
                    Set<String> scraped = scraped(client, daemon);
                    Set<String> missing = new TreeSet<>(documented);
                    missing.removeAll(scraped);
                    assertThat(missing)
                            .as("documented, and not among " + scraped)
                            .isEmpty();
                });
            } finally {
                // The stream goes on for ever: closing the client would wait for it.
                open.cancel(true);
                client.shutdownNow();
            }
        }
    }

    private static Set<String> scraped(HttpClient client, DaemonFixture daemon)
            throws IOException, InterruptedException {
        String text = client.send(
                        HttpRequest.newBuilder(daemon.http().resolve("/metrics"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
        Set<String> names = new TreeSet<>();
        Matcher sample = SAMPLE.matcher(text);
        while (sample.find()) {
            names.add(sample.group(1));
            // A timer is documented by its name; what is scraped are its count, its sum and its buckets.
            names.add(sample.group(1).replaceFirst("_(count|sum|bucket)$", ""));
        }
        return names;
    }

    private static Set<String> documented() throws IOException {
        Set<String> names = new TreeSet<>();
        try (Stream<Path> docs = Files.walk(Path.of("../docs"))) {
            for (Path file : Stream.concat(
                            docs.filter(each -> each.toString().endsWith(".md")),
                            List.of(Path.of("../README.md")).stream())
                    .toList()) {
                Matcher metric = METRIC.matcher(Files.readString(file, StandardCharsets.UTF_8));
                while (metric.find()) {
                    names.add(metric.group());
                }
            }
        }
        return names;
    }
}
