package io.devicegateway.app;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.devicegateway.api.BankId;
import io.devicegateway.api.BankReleased;
import io.devicegateway.api.BankReturned;
import io.devicegateway.api.CommandOptions;
import io.devicegateway.api.CommandResult;
import io.devicegateway.api.CommandResult.Done;
import io.devicegateway.api.DeviceId;
import io.devicegateway.api.EventHandler;
import io.devicegateway.api.EventRecord;
import io.devicegateway.api.Gateway;
import io.devicegateway.api.InventoryReported;
import io.devicegateway.api.QueryInventory;
import io.devicegateway.api.RentBank;
import io.devicegateway.api.SlotContent;
import io.devicegateway.api.SlotReport;
import io.devicegateway.embedded.EmbeddedGateway;
import io.devicegateway.powerbank.PowerbankProtocol;
import io.devicegateway.powerbank.PowerbankSettings;
import io.devicegateway.protocol.StreamProtocol;
import io.devicegateway.tcp.TcpSettings;
import io.devicegateway.testing.SmallGateway;
import io.devicegateway.wosi.WosiProtocol;
import io.devicegateway.wosi.WosiSettings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A backend that was written for one cabinet protocol works unchanged for the other: the same commands, the same replies, the
 * same events. Real sockets, a real journal, and bytes from the vendors' documents.
 */
class RentalBackendTest {
    @TempDir
    Path data;

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aBankIsRentedAndReturned(Kind kind) throws Exception {
        try (EmbeddedGateway gateway = SmallGateway.open(data)) {
            RentalBackend backend = new RentalBackend(gateway);
            var unused = gateway.subscribe("rental", backend);
            int port = gateway.listen(
                            kind.protocol,
                            TcpSettings.builder().bind("127.0.0.1").port(0).build())
                    .boundPort();
            try (Cabinet cabinet = new Cabinet(kind, port)) {
                await().until(() -> backend.stock.containsKey(kind.id));
                assertThat(backend.stock.get(kind.id)).contains(kind.bank);
                assertThat(backend.askStock(kind.id)).contains(kind.bank);

                assertThat(backend.rent("Ada", kind.id, 1)).isEqualTo("Ada has " + kind.bank);
                await().until(() -> backend.out.contains(kind.bank));

                cabinet.putIn();
                await().until(() -> !backend.settled.isEmpty());
                assertThat(backend.settled).containsExactly("Ada brought " + kind.bank + " to slot 1 of " + kind.id);
                assertThat(backend.out).isEmpty();
                await().until(() -> cabinet.heard.contains(kind.returnAnswered));
            }
        }
    }

    /** The backend. It knows the contract and nothing else: no protocol, no vendor. */
    private static final class RentalBackend implements EventHandler {
        private final Gateway gateway;
        private final Map<DeviceId, List<BankId>> stock = new ConcurrentHashMap<>();
        private final Map<BankId, String> customers = new ConcurrentHashMap<>();
        private final List<BankId> out = new CopyOnWriteArrayList<>();
        private final List<String> settled = new CopyOnWriteArrayList<>();

        RentalBackend(Gateway gateway) {
            this.gateway = gateway;
        }

        String rent(String customer, DeviceId cabinet, int slot) throws Exception {
            CommandResult<BankReleased> result = gateway.send(
                            new RentBank(cabinet, slot), CommandOptions.DEFAULT.once("order of " + customer))
                    .get(20, TimeUnit.SECONDS);
            return switch (result) {
                case Done<BankReleased> done -> {
                    BankId bank = done.reply().bank();
                    assertThat(bank).isNotNull();
                    customers.put(bank, customer);
                    yield customer + " has " + bank;
                }
                case CommandResult.Refused<BankReleased> refused -> "nothing to pay: " + refused.reason();
                case CommandResult.NotSent<BankReleased> notSent -> "try another: " + notSent.detail();
                case CommandResult.Unknown<BankReleased> unknown -> "wait and see: " + unknown.detail();
            };
        }

        List<BankId> askStock(DeviceId cabinet) throws Exception {
            CommandResult<InventoryReported> result =
                    gateway.send(new QueryInventory(cabinet)).get(20, TimeUnit.SECONDS);
            assertThat(result).isInstanceOf(Done.class);
            return result instanceof Done<InventoryReported> done ? banks(done.reply()) : List.of();
        }

        private static List<BankId> banks(InventoryReported inventory) {
            return inventory.slots().stream()
                    .filter(slot -> slot.content() == SlotContent.BANK)
                    .map(SlotReport::bank)
                    .toList();
        }

