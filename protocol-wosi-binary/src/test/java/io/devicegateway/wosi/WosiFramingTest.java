package io.devicegateway.wosi;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WosiFramingTest {
    private static final String HEARTBEAT = "00 07 61 01 00 11 22 33 44";
    private static final String RETURN = "00 10 66 01 41 11 22 33 44 01 52 4c 31 41 7c 00 00 52";
    private static final String LOGIN =
            "00 20 60 01 80 11 22 33 44 55 66 77 88 02 33 00 11 52 4c 31 41 30 33 31 37 31 32 30 30 30 30 31 35 00";

    private final WosiFraming framing = new WosiFraming(WosiSettings.Wire.DEFAULT);

    @Test
    void framesAreCutByTheirLength() {
        Stream stream = stream().feed(Bytes.of(LOGIN + HEARTBEAT + RETURN));
        assertThat(stream.frames()).containsExactly(LOGIN, HEARTBEAT, RETURN);
        assertThat(stream.waiting()).isZero();
    }

    @Test
    void splittingAtEveryByteChangesNothing() {
        byte[] bytes = Bytes.of(LOGIN + HEARTBEAT + RETURN);
        for (int at = 0; at <= bytes.length; at++) {
            Stream stream = stream().feed(Arrays.copyOf(bytes, at)).feed(Arrays.copyOfRange(bytes, at, bytes.length));
            assertThat(stream.frames()).as("split at %d", at).containsExactly(LOGIN, HEARTBEAT, RETURN);
        }
        assertThat(stream().feedByteByByte(bytes).frames()).containsExactly(LOGIN, HEARTBEAT, RETURN);
    }

    @Test
    void anUnknownCommandAndAnotherVersionAreFramesToo() {
        String unknown = "00 09 83 02 03 11 22 33 44 01 02";
        assertThat(stream().feed(Bytes.of(unknown)).frames()).containsExactly(unknown);
    }

    @Test
    void theLongestFrameIsTaken() {
        byte[] longest = new byte[framing.maxFrame()];
        longest[0] = 0x10;
        longest[2] = (byte) 0x83; // what the document has is shorter
        longest[3] = 1;
        assertThat(framing.maxFrame()).isEqualTo(4098);
        assertThat(stream().feed(longest).frames()).containsExactly(Bytes.hex(longest));
    }

    @Test
    void noiseIsSkippedUpToTheNextFrameHoweverItIsSplit() {
        byte[] bytes = Bytes.of("ff fe fd 00 00 01" + RETURN);
        for (Stream stream : List.of(stream().feed(bytes), stream().feedByteByByte(bytes))) {
            assertThat(stream.frames()).containsExactly(RETURN);
            assertThat(String.join(" ", stream.skips())).startsWith("resync ff fe fd");
            assertThat(stream.lost()).isEmpty();
        }
    }

    @Test
    void aLengthBelowTheHeaderIsNoLength() {
        Stream stream = stream().feed(Bytes.of("00 06 61 01 00 11 22 33" + HEARTBEAT));
        assertThat(stream.frames()).containsExactly(HEARTBEAT);
        assertThat(stream.skips()).containsExactly("resync 00 06 61 01 00 11 22 33");
    }

    @Test
    void aStreamThatIsNoneOfOursIsGivenUpWhenItFallsQuiet() {
        byte[] http = "GET / HTTP/1.1\r\nHost: gateway\r\n\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        Stream stream = stream().feed(http);
        assertThat(stream.lost()).isEmpty();
        assertThat(stream.quiet().lost()).isEqualTo("lost-framing");
        assertThat(stream.frames()).isEmpty();
    }

    @Test
    void aLongStreamThatIsNoneOfOursIsGivenUpAtTheSamePlaceHoweverItIsSplit() {
        byte[] noise = new byte[600];
        Arrays.fill(noise, (byte) 0xee);
        byte[] behind = Bytes.join(noise, Bytes.of(HEARTBEAT));
        assertThat(stream().feed(behind).lost()).isEqualTo("lost-framing");
        assertThat(stream().feedByteByByte(behind).lost()).isEqualTo("lost-framing");
    }

    @Test
    void theSampleWhoseLengthLiesIsDeliveredWhenNothingMoreComes() {
        Stream stream = stream().feed(Bytes.of("00 77 63 01 01 11 22 33 44"));
        assertThat(stream.frames()).isEmpty();
        assertThat(stream.quiet().frames()).containsExactly("00 77 63 01 01 11 22 33 44");
    }

    @Test
    void theSampleWhoseLengthLiesIsDeliveredBeforeAHeartbeatThatCameMeanwhile() {
        Stream stream = stream()
                .feed(Bytes.of("00 77 63 01 01 11 22 33 44" + HEARTBEAT))
                .quiet();
        assertThat(stream.frames()).containsExactly("00 77 63 01 01 11 22 33 44", HEARTBEAT);
        assertThat(stream.skips()).isEmpty();
    }

    @Test
    void anotherRestIsDroppedWhenNothingMoreComes() {
        Stream stream =
                stream().feed(Bytes.of("00 10 66 01 41 11 22 33 44 01 52")).quiet();
        assertThat(stream.frames()).isEmpty();
        assertThat(stream.skips()).containsExactly("partial-frame-timeout 00 10 66 01 41 11 22 33 44 01 52");
        assertThat(stream.feed(Bytes.of(HEARTBEAT)).frames()).containsExactly(HEARTBEAT);
    }

    @Test
    void aFrameBehindAHalfOneIsFoundAtOnce() {
        Stream stream = stream().feed(Bytes.of("00 30 66 01 41 11 22 33" + RETURN));
        assertThat(stream.frames()).containsExactly(RETURN);
        assertThat(stream.skips()).containsExactly("lost-bytes 00 30 66 01 41 11 22 33");
    }

    /** Stray bytes behind a heartbeat, and a return that is repeated until it has its answer. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "0d 0a", // a line end
                "0a",
                "00",
                "03 e8", // a length in range
                "0f ff",
                "00 10",
                "00 10 66",
                "00 10 66 01", // the beginning of a return
                "00 10 66 01 68 11 22 33 44",
                "00 10 66 01 68 11 22 33 44 01 57 53 54",
                "00 20 66 01 68 11 22 33 44 01 57 53 54 44 7c 00 00 01", // lengths that lie
                "03 e8 66 01 68 11 22 33 44 01 57 53 54 44 7c 00 00 01",
                "03 e8 64 01 00 11 22 33 44 05 01",
                "03 e8 83 01 00 11 22 33 44",
                "03 e8 60 01 00 11 22 33 44",
                "01 f4 61 01 00 11 22 33 44",
                "ff ff ff ff ff",
                "41 54 2b 43 53 51 0d 0a", // what a modem says
                "0d 0a 4e 4f 20 43 41 52 52 49 45 52 0d 0a",
                "00 00 00 00 00 00 00 00"
            })
    void strayBytesKeepNoReturnFromItsAnswer(String stray) {
        for (boolean single : List.of(false, true)) {
            Stream stream = stream().feed(Bytes.of(HEARTBEAT + stray));
            for (int time = 1; time <= 8; time++) {
                if (single) {
                    stream.feedByteByByte(Bytes.of(RETURN));
                } else {
                    stream.feed(Bytes.of(RETURN));
                }
                assertThat(stream.frames().stream().filter(RETURN::equals))
                        .as("%s, then %d returns", stray, time)
                        .hasSize(time);
            }
            assertThat(stream.lost()).isEmpty();
        }
    }

    @Test
    void randomBytesKeepNoReturnFromItsAnswer() {
        Random random = new Random(12);
        for (int round = 0; round < 2000; round++) {
            byte[] stray = new byte[random.nextInt(1, 60)];
            random.nextBytes(stray);
            byte[] bytes = Bytes.join(Bytes.of(HEARTBEAT), stray, Bytes.of(RETURN));
            assertThat(stream().feed(bytes).frames()).as(Bytes.hex(stray)).contains(RETURN);
            assertThat(stream().feedByteByByte(bytes).frames())
                    .as(Bytes.hex(stray))
                    .contains(RETURN);
        }
    }

    @Test
    void aConfirmationWhoseLengthLiesIsDeliveredAsSoonAsAnotherFrameFollows() {
        String sample = "00 77 63 01 01 11 22 33 44";
        assertThat(stream().feed(Bytes.of(sample + RETURN)).frames()).containsExactly(sample, RETURN);
        assertThat(stream().feedByteByByte(Bytes.of(sample + RETURN)).frames()).containsExactly(sample, RETURN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // PROXY TCP4 192.0.2.1 192.0.2.2 56324 51608 CR LF
                "50 52 4f 58 59 20 54 43 50 34 20 31 39 32 2e 30 2e 32 2e 31 20 31 39 32 2e 30 2e 32 2e 32 20 35 36 33 32"
                        + " 34 20 35 31 36 30 38 0d 0a",
                "0d 0a 0d 0a 00 0d 0a 51 55 49 54 0a 21 11 00 0c c0 00 02 01 c0 00 02 02 dc 04 c9 98"
            })
    void aBalancersHeaderIsNamedAndTheLoginBehindItIsTaken(String header) {
        for (Stream stream :
                List.of(stream().feed(Bytes.of(header + LOGIN)), stream().feedByteByByte(Bytes.of(header + LOGIN)))) {
            assertThat(stream.skips()).containsExactly("proxy-header " + header);
            assertThat(stream.frames()).containsExactly(LOGIN);
        }
    }

    @Test
    void aFrameThatLacksBytesDoesNotSwallowTheNext() {
        byte[] whole = Bytes.of(RETURN);
        for (int lost = 1; lost < whole.length; lost++) {
            for (int from = 1; from + lost <= whole.length; from++) {
                byte[] torn =
                        Bytes.join(Arrays.copyOf(whole, from), Arrays.copyOfRange(whole, from + lost, whole.length));
                Stream stream = stream()
                        .feed(Bytes.join(torn, Bytes.of(HEARTBEAT + RETURN + LOGIN)))
                        .quiet();
                assertThat(stream.frames())
                        .as("%d bytes lost from %d", lost, from)
                        .endsWith(LOGIN)
                        .contains(RETURN);
            }
        }
    }

    @Test
    void aHeartbeatThatLacksBytesDoesNotSwallowTheNextFrameHoweverItIsSplit() {
        byte[] bytes = Bytes.of("00 07 61 01" + RETURN + HEARTBEAT);
        for (Stream stream : List.of(stream().feed(bytes), stream().feedByteByByte(bytes))) {
            assertThat(stream.frames()).containsExactly(RETURN, HEARTBEAT);
            assertThat(stream.skips()).containsExactly("lost-bytes 00 07 61 01");
        }
    }

    @Test
    void aFrameInDoubtIsDeliveredWhenNothingMoreComes() {
        String doubtful = "00 0b 83 01 00 00 00 00 00 00 07 61 01";
        Stream stream = stream().feed(Bytes.of(doubtful));
        assertThat(stream.frames()).isEmpty();
        assertThat(stream.quiet().frames()).containsExactly(doubtful);
    }

    @Test
    void aWrongChecksumAloneIsNoLostByte() {
        String wrong = "00 10 66 01 55 11 22 33 44 01 52 4c 31 41 7c 00 00 52";
        assertThat(stream().feed(Bytes.of(wrong + HEARTBEAT)).frames()).containsExactly(wrong, HEARTBEAT);
    }

    @Test
    void aSingleByteIsWaitedForAndDropped() {
        Stream stream = stream().feed(Bytes.of("00"));
        assertThat(stream.frames()).isEmpty();
        assertThat(stream.quiet().skips()).containsExactly("partial-frame-timeout 00");
    }

    @Test
    void randomBytesNeverStall() {
        Random random = new Random(4);
        for (int round = 0; round < 500; round++) {
            byte[] bytes = new byte[random.nextInt(1, 700)];
            random.nextBytes(bytes);
            Stream whole = stream().feed(bytes);
            Stream single = stream().feedByteByByte(bytes);
            assertThat(single.frames()).as("round %d", round).isEqualTo(whole.frames());
            assertThat(single.lost()).isEqualTo(whole.lost());
            // Quiet time after quiet time, everything is consumed or given up.
            for (int i = 0; i < 700 && whole.waiting() > 0 && whole.lost().isEmpty(); i++) {
                whole.quiet();
            }
            assertThat(whole.waiting() == 0 || !whole.lost().isEmpty()).isTrue();
        }
    }

    @Test
    void theBoundsAreThoseOfTheSettings() {
        WosiFraming small = new WosiFraming(
                new WosiSettings.Wire(false, 0x11223344, WosiSettings.ReplyToken.ECHO, 64, Duration.ofSeconds(3)));
        assertThat(small.maxFrame()).isEqualTo(66);
        assertThat(small.partialTimeout()).isEqualTo(Duration.ofSeconds(3));
        Stream stream = new Stream(small).feed(Bytes.of("00 41 64 01 00 11 22 33 44" + HEARTBEAT));
        assertThat(stream.skips()).containsExactly("resync 00 41 64 01 00 11 22 33 44");
        assertThat(stream.frames()).containsExactly(HEARTBEAT);
    }

    private Stream stream() {
        return new Stream(framing);
    }
}
