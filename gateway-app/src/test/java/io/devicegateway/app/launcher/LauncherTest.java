package io.devicegateway.app.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the launcher with Javas that only say how they were called. */
final class LauncherTest {
    private static final Path LAUNCHER = Path.of("src/main/dist/bin/gateway");

    @TempDir
    Path folder;

    private Path home;
    private Path jvms;

    @BeforeEach
    void installs() throws IOException {
        home = folder.resolve("device gateway"); // a blank, as people have them
        Files.createDirectories(home.resolve("bin"));
        Files.createDirectories(home.resolve("lib"));
        Files.copy(LAUNCHER, home.resolve("bin/gateway"), StandardCopyOption.COPY_ATTRIBUTES);
        jvms = Files.createDirectories(folder.resolve("jvms"));
    }

    @Test
    void takesTheNewestOfTheUsualPlaces() throws Exception {
        java("a", "17.0.2");
        java("b", "25.0.3");
        java("c", "21.0.1");
        Call call = run(Map.of(), "decode", "wosi", "00 07");
        assertThat(call.exitCode()).isZero();
        assertThat(call.java()).isEqualTo(jvms.resolve("b").toString());
        assertThat(call.arguments())
                .endsWith("-cp", home + "/lib/*", "io.devicegateway.app.Main", "decode", "wosi", "00 07");
        assertThat(call.lines()).contains("GATEWAY_HOME=" + home);
    }

    @Test
    void takesOneInWhichReleasesAreNestedAsOnMacOs() throws Exception {
        java("temurin/Contents/Home", "21.0.1");
        assertThat(run(Map.of(), "version").java())
                .isEqualTo(jvms.resolve("temurin/Contents/Home").toString());
    }

    @Test
    void prefersJavaHomeIfItIsNewEnough() throws Exception {
        java("newest", "25.0.3");
        Path mine = java("mine/jdk", "21.0.1");
        Path old = java("old/jdk", "17.0.2");
        assertThat(run(Map.of("JAVA_HOME", mine.toString()), "version").java()).isEqualTo(mine.toString());
        assertThat(run(Map.of("JAVA_HOME", old.toString()), "version").java())
                .isEqualTo(jvms.resolve("newest").toString());
        assertThat(run(Map.of("JAVA_HOME", folder.resolve("absent").toString()), "version")
                        .java())
                .isEqualTo(jvms.resolve("newest").toString());
    }

    @Test
    void prefersTheJavaOnThePathAlsoThroughLinks() throws Exception {
        java("newest", "25.0.3");
        Path mine = java("mine/jdk", "21.0.1");
        Path path = Files.createDirectories(folder.resolve("path"));
        Files.createSymbolicLink(path.resolve("java"), mine.resolve("bin/java"));
        assertThat(run(Map.of("PATH", path + ":/usr/bin:/bin"), "version").java())
                .isEqualTo(mine.toString());
    }

    @Test
    void asksAJavaThatHasNoReleaseFile() throws Exception {
        Path silent = java("silent", "22.0.1");
        Files.delete(silent.resolve("release"));
        assertThat(run(Map.of(), "version").java()).isEqualTo(silent.toString());
    }

