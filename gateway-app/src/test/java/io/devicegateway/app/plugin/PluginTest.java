package io.devicegateway.app.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import io.devicegateway.app.daemon.GatewayDaemon;
import io.devicegateway.app.daemon.TestConfig;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real jars in a real daemon. */
final class PluginTest {
    @TempDir
    Path data;

    private Path plugins() {
        return data.resolve(Plugins.FOLDER);
    }

    private String note(String name) throws IOException {
        Path file = data.resolve(name);
        return Files.exists(file) ? Files.readString(file) : "";
    }

    /** Writes down what it sees of the daemon, and when it starts and stops. */
    private void good(String name) throws IOException {
        PluginJar.make(plugins(), name, "Notes", """
                import io.devicegateway.api.*;
                import java.nio.file.*;
                public final class Notes implements GatewayPlugin {
                    private final Path folder = Path.of("%s");
                    public void start(Gateway gateway) throws Exception {
                        gateway.subscribe("%s", event -> {});
                        StringBuilder seen = new StringBuilder("started with ");
                        for (String type : new String[] {"io.netty.buffer.ByteBuf", "tools.jackson.databind.JsonNode",
                                "io.devicegateway.embedded.EmbeddedGateway", "io.devicegateway.api.RentBank", "org.slf4j.Logger"}) {
                            try {
                                Class.forName(type);
                                seen.append(type).append(' ');
                            } catch (ClassNotFoundException e) {
                                // hidden
                            }
                        }
                        seen.append(gateway.getClass().getClassLoader() == getClass().getClassLoader());
                        Files.writeString(folder.resolve("%s.txt"), seen.toString());
                    }
                    public void stop() throws Exception {
                        Files.writeString(folder.resolve("%s.txt"), " stopped", StandardOpenOption.APPEND);
                    }
                }
                """.formatted(data, name, name, name));
    }

    private void broken(String name, String body) throws IOException {
        PluginJar.make(plugins(), name, "Broken", """
                import io.devicegateway.api.*;
                public final class Broken implements GatewayPlugin {
                    public void start(Gateway gateway) throws Exception { %s }
                }
                """.formatted(body));
    }

    private static String health(GatewayDaemon daemon) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            URI uri = URI.create("http://127.0.0.1:" + daemon.http().getPort() + "/health/ready");
            HttpResponse<String> answer = client.send(
                    HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(30)).build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(200);
            return answer.body();
        }
    }

    @Test
    void pluginsStartAndStopWithTheDaemonAndSeeTheApiOnly() throws Exception {
        good("alpha");
        good("beta");
        GatewayDaemon daemon = GatewayDaemon.start(TestConfig.of(data));
        try {
            String expected = "started with io.devicegateway.api.RentBank org.slf4j.Logger false";
            assertThat(note("alpha.txt")).isEqualTo(expected);
            assertThat(note("beta.txt")).isEqualTo(expected);
            assertThat(health(daemon)).contains("plug-in alpha", "plug-in beta");
        } finally {
            daemon.stop();
        }
        assertThat(note("alpha.txt")).endsWith(" stopped");
        assertThat(note("beta.txt")).endsWith(" stopped");
    }

    @Test
    void aFailingPluginIsNamedAndTheOthersRun() throws Exception {
        broken("a-throws", "throw new java.io.IOException(\"no database\");");
        broken("b-error", "throw new NoClassDefFoundError(\"gone\");");
        broken("c-half", "gateway.subscribe(\"half\", event -> {}); throw new IllegalStateException(\"half way\");");
        new JarOutputStream(Files.newOutputStream(plugins().resolve("d-empty.jar"))) {
            {
                putNextEntry(new java.util.jar.JarEntry("nothing"));
            }
        }.close();
        Files.writeString(plugins().resolve("e-text.jar"), "this is no jar");
        good("f-good");
        GatewayDaemon daemon = GatewayDaemon.start(TestConfig.of(data));
        try {
            assertThat(note("f-good.txt")).startsWith("started");
            assertThat(health(daemon))
                    .contains(
                            "plug-in a-throws", "no database", "plug-in b-error", "gone", "plug-in c-half", "half way")
                    .contains("plug-in d-empty", "names no plug-in", "plug-in e-text", "DEGRADED".toLowerCase());
        } finally {
            daemon.stop();
        }
        assertThat(note("f-good.txt")).endsWith(" stopped");
    }

    @Test
    void oneThatDoesNotEndIsGivenUp() throws Exception {
        Plugin plugin = Plugin.of(
                PluginJar.make(plugins(), "sleeper", "Sleeper", """
                        import io.devicegateway.api.*;
                        public final class Sleeper implements GatewayPlugin {
                            public void start(Gateway gateway) throws Exception { Thread.sleep(600_000); }
                        }
                        """),
                new SharedClasses(PluginTest.class.getClassLoader()),
                null);
        plugin.start(Duration.ofMillis(50));
        assertThat(plugin.failure()).contains("did not start within");
        plugin.stop(Duration.ofMillis(50));
    }
}
