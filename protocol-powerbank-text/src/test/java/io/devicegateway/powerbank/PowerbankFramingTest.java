package io.devicegateway.powerbank;

import static org.assertj.core.api.Assertions.assertThat;

import io.devicegateway.protocol.Framing;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Frames are found however the bytes come, and what is no frame costs nothing else. */
class PowerbankFramingTest {
    private static final String CH = "{\"865501040783269,CH,7CB3\"}\r\n";
    private static final String AQ = "{\"865501040783269,AQ,1.FU.0123456789;2.NF.9876543210;3.ER;,A74A\"}\r\n";
    private static final String MQ = "{\"865501040783269,MQ,1,0123456789,BB06\"}\r\n";

    private final PowerbankFraming framing = new PowerbankFraming(PowerbankSettings.Wire.DEFAULT);

    private Stream stream() {
        return new Stream(framing);
    }

    /** Without line ends, which go with one frame or with the next. */
    private static List<String> bare(Stream stream) {
        return stream.frames().stream().map(String::strip).toList();
    }

    @Test
    void gluedFramesAreCutApart() {
        Stream stream = stream().feed(CH + AQ + MQ);
        assertThat(stream.frames()).containsExactly(CH, AQ, MQ);
        assertThat(stream.skips()).isEmpty();
        assertThat(stream.waiting()).isZero();
    }

    @Test
    void aSplitAtAnyByteChangesNothing() {
        String wire = CH + AQ + MQ;
        for (int at = 1; at < wire.length(); at++) {
            Stream stream = stream().feed(wire.substring(0, at)).feed(wire.substring(at));
            assertThat(bare(stream)).as("split at %d", at).containsExactly(CH.strip(), AQ.strip(), MQ.strip());
            assertThat(stream.skips()).isEmpty();
        }
        Stream stream = stream().feedByteByByte(Vectors.bytes(wire));
        assertThat(bare(stream)).containsExactly(CH.strip(), AQ.strip(), MQ.strip());
        assertThat(stream.skips()).isEmpty();
    }

