package io.devicegateway.tcp;

import static io.devicegateway.tcp.Harness.await;
import static io.devicegateway.tcp.Harness.settings;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is no device is told by the first words. */
@ExtendWith(LeakExtension.class)
class HelloTest {
    private static final String PROXY_2 = "0d0a0d0a000d0a515549540a2111000c7f0000017f00000104d21388";

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aProxysHeaderIsPassedOverUnderItsName(boolean inPieces) throws IOException {
        byte[] text = "PROXY TCP4 10.1.2.3 10.1.2.4 56324 4001\r\n".getBytes(StandardCharsets.US_ASCII);
        assertPassedOver(text, inPieces);
        assertPassedOver(HexFormat.of().parseHex(PROXY_2), inPieces);
    }

    private static void assertPassedOver(byte[] header, boolean inPieces) throws IOException {
        try (Harness gateway = new Harness(settings());
                Client client = gateway.connect()) {
            for (int at = 0; at < header.length; at++) {
                client.send(new byte[] {header[at]});
                int sent = at + 1;
                if (inPieces) {
                    await().until(() -> gateway.count("gateway_tcp_bytes_received") == sent);
                }
            }
            client.sendFrame("login");
            assertThat(client.readFrame()).isEqualTo("login");
            assertThat(gateway.conversation(0).skipped).containsExactly("proxy-header:" + header.length);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "GET / HTTP/1.1, http-request",
        "POST /login HTTP/1.1, http-request",
        "PRI * HTTP/2.0, http-request",
        "SSH-2.0-scanner, ssh-hello",
        "'\u0016\u0003\u0001\u0002\u0000', tls-hello"
    })
    void whoIsNoDeviceIsNamed(String words, String kind) throws IOException {
        try (Harness gateway = new Harness(settings());
                Client client = gateway.connect()) {
            client.send(words.getBytes(StandardCharsets.ISO_8859_1));
            client.awaitEnd();
            await().until(() -> gateway.count("gateway_tcp_streams_malformed", "kind", kind) == 1);
            assertThat(gateway.conversation(0).frames).isEmpty();
        }
    }

    @Test
    void afterTheFirstFrameNobodyIsTakenForAProxy() throws IOException {
        try (Harness gateway = new Harness(settings());
                Client client = gateway.connect()) {
            client.sendFrame("login");
            assertThat(client.readFrame()).isEqualTo("login");
            byte[] frame = new byte[2 + 0x0d0a];
            frame[0] = 0x0d;
            frame[1] = 0x0a;
            client.send(frame);
            assertThat(client.readFrame()).hasSize(0x0d0a);
        }
    }
}