        @Override
        public void handle(EventRecord record) {
            switch (record.event()) {
                case InventoryReported inventory -> stock.put(inventory.device(), banks(inventory));
                case BankReleased released -> out.add(released.bank());
                case BankReturned returned -> {
                    out.remove(returned.bank());
                    settled.add(customers.get(returned.bank()) + " brought " + returned.bank() + " to slot "
                            + returned.slot() + " of " + returned.device());
                }
                default -> {}
            }
        }
    }

    /** The two kinds of cabinets: what they say, and in answer to what. */
    private enum Kind {
        WOSI(
                new WosiProtocol(WosiSettings.DEFAULT),
                new DeviceId("wosi", "RL1A031712000015"),
                new BankId("RL1A7C000052"),
                "0020600180112233445566778802330011524c314130333137313230303030313500",
                "000764010011223344",
                "001264014411223344" + "0101524c31417c00005204",
                "00086501011122334401",
                "001165014011223344" + "0101524c31417c000052",
                List.of("001066014111223344" + "01524c31417c000052"),
                "000966010011223344" + "0101"),
        LOCKER(
                new PowerbankProtocol(PowerbankSettings.DEFAULT),
                new DeviceId("powerbank", "865501040783269"),
                new BankId("0123456789"),
                hex("CH,7CB3"),
                hex("CQ,B672"),
                hex("AQ,1.FU.0123456789;2.NF.9876543210;3.ER;,A74A"),
                hex("CC,BW,1,0123456789,D6CC"),
                hex("MC,BO.1,0123456789,67B1"),
                List.of(hex("MQ,1,0123456789,BB06"), hex("MC,RO.1,0123456789,6BA1")),
                hex("AM,RO.1,0123456789,5B06"));

        private final StreamProtocol<?> protocol;
        private final DeviceId id;
        private final BankId bank;
        private final String hello;
        private final Map<String, String> answers;
        private final List<String> returned;
        private final String returnAnswered;

        Kind(
                StreamProtocol<?> protocol,
                DeviceId id,
                BankId bank,
                String hello,
                String stockAsked,
                String stock,
                String rentAsked,
                String rented,
                List<String> returned,
                String returnAnswered) {
            this.protocol = protocol;
            this.id = id;
            this.bank = bank;
            this.hello = hello;
            this.answers = Map.of(stockAsked, stock, rentAsked, rented);
            this.returned = returned;
            this.returnAnswered = returnAnswered;
        }

        private static String hex(String text) {
            return HexFormat.of().formatHex(("{\"865501040783269," + text + "\"}\r\n").getBytes(ISO_8859_1));
        }

        /** The next frame; empty at the end of the stream. */
        private byte[] frame(InputStream in) throws IOException {
            ByteArrayOutputStream frame = new ByteArrayOutputStream();
            for (int next = in.read(); next >= 0; next = in.read()) {
                frame.write(next);
                byte[] sofar = frame.toByteArray();
                boolean whole = this == LOCKER
                        ? next == '\n'
                        : sofar.length > 2 && sofar.length == 2 + ((sofar[0] & 0xff) << 8 | (sofar[1] & 0xff));
                if (whole) {
                    return sofar;
                }
            }
            return new byte[0];
        }
    }

    /** A cabinet on a plain socket that answers what it knows. */
    private static final class Cabinet implements AutoCloseable {
        private final Kind kind;
        private final Socket socket;
        private final List<String> heard = new CopyOnWriteArrayList<>();
        private final Thread reading;

        Cabinet(Kind kind, int port) throws IOException {
            this.kind = kind;
            this.socket = new Socket("127.0.0.1", port);
            say(kind.hello);
            this.reading = Thread.ofVirtual().start(this::read);
        }

        private synchronized void say(String hex) throws IOException {
            socket.getOutputStream().write(HexFormat.of().parseHex(hex));
        }

        private void read() {
            try {
                for (byte[] frame = kind.frame(socket.getInputStream());
                        frame.length > 0;
                        frame = kind.frame(socket.getInputStream())) {
                    String asked = HexFormat.of().formatHex(frame);
                    heard.add(asked);
                    String answer = kind.answers.get(asked);
                    if (answer != null) {
                        say(answer);
                    }
                }
            } catch (IOException e) {
                heard.add("the connection ended: " + e.getMessage());
            }
        }

        /** A customer puts the bank in. */
        void putIn() throws IOException {
            for (String each : new ArrayList<>(kind.returned)) {
                say(each);
            }
        }

        @Override
        public void close() throws Exception {
            socket.close();
            reading.join();
        }
    }
}
