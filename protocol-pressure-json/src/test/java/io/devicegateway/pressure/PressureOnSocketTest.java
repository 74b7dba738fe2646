package io.devicegateway.pressure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.devicegateway.api.DeviceEvent;
import io.devicegateway.api.DeviceId;
import io.devicegateway.api.DeviceLocation;
import io.devicegateway.api.EventRecord;
import io.devicegateway.api.HardwareType;
import io.devicegateway.api.LineFailures;
import io.devicegateway.api.Presence;
import io.devicegateway.api.PressureSamples;
import io.devicegateway.api.SensorStates;
import io.devicegateway.api.SimCard;
import io.devicegateway.api.SoftwareVersion;
import io.devicegateway.api.UnknownMessage;
import io.devicegateway.embedded.EmbeddedGateway;
import io.devicegateway.tcp.TcpListener;
import io.devicegateway.tcp.TcpSettings;
import io.devicegateway.testing.SmallGateway;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The document's own blocks, as they are printed, over a real socket and into a real journal. */
class PressureOnSocketTest {
    private static final DeviceId MODULE = new DeviceId("pressure", "865501040783269");

    @TempDir
    Path data;

    private final List<DeviceEvent> events = new CopyOnWriteArrayList<>();
    private EmbeddedGateway gateway;
    private TcpListener listener;

    @BeforeEach
    void open() throws IOException {
        gateway = SmallGateway.open(data);
        listener = gateway.listen(
                new PressureProtocol(PressureSettings.DEFAULT, InstantSource.system()),
                TcpSettings.builder().bind("127.0.0.1").port(0).build());
        var unused = gateway.subscribe("test", (EventRecord record) -> events.add(record.event()));
    }

    @AfterEach
    void close() {
        gateway.close();
    }

    /** The blocks that modules send, in the document's order. */
    private static Map<String, String> uplinkBlocks() throws IOException {
        Map<String, String> blocks = new LinkedHashMap<>();
        try (InputStream in = PressureOnSocketTest.class.getResourceAsStream("/pressure-vectors.json")) {
            for (JsonNode vector : JsonMapper.builder().build().readTree(in).get("vectors")) {
                String name = vector.get("name").asString();
                if (name.startsWith("seed-")
                        && vector.get("direction").asString().equals("uplink")) {
                    blocks.put(
                            name.substring("seed-".length()), vector.get("wire").asString());
                }
            }
        }
        return blocks;
    }

    private <E extends DeviceEvent> List<E> events(Class<E> type) {
        return events.stream().filter(type::isInstance).map(type::cast).toList();
    }

    @Test
    void eachBlockIsUnderstoodAndAnswered() throws IOException {
        Map<String, String> blocks = uplinkBlocks();
        assertThat(blocks.keySet())
                .containsExactly(
                        "ping",
                        "time",
                        "push_msg",
                        "push_info",
                        "info_ack",
                        "version_ack",
                        "update_ack",
                        "query_msg_ack",
                        "push_online");
        Map<String, String> answers = Map.of(
                "ping", "{\"cmd\":\"pong\"}",
                "push_msg", "{\"cmd\":\"push_msg_ack\",\"packnum\":\"0\"}",
                "push_info", "{\"cmd\":\"push_info_ack\"}",
                "push_online", "{\"cmd\":\"push_online_ack\",\"packnum\":\"0\"}");
        try (Module module = new Module(listener.boundPort())) {
            for (Map.Entry<String, String> block : blocks.entrySet()) {
                module.write(block.getValue());
                if (block.getKey().equals("time")) {
                    assertThat(module.object()).matches("\\{\"cmd\":\"time_ack\",\"timestamp\":\"\\d{10}\"}");
                } else if (answers.containsKey(block.getKey())) {
                    assertThat(module.object()).isEqualTo(answers.get(block.getKey()));
                }
            }
        }
        await().until(() -> events(Presence.class).size() == 2);
        assertThat(events(SimCard.class))
                .containsExactly(
                        new SimCard(MODULE, "89860317045714788688"), new SimCard(MODULE, "89860317045714788688"));
        assertThat(events(DeviceLocation.class)).hasSize(2);
        assertThat(events(LineFailures.class))
                .containsExactly(new LineFailures(
                        MODULE,
                        List.of(
                                new LineFailures.Line(1, 1),
                                new LineFailures.Line(2, 2),
                                new LineFailures.Line(3, 3))));
        assertThat(events(HardwareType.class)).containsExactly(new HardwareType(MODULE, "0001"));
        assertThat(events(SoftwareVersion.class)).containsExactly(new SoftwareVersion(MODULE, "1.0.3"));
        assertThat(events(PressureSamples.class)).singleElement().satisfies(push -> {
            assertThat(push.packetNumber()).isEqualTo("0");
            assertThat(push.channels()).hasSize(3);
        });
        assertThat(events(SensorStates.class))
                .singleElement()
                .satisfies(states -> assertThat(states.sensors())
                        .extracting(sensor -> String.valueOf(sensor.condition()))
                        .containsExactly("ONLINE", "OFFLINE", "OFFLINE"));
        assertThat(events(UnknownMessage.class)).isEmpty();
    }

    /** All in one segment, and byte by byte with junk between: the answers are the same, and each report counts once. */
    @Test
    void gluedAndTornBlocksAreAnsweredAndCountOnce() throws IOException {
        String all = String.join("\r\n\0 ack?", uplinkBlocks().values());
        for (int size : new int[] {all.length(), 1}) {
            try (Module module = new Module(listener.boundPort())) {
                for (int at = 0; at < all.length(); at += size) {
                    module.write(all.substring(at, Math.min(all.length(), at + size)));
                }
                // What waits for the disk may be overtaken by what does not.
                List<String> answers = new ArrayList<>();
                while (answers.size() < 5) {
                    answers.add(module.object());
                }
                assertThat(answers)
                        .contains(
                                "{\"cmd\":\"pong\"}",
                                "{\"cmd\":\"push_msg_ack\",\"packnum\":\"0\"}",
                                "{\"cmd\":\"push_info_ack\"}",
                                "{\"cmd\":\"push_online_ack\",\"packnum\":\"0\"}");
            }
        }
        await().until(() -> events(Presence.class).size() == 4);
        assertThat(events(PressureSamples.class)).hasSize(1);
        assertThat(events(SensorStates.class)).hasSize(1);
    }

    /** A plain socket. */
    private static final class Module implements AutoCloseable {
        private final Socket socket;

        Module(int port) throws IOException {
            socket = new Socket("127.0.0.1", port);
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(10_000);
        }

        void write(String text) throws IOException {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        }

        /** What comes up to the next brace that closes. */
        String object() throws IOException {
            StringBuilder text = new StringBuilder();
            int next = 0;
            while (next != '}') {
                next = socket.getInputStream().read();
                if (next < 0) {
                    throw new IOException("the connection ended after " + text);
                }
                text.append((char) next);
            }
            return text.toString();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
