package io.devicegateway.brokers;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Starts the embedded brokers as the gateway does and lives until it is killed. Runs by itself, with nothing but the JDK. */
final class KillableParent {
    private KillableParent() {}

    /** @param args class path of the brokers, address for MQTT, data folder */
    public static void main(String[] args) throws Exception {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process child = new ProcessBuilder(
                        java,
                        "-cp",
                        args[0],
                        "io.devicegateway.brokers.EmbeddedBrokers",
                        "--mqtt",
                        args[1],
                        "--data",
                        args[2])
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader said = new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8));
        System.out.println(child.pid());
        System.out.println(said.readLine());
        child.waitFor();
    }
}
