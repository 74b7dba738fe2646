package io.devicegateway.app.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.devicegateway.app.client.EventStream.Message;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class EventStreamTest {
    @Test
    void readsEventsAndPassesOverHeartbeats() throws IOException {
        EventStream stream = stream(":\n\nid: 1\nevent: a\ndata: {\"x\":1}\n\nid:2\n:\n\ndata:one\ndata: two\r\n\n");
        assertThat(stream.next()).isEqualTo(new Message("1", "a", "{\"x\":1}"));
        assertThat(stream.next()).isEqualTo(new Message("2", "message", "one\ntwo"));
        assertThat(stream.next()).isNull();
        assertThat(stream.lastId()).isEqualTo("2");
    }

    @Test
    void anEventThatIsCutOffDoesNotMoveThePlaceToResumeFrom() throws IOException {
        EventStream stream = stream("id: 1\ndata: a\n\nid: 2\ndata: b\n");
        assertThat(stream.next()).isEqualTo(new Message("1", "message", "a"));
        assertThat(stream.next()).isNull();
        assertThat(stream.lastId()).isEqualTo("1");
    }

    @Test
    void aHeartbeatWithAnIdMovesIt() throws IOException {
        EventStream stream = stream("id: 9\n:\n\n");
        assertThat(stream.next()).isNull();
        assertThat(stream.lastId()).isEqualTo("9");
    }

    private static EventStream stream(String text) {
        return new EventStream(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }
}
