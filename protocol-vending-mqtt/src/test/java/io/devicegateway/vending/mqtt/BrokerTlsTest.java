package io.devicegateway.vending.mqtt;

import static io.devicegateway.vending.mqtt.GatewayOnBroker.settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.devicegateway.brokers.testing.MqttBroker;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS to a real broker, with certificates made for the test. */
class BrokerTlsTest {
    private static final String PASSWORD = "changeit";

    @TempDir
    Path folder;

    @BeforeEach
    void certificates() throws IOException, InterruptedException, GeneralSecurityException {
        make("broker", "SAN=ip:127.0.0.1,dns:localhost");
        make("gateway", "SAN=dns:gateway");
        make("stranger", "SAN=dns:stranger");
    }

    private void make(String name, String extension)
            throws IOException, InterruptedException, GeneralSecurityException {
        Path store = folder.resolve(name + ".p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        name,
                        "-keyalg",
                        "RSA",
                        "-keysize",
                        "2048",
                        "-dname",
                        "CN=" + name,
                        "-ext",
                        extension,
                        "-validity",
                        "30",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        PASSWORD)
                .redirectErrorStream(true)
                .start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(keytool.waitFor()).as(said).isZero();
        KeyStore loaded = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
        pem(name + ".crt", "CERTIFICATE", loaded.getCertificate(name).getEncoded());
        pem(
                name + ".key",
                "PRIVATE KEY",
                loaded.getKey(name, PASSWORD.toCharArray()).getEncoded());
    }

    private void pem(String file, String kind, byte[] der) throws IOException {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        Files.writeString(
                folder.resolve(file), "-----BEGIN " + kind + "-----\n" + body + "\n-----END " + kind + "-----\n");
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private MqttSettings.Login login(String trusted, String own) {
        return new MqttSettings.Login(
                null,
                null,
                folder.resolve(trusted + ".crt"),
                own == null ? null : folder.resolve(own + ".crt"),
                own == null ? null : folder.resolve(own + ".key"),
                true);
    }

    @Test
    void onlyWhoShowsTheRightCertificateIsSpokenTo() throws IOException {
        int port = freePort();
        try (MqttBroker broker = MqttBroker.configured(List.of(
                "listener " + port + " 127.0.0.1",
                "cafile " + folder.resolve("gateway.crt"),
                "certfile " + folder.resolve("broker.crt"),
                "keyfile " + folder.resolve("broker.key"),
                "require_certificate true"))) {
            String uri = "ssl://127.0.0.1:" + port;
            try (GatewayOnBroker right = new GatewayOnBroker(settings(uri).with(login("broker", "gateway")))) {
                await().until(right::isUp);
            }
            try (GatewayOnBroker foreign = new GatewayOnBroker(settings(uri).with(login("stranger", "gateway")))) {
                await().until(() -> foreign.transport.health().cause().contains("certification path"));
            }
            try (GatewayOnBroker nobody = new GatewayOnBroker(settings(uri).with(login("broker", null)))) {
                await().until(() -> nobody.transport.health().cause().contains("cannot connect"));
            }
        }
    }

    @Test
    void aFileThatIsNoCertificateIsNamed() throws IOException {
        Files.writeString(folder.resolve("stranger.crt"), "nothing");
        try (GatewayOnBroker gateway =
                new GatewayOnBroker(settings("ssl://127.0.0.1:1").with(login("stranger", null)))) {
            await().until(() -> gateway.transport.health().cause().contains("stranger.crt"));
        }
    }

    @Test
    void aKeyInAnotherFormIsNamed() throws IOException {
        Files.writeString(folder.resolve("gateway.key"), "-----BEGIN RSA PRIVATE KEY-----\n");
        try (GatewayOnBroker gateway =
                new GatewayOnBroker(settings("ssl://127.0.0.1:1").with(login("broker", "gateway")))) {
            await().until(() -> gateway.transport.health().cause().contains("openssl pkcs8 -topk8"));
        }
    }
}
