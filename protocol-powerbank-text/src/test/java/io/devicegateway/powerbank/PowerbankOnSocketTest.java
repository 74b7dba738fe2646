package io.devicegateway.powerbank;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.devicegateway.api.BankReturned;
import io.devicegateway.api.EventRecord;
import io.devicegateway.api.WireProfile;
import io.devicegateway.embedded.EmbeddedGateway;
import io.devicegateway.embedded.GatewayOptions;
import io.devicegateway.registry.RegistryAuthority;
import io.devicegateway.tcp.TcpListener;
import io.devicegateway.tcp.TcpSettings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lockers of all fifty variants at once, over real sockets and into a real journal. */
class PowerbankOnSocketTest {
    @TempDir
    Path data;

    private final List<BankReturned> returns = new CopyOnWriteArrayList<>();
    private final Map<String, String> profiles = new ConcurrentHashMap<>();

    private void handle(EventRecord record) {
        if (record.event() instanceof BankReturned returned) {
            returns.add(returned);
        } else if (record.event() instanceof WireProfile profile) {
            profiles.put(profile.device().value(), profile.name());
        }
    }

    @Test
    void eachIsUnderstoodAndAnsweredInItsOwnFromTheThirdFrameOn() throws IOException {
        GatewayOptions defaults = GatewayOptions.defaults(data, Clock.systemUTC());
        try (EmbeddedGateway gateway = EmbeddedGateway.open(new GatewayOptions(
                data,
                defaults.clock(),
                defaults.journal().withSpace(0, 1L << 32, 0),
                defaults.registry(),
                defaults.sessions(),
                defaults.commandsKept(),
                registry -> new RegistryAuthority(registry, RegistryAuthority.Settings.DEFAULT),
                defaults.metrics(),
                1,
                defaults.io()))) {
            TcpListener listener = gateway.listen(
                    new PowerbankProtocol(PowerbankSettings.DEFAULT),
                    TcpSettings.builder()
                            .bind("127.0.0.1")
                            .port(0)
                            .maxConnectionsPerAddress(100)
                            .build());
            var unused = gateway.subscribe("test", this::handle);
            List<Locker> lockers = new ArrayList<>();
            try {
                for (Crc16Variant variant : Crc16Variant.ALL) {
                    lockers.add(new Locker(listener.boundPort(), variant));
                }
                for (Locker locker : lockers) {
                    locker.talk();
                }
                await().until(() -> returns.size() >= lockers.size());
            } finally {
                for (Locker locker : lockers) {
                    locker.socket.close();
                }
            }
            assertThat(returns).extracting(BankReturned::slot).hasSize(50).containsOnly(1);
            await().until(() -> profiles.size() == lockers.size());
            assertThat(profiles)
                    .isEqualTo(lockers.stream()
                            .collect(Collectors.toMap(locker -> locker.imei, locker -> locker.variant.toString())));
        }
    }

    /** One on a plain socket; what it should hear is computed bit by bit, apart from what the gateway writes with. */
    private static final class Locker {
        private final Crc16Variant variant;
        private final String imei;
        private final Socket socket;
        private final BufferedReader in;

        Locker(int port, Crc16Variant variant) throws IOException {
            this.variant = variant;
            this.imei = "8655010407832" + (10 + variant.index());
            this.socket = new Socket("127.0.0.1", port);
            socket.setSoTimeout(10_000);
            this.in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
        }

        void talk() throws IOException {
            says("CH");
            says("AQ,1.EM;2.NF.9876543210;3.ER;");
            says("MQ,1,BANK0000" + (10 + variant.index()));
            hears("RQ,T.1,BANK0000" + (10 + variant.index()));
            says("MC,RO.1,BANK0000" + (10 + variant.index()));
            hears("AM,RO.1,BANK0000" + (10 + variant.index()));
        }

        private void says(String text) throws IOException {
            socket.getOutputStream().write(Frames.of(imei + "," + text, variant));
        }

        private void hears(String text) throws IOException {
            String wanted = Vectors.text(Frames.of(imei + "," + text, variant)).strip();
            String line = in.readLine();
            while (line != null && line.contains(",CQ,")) {
                line = in.readLine(); // the inventory is asked when it pleases
            }
            assertThat(line).as(variant.toString()).isEqualTo(wanted);
        }
    }
}
