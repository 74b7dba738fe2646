package io.devicegateway.brokers.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The proxy in front of a server that sends back what it gets. */
@Timeout(60)
final class FaultyProxyTest {
    private ServerSocket echo;
    private FaultyProxy proxy;

    @BeforeEach
    void starts() throws IOException {
        echo = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::serve);
        proxy = new FaultyProxy("127.0.0.1", echo.getLocalPort());
    }

    @AfterEach
    void ends() throws IOException {
        proxy.close();
        echo.close();
    }

    @Test
    void passesBytesBothWaysAndEndsWithItsClient() throws Exception {
        try (Socket client = connect()) {
            assertThat(echoed(client, 7)).isEqualTo(7);
            assertThat(proxy.open()).isEqualTo(1);
        }
        await().until(() -> proxy.open() == 0);
        assertThat(proxy.accepted()).isEqualTo(1);
    }

    @Test
    void cutsWhatThereIsAndAcceptsAgain() throws Exception {
        try (Socket client = connect()) {
            assertThat(echoed(client, 1)).isEqualTo(1);
            proxy.cut();
            assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(IOException.class);
        }
        try (Socket client = connect()) {
            assertThat(echoed(client, 2)).isEqualTo(2);
        }
    }

    @Test
    void holdsWhatFlowsAndLosesNothing() throws Exception {
        try (Socket client = connect()) {
            assertThat(echoed(client, 1)).isEqualTo(1);
            proxy.stall();
            client.setSoTimeout(300);
            assertThatThrownBy(() -> echoed(client, 2)).isInstanceOf(SocketTimeoutException.class);
            client.setSoTimeout(10_000);
            proxy.resume();
            assertThat(client.getInputStream().read()).isEqualTo(2);
        }
    }

    @Test
    void refusesNewOnesOnly() throws Exception {
        try (Socket client = connect()) {
            assertThat(echoed(client, 1)).isEqualTo(1);
            proxy.refuse();
            assertThatThrownBy(this::connect).isInstanceOf(ConnectException.class);
            assertThat(echoed(client, 3)).isEqualTo(3);
        }
        proxy.accept();
        try (Socket client = connect()) {
            assertThat(echoed(client, 4)).isEqualTo(4);
        }
    }

    private Socket connect() throws IOException {
        return new Socket(proxy.host(), proxy.port());
    }

    private static int echoed(Socket client, int value) throws IOException {
        client.getOutputStream().write(value);
        return client.getInputStream().read();
    }

    private void serve() {
        while (!echo.isClosed()) {
            try {
                Socket client = echo.accept();
                Thread.ofVirtual().start(() -> {
                    try (client) {
                        client.getInputStream().transferTo(client.getOutputStream());
                    } catch (IOException e) {
                        // the test cut it
                    }
                });
            } catch (IOException e) {
                return; // closed by the test
            }
        }
    }
}
