package io.devicegateway.vending;

import io.devicegateway.protocol.Protocol;
import io.devicegateway.transcript.TranscriptRunner;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The transcripts of this protocol, each replayed as it is and with the journal held. */
class VendingTranscriptsTest {
    @TestFactory
    Stream<DynamicTest> transcripts() throws URISyntaxException {
        URL folder = Objects.requireNonNull(VendingTranscriptsTest.class.getResource("/transcripts"));
        return TranscriptRunner.tests(Path.of(folder.toURI()), VendingTranscriptsTest::protocol);
    }

    private static Protocol<?> protocol(Map<String, String> given, Clock clock) {
        Map<String, String> options = new HashMap<>(given);
        VendingSettings.Wire wire = VendingSettings.Wire.DEFAULT;
        VendingSettings.Presence presence = VendingSettings.Presence.DEFAULT;
        VendingSettings.Commands commands = VendingSettings.Commands.DEFAULT;
        String blank = options.remove("serverIdOnWire");
        VendingSettings settings = new VendingSettings(
                new VendingSettings.Wire(
                        wire.serverId(),
                        blank == null ? wire.serverId() : " " + wire.serverId(),
                        Boolean.parseBoolean(options.remove("requireToMatch")),
                        wire.laneBase(),
                        wire.highestLane(),
                        wire.resultIndex(),
                        wire.maxMessage(),
                        wire.orderLength(),
                        Integer.valueOf(take(options, "seed", "1"))),
                new VendingSettings.Presence(presence.liveness(), span(options.remove("firstQuery"))),
                new VendingSettings.Commands(
                        commands.gap(),
                        commands.queue(),
                        commands.vendTimeout(),
                        commands.queryTimeout(),
                        commands.resetTimeout(),
                        span(options.remove("countersAfter"))));
        if (!options.isEmpty()) {
            throw new IllegalArgumentException("unknown options: " + options.keySet());
        }
        return new VendingProtocol(settings, clock);
    }

    private static Duration span(String text) {
        return text == null ? null : Duration.parse("PT" + text);
    }

    private static String take(Map<String, String> options, String name, String usual) {
        String given = options.remove(name);
        return given == null ? usual : given;
    }
}