    @Test
    void takesNoOtherThanTheOneThatIsNamed() throws Exception {
        java("newest", "25.0.3");
        Path named = java("named/jdk", "21.0.1");
        Path old = java("old/jdk", "1.8.0_392");
        assertThat(run(Map.of("GATEWAY_JAVA_HOME", named.toString()), "version").java())
                .isEqualTo(named.toString());
        Call refused = run(Map.of("GATEWAY_JAVA_HOME", old.toString()), "version");
        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.errors()).contains("GATEWAY_JAVA_HOME=" + old + " is no Java 21 or newer");
    }

    @Test
    void saysWhatToInstallIfThereIsNone() throws Exception {
        java("old", "17.0.2");
        Call refused = run(Map.of(), "version");
        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.errors())
                .contains("too old: " + jvms.resolve("old") + " (17)")
                .contains("Java 21 or newer is needed")
                .contains("apt install openjdk-21-jre-headless")
                .contains("dnf install java-21-openjdk-headless")
                .contains("brew install openjdk@21");
    }

    @Test
    void findsItsFolderThroughLinks() throws Exception {
        java("a", "21.0.1");
        Path links = Files.createDirectories(folder.resolve("links/bin"));
        Files.createSymbolicLink(folder.resolve("links/device-gateway"), home);
        Files.createSymbolicLink(links.resolve("gw"), Path.of("../device-gateway/bin/gateway"));
        Call call = call(links.resolve("gw"), Map.of(), "version");
        assertThat(call.lines()).contains("GATEWAY_HOME=" + home);
    }

    @Test
    void setsOptionsByReleaseAndCommand() throws Exception {
        Path jdk21 = java("21/jdk", "21.0.1");
        Path jdk25 = java("25/jdk", "25.0.3");
        List<String> command21 = run(Map.of("GATEWAY_JAVA_HOME", jdk21.toString()), "--lang", "zh", "decode")
                .arguments();
        List<String> server25 = run(Map.of("GATEWAY_JAVA_HOME", jdk25.toString()), "--lang=zh", "run")
                .arguments();
        assertThat(command21)
                .contains("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED")
                .doesNotContain("-XX:+UseCompactObjectHeaders", "--sun-misc-unsafe-memory-access=allow");
        assertThat(server25)
                .contains("-XX:+ExitOnOutOfMemoryError", "-XX:+UseCompactObjectHeaders")
                .contains("--sun-misc-unsafe-memory-access=allow")
                .doesNotContain("-XX:TieredStopAtLevel=1");
    }

    @Test
    void addsTheOptionsOfTheUser() throws Exception {
        java("a", "21.0.1");
        assertThat(run(Map.of("GATEWAY_JAVA_OPTS", "-Xmx1g -Dx=y"), "run").arguments())
                .containsSubsequence("-XX:+ExitOnOutOfMemoryError", "-Xmx1g", "-Dx=y", "-cp");
    }

    @Test
    void givesTheDaemonAHeapThatTheUserMayChange() throws Exception {
        java("a", "21.0.1");
        assertThat(run(Map.of(), "run").arguments()).contains("-Xmx1g");
        assertThat(run(Map.of("GATEWAY_HEAP", "3g"), "run").arguments())
                .contains("-Xmx3g")
                .doesNotContain("-Xmx1g");
        assertThat(run(Map.of("GATEWAY_JAVA_OPTS", "-Xmx2g"), "demo").arguments())
                .as("the last one counts")
                .containsSubsequence("-Xmx1g", "-Xmx2g");
    }

    @Test
    void keepsTheClassesOfTheDaemonWhereTheUserMayWrite() throws Exception {
        java("a", "21.0.1");
        Path cache = folder.resolve("cache");
        Map<String, String> environment = Map.of("XDG_CACHE_HOME", cache.toString());
        assertThat(run(environment, "run").arguments())
                .contains("-XX:+AutoCreateSharedArchive")
                .anyMatch(
                        argument -> argument.matches("-XX:SharedArchiveFile=" + cache + "/device-gateway/\\d+\\.jsa"));
        assertThat(run(environment, "decode").arguments()).doesNotContain("-XX:+AutoCreateSharedArchive");
        Path file = Files.writeString(folder.resolve("file"), "no folder, not even for root");
        assertThat(run(Map.of("HOME", file.resolve("home").toString()), "run").arguments())
                .doesNotContain("-XX:+AutoCreateSharedArchive");
    }

    @Test
    void handsTheExitCodeOn() throws Exception {
        java("a", "21.0.1");
        assertThat(run(Map.of("FAKE_EXIT", "3"), "version").exitCode()).isEqualTo(3);
    }

    /** A Java that prints how it was called. */
    private Path java(String name, String version) throws IOException {
        Path jdk = Files.createDirectories((name.contains("/jdk") ? folder : jvms).resolve(name));
        Files.createDirectories(jdk.resolve("bin"));
        Files.writeString(jdk.resolve("release"), "IMPLEMENTOR=\"Test\"\nJAVA_VERSION=\"" + version + "\"\n");
        Path java = Files.writeString(jdk.resolve("bin/java"), """
                #!/bin/sh
                if [ "$1" = -version ]; then
                  echo 'openjdk version "%s" 2024-04-16' >&2
                  exit 0
                fi
                echo "java=$(dirname "$(dirname "$0")")"
                echo "GATEWAY_HOME=$GATEWAY_HOME"
                for argument in "$@"; do
                  echo "argument=$argument"
                done
                exit "${FAKE_EXIT:-0}"
                """.formatted(version));
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
        return jdk;
    }

    private Call run(Map<String, String> environment, String... arguments) throws Exception {
        return call(home.resolve("bin/gateway"), environment, arguments);
    }

    private Call call(Path launcher, Map<String, String> environment, String... arguments) throws Exception {
        List<String> command = Stream.concat(Stream.of(launcher.toString()), Stream.of(arguments))
                .toList();
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().clear();
        builder.environment().put("PATH", toolsWithoutJava());
        builder.environment().put("GATEWAY_JVM_DIRS", jvms.toString());
        builder.environment().putAll(environment);
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        builder.redirectOutput(out.toFile()).redirectError(err.toFile());
        Process process = builder.start();
        assertThat(process.waitFor(30, TimeUnit.SECONDS))
                .as("the launcher ends")
                .isTrue();
        return new Call(
                process.exitValue(),
                Files.readAllLines(out, StandardCharsets.UTF_8),
                Files.readString(err, StandardCharsets.UTF_8));
    }

    /** The tools that the launcher needs, in a folder of their own: the machine's own Java must not be found. */
    private String toolsWithoutJava() throws IOException {
        Path tools = Files.createDirectories(folder.resolve("tools"));
        for (String tool : List.of("sh", "dirname", "readlink", "sed", "head", "mkdir", "cksum")) {
            Path link = tools.resolve(tool);
            if (Files.notExists(link)) {
                Path real = Stream.of("/bin/" + tool, "/usr/bin/" + tool)
                        .map(Path::of)
                        .filter(Files::exists)
                        .findFirst()
                        .orElseThrow();
                Files.createSymbolicLink(link, real);
            }
        }
        return tools.toString();
    }

    private record Call(int exitCode, List<String> lines, String errors) {
        String java() {
            return lines.stream()
                    .filter(line -> line.startsWith("java="))
                    .map(line -> line.substring("java=".length()))
                    .findFirst()
                    .orElse("none; " + errors);
        }

        List<String> arguments() {
            return lines.stream()
                    .filter(line -> line.startsWith("argument="))
                    .map(line -> line.substring("argument=".length()))
                    .toList();
        }
    }
}
