package io.devicegateway.chargepile;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.devicegateway.protocol.MalformedFrame;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is written is read as it was, and deviates from nothing. */
final class RoundTripTest {
    private static final int ROUNDS = 20_000;

    private final ChargepileCodec codec = new ChargepileCodec(ChargepileSettings.DEFAULT);

    @ParameterizedTest
    @ValueSource(longs = {1, 20180409})
    void whatIsWrittenIsRead(long seed) throws MalformedFrame {
        RandomMessages random = new RandomMessages(seed);
        for (int i = 0; i < ROUNDS; i++) {
            ChargepileMessage sent = random.next();
            byte[] line = codec.encode(sent);
            Explained explained = new Explained();
            assertThat(codec.decode(line, explained))
                    .as(new String(line, UTF_8))
                    .isEqualTo(sent);
            assertThat(explained.kinds()).as(new String(line, UTF_8)).isEmpty();
            assertThat(new String(line, UTF_8)).doesNotEndWith(",");
        }
    }
}