    @Test
    void thePacketEndIsEnough() {
        assertThat(stream().feed("{\"865501040783269,CH,7CB3\"}").frames()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\r\n", "\n", "\r", "", "\n\r\n"})
    void anyLineEndWillDo(String lineEnd) {
        String frame = CH.strip() + lineEnd;
        Stream stream = stream().feed(frame + frame + frame);
        assertThat(bare(stream)).containsExactly(CH.strip(), CH.strip(), CH.strip());
        assertThat(stream.skips()).isEmpty();
    }

    @Test
    void junkBeforeAFrameIsPassedOver() {
        Stream stream = stream().feed("\r\nxx{y\"}" + CH + "}\"" + CH);
        assertThat(bare(stream)).containsExactly(CH.strip(), CH.strip());
        assertThat(stream.skips()).containsExactly("junk \r\nxx{y\"}", "junk }\"");
    }

    @Test
    void aFrameThatBrokeOffCostsNothingButItself() {
        Stream stream = stream().feed("{\"865501040783269,MQ,1,01" + CH + MQ);
        assertThat(stream.frames()).containsExactly(CH, MQ);
        assertThat(stream.skips()).containsExactly("frame-broken-off {\"865501040783269,MQ,1,01");
    }

    @Test
    void aFrameThatDoesNotEndIsPassedOver() {
        String endless = "{\"" + "8".repeat(600);
        Stream stream = stream().feed(endless + CH);
        assertThat(stream.frames()).containsExactly(CH);
        assertThat(stream.lost()).isEmpty();
        assertThat(stream.skips()).containsExactly("frame-broken-off " + endless);
        assertThat(stream().feed(endless).skips()).containsExactly("frame-too-long " + endless);
        Stream slow = stream().feedByteByByte(Vectors.bytes(endless + CH));
        assertThat(bare(slow)).containsExactly(CH.strip());
    }

    @Test
    void theLongestFrameIsStillOne() {
        int most = PowerbankSettings.Wire.DEFAULT.maxFrame();
        String longest = "{\"" + "8".repeat(most - 4) + "\"}";
        assertThat(stream().feed(longest).frames()).containsExactly(longest);
        assertThat(stream().feed("{\"8" + longest.substring(2)).frames()).isEmpty();
    }

    @Test
    void aCheckOfTwoBytesMayLookLikeAPacketHeader() {
        String frame = "{\"865501040783269,CH,{\"\"}\r\n";
        assertThat(stream().feed(frame + CH).frames()).containsExactly(frame, CH);
    }

    @Test
    void aRestOfLineEndsMayWaitAndAnyOtherIsPassedOver() {
        Stream lineEnd = stream().feed(CH.strip()).feed("\r\n").quiet();
        assertThat(lineEnd.frames()).hasSize(1);
        assertThat(lineEnd.skips()).isEmpty();
        assertThat(bare(lineEnd.feed(MQ))).containsExactly(CH.strip(), MQ.strip());
        Stream half = stream().feed("{\"8655010").quiet();
        assertThat(half.skips()).containsExactly("partial-frame-timeout {\"8655010");
        assertThat(half.feed(CH).frames()).containsExactly(CH);
    }

    /** Stray bytes behind a heartbeat, and a question that is repeated until it has its answer. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\n",
                "{",
                "{\"",
                "\"}",
                "{\"865501040783269,MQ,1,0123456789,",
                "{\"865501040783269,MQ,1,01",
                "AT+CSQ\r\n",
                "{\"{\"{\"",
                "{\"\u0000\u0000\u00ff",
                "865501040783269,CH,7CB3\"}\r\n",
                "{\"865501040783269,CH,7CB3\r\n"
            })
    void strayBytesKeepNoQuestionFromItsAnswer(String stray) {
        Stream stream = stream().feed(CH + stray);
        int before = bare(stream).size();
        for (int time = 1; time <= 8; time++) {
            stream.feed(MQ);
            assertThat(bare(stream).stream().filter(MQ.strip()::equals))
                    .as("%s, then %d questions", stray, time)
                    .hasSize(time);
        }
        assertThat(bare(stream)).hasSize(before + 8);
    }

    @Test
    void aFrameThatBeginsBehindAHalfOneIsKeptWhenTheHalfOneIsGivenUp() {
        Stream stream = stream().feed("{\"8655010{\"865501040783269,CH").quiet();
        assertThat(stream.skips()).containsExactly("partial-frame-timeout {\"8655010");
        assertThat(stream.feed(",7CB3\"}\r\n").frames()).containsExactly(CH);
    }

    @Test
    void aBalancersHeaderIsNamed() {
        String header = "PROXY TCP4 192.0.2.1 192.0.2.2 56324 51610\r\n";
        for (Stream stream : List.of(stream().feed(header + CH), stream().feedByteByByte(Vectors.bytes(header + CH)))) {
            assertThat(stream.skips()).containsExactly("proxy-header " + header);
            assertThat(bare(stream)).containsExactly(CH.strip());
        }
        String binary = "\r\n\r\n\0\r\nQUIT\n\u0021\u0011\0\u000c" + "a".repeat(12);
        Stream stream = stream().feed(binary + CH);
        assertThat(stream.skips()).containsExactly("proxy-header " + binary);
        assertThat(bare(stream)).containsExactly(CH.strip());
    }

    @Test
    void aFloodOfLineEndsIsJunk() {
        Stream stream = stream().feed("\n".repeat(20) + CH);
        assertThat(bare(stream)).containsExactly(CH.strip());
        assertThat(String.join("", stream.skips())).contains("junk");
        assertThat(stream.waiting()).isZero();
    }

    /** A transport gives up a connection whose whole window is no frame; there is always a cut before. */
    @Test
    void aFullWindowIsNeverWithoutACut() {
        Random random = new Random(7);
        byte[] letters = Vectors.bytes("{\"}\r\n,8A");
        byte[] window = new byte[framing.maxFrame()];
        for (int i = 0; i < 20_000; i++) {
            for (int at = 0; at < window.length; at++) {
                window[at] = letters[random.nextInt(i % 2 == 0 ? letters.length : letters.length - 5)];
            }
            if (i % 3 == 0) {
                window[0] = '{';
                window[1] = '"';
            }
            Framing.Cut cut = framing.next(ByteBuffer.wrap(window));
            assertThat(cut).isNotInstanceOf(Framing.Cut.More.class);
        }
    }

    @Test
    void howBytesAreSplitNeverChangesTheFrames() {
        Random random = new Random(42);
        List<String> pieces = List.of(CH, AQ, MQ, "junk", "{\"", "\"}", "{\"8655", "\r\n", "{", "\"", CH.strip());
        for (int round = 0; round < 500; round++) {
            StringBuilder wire = new StringBuilder();
            for (int i = 0; i < 12; i++) {
                wire.append(pieces.get(random.nextInt(pieces.size())));
            }
            byte[] bytes = Vectors.bytes(wire.toString());
            List<String> whole = bare(stream().feed(bytes));
            assertThat(bare(stream().feedByteByByte(bytes))).as(wire.toString()).isEqualTo(whole);
            Stream parts = stream();
            for (int at = 0; at < bytes.length; ) {
                int next = Math.min(bytes.length, at + 1 + random.nextInt(30));
                parts.feed(Arrays.copyOfRange(bytes, at, next));
                at = next;
            }
            assertThat(bare(parts)).isEqualTo(whole);
        }
    }
}
