package io.devicegateway.wosi;

import io.devicegateway.protocol.StreamProtocol;
import io.devicegateway.transcript.TranscriptRunner;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The transcripts of this protocol, each replayed whole, byte by byte, glued, and with the journal held. */
class WosiTranscriptsTest {
    @TestFactory
    Stream<DynamicTest> transcripts() throws URISyntaxException {
        URL folder = Objects.requireNonNull(WosiTranscriptsTest.class.getResource("/transcripts"));
        return TranscriptRunner.tests(Path.of(folder.toURI()), WosiTranscriptsTest::protocol);
    }

    private static StreamProtocol<?> protocol(Map<String, String> given) {
        Map<String, String> options = new HashMap<>(given);
        WosiSettings settings = WosiSettings.DEFAULT
                .with(wire(options))
                .with(login(options))
                .with(returns(options))
                .with(commands(options));
        if (!options.isEmpty()) {
            throw new IllegalArgumentException("unknown options: " + options.keySet());
        }
        return new WosiProtocol(settings);
    }

    private static WosiSettings.Wire wire(Map<String, String> options) {
        WosiSettings.Wire usual = WosiSettings.Wire.DEFAULT;
        return new WosiSettings.Wire(
                Boolean.parseBoolean(take(options, "strict", "false")),
                usual.token(),
                WosiSettings.ReplyToken.valueOf(take(options, "replyToken", "ECHO")),
                usual.maxPacket(),
                usual.partialTimeout());
    }

    private static WosiSettings.Login login(Map<String, String> options) {
        WosiSettings.Login usual = WosiSettings.Login.DEFAULT;
        String names = take(options, "queries", "INVENTORY");
        List<WosiSettings.LoginQuery> queries = names.equals("none")
                ? List.of()
                : Arrays.stream(names.split(","))
                        .map(WosiSettings.LoginQuery::valueOf)
                        .toList();
        return new WosiSettings.Login(
                usual.deadline(), usual.liveness(), queries, usual.queryDelay(), usual.querySpacing());
    }

    private static WosiSettings.Returns returns(Map<String, String> options) {
        return new WosiSettings.Returns(
                WosiSettings.Returns.DEFAULT.dedup(),
                Integer.parseInt(take(options, "duplicateResult", "3")),
                Integer.parseInt(take(options, "unreadableResult", "2")),
                Integer.parseInt(take(options, "illegalBankResult", "4")),
                seconds(take(options, "inventoryAfter", "20s")));
    }

    private static WosiSettings.Commands commands(Map<String, String> options) {
        WosiSettings.Commands usual = WosiSettings.Commands.DEFAULT;
        return new WosiSettings.Commands(
                usual.gap(),
                usual.queue(),
                usual.rentTimeout(),
                usual.queryTimeout(),
                usual.orderTimeout(),
                seconds(take(options, "inventoryAfterRelease", "20s")),
                Boolean.parseBoolean(take(options, "networkFallback", "true")));
    }

    private static Duration seconds(String text) {
        return Duration.parse("PT" + text);
    }

    private static String take(Map<String, String> options, String name, String usual) {
        String given = options.remove(name);
        return given == null ? usual : given;
    }
}
