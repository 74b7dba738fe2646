package io.devicegateway.wosi;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

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
        longest[2] = 0x64;
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
    void aFrameBehindAHalfOneIsNotDroppedWithIt() {
        Stream stream =
                stream().feed(Bytes.of("00 30 66 01 41 11 22 33" + RETURN)).quiet();
        assertThat(stream.frames()).containsExactly(RETURN);
        assertThat(stream.skips()).containsExactly("partial-frame-timeout 00 30 66 01 41 11 22 33");
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
