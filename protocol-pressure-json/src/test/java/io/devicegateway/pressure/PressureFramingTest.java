package io.devicegateway.pressure;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How a stream of bytes becomes JSON objects: however it was split, and whatever stands between. */
class PressureFramingTest {
    private static final String PING = "{\"cmd\":\"ping\",\"IMEI\":\"865501040783269\"}";
    private static final String ODD = "{ \"x\" : [\"}\\\\\", \"{\\\"\"], \"y\":{\"z\":{}}, \"\":\"\\\\\\\\\" }";
    private static final String CUT = "{\"cmd\":\"push_msg\",\"IMEI\":\"865501040783269\",\"data0\":\"0001,00";

    private static Stream stream() {
        return new Stream(new PressureFraming(PressureSettings.Wire.DEFAULT));
    }

    @Test
    void anObjectIsAFrame() {
        assertThat(stream().feed(PING).frames()).containsExactly(PING);
        assertThat(stream().feed("{}").frames()).containsExactly("{}");
        assertThat(stream().feed(ODD).frames()).containsExactly(ODD);
    }

    @Test
    void objectsComeGluedAndSplitAtEveryByte() {
        String glued = PING + ODD + PING;
        byte[] bytes = glued.getBytes(UTF_8);
        for (int at = 0; at <= bytes.length; at++) {
            Stream stream = stream().feed(Arrays.copyOf(bytes, at)).feed(Arrays.copyOfRange(bytes, at, bytes.length));
            assertThat(stream.frames()).as("split at %d", at).containsExactly(PING, ODD, PING);
            assertThat(stream.skips()).isEmpty();
        }
        assertThat(stream().feedByteByByte(bytes).frames()).containsExactly(PING, ODD, PING);
    }

    @Test
    void aStringOfAnyLengthIsPassedOver() {
        for (int length = 0; length < 40; length++) {
            for (String end : List.of("", "\\\\", "\\\"", "}", "{")) {
                String object = "{\"a\":\"" + "}".repeat(length) + end + "\"}";
                assertThat(stream().feed(object + PING).frames()).containsExactly(object, PING);
            }
        }
    }

    /** The loss costs the message that was cut, whatever its first name and wherever the cut; also when bytes come one by one. */
    @Test
    void aMessageBehindOneThatLostItsEndIsRead() {
        String first = "{\"IMEI\":\"865501040783269\",\"cmd\":\"push_msg\",\"data0\":\"0001,00AB\",\"a\":1}";
        for (String next : List.of(PING, first, "{ \"IMEI\" : \"865501040783269\"}", "{\r\n\"cmd\":\"ping\"}")) {
            for (int cut = 1; cut < first.length(); cut++) {
                if (first.charAt(cut - 1) == ',' || first.charAt(cut - 1) == ':') {
                    continue; // not below: nothing else stands between
                }
                Stream stream = stream().feed((first.substring(0, cut) + next + PING).getBytes(UTF_8));
                assertThat(stream.frames()).as("cut at %d before %s", cut, next).containsExactly(next, PING);
                byte[] bytes = (first.substring(0, cut) + next + PING).getBytes(UTF_8);
                assertThat(stream().feedByteByByte(bytes).frames()).containsExactly(next, PING);
            }
        }
    }

    /** What is remembered of an incomplete object tells the same as a look at all of it. */
    @Test
    void anIncompleteObjectIsNotLookedAtFromItsFrontAgain() {
        String object = "{\"cmd\":\"push_msg\",\"data0\":\"" + "0".repeat(5000) + "\\\"\",\"x\":{\"y\":[1,{}]}}";
        byte[] bytes = object.getBytes(UTF_8);
        PressureFraming framing = new PressureFraming(PressureSettings.Wire.DEFAULT);
        long scan = 0;
        for (int length = 1; length < bytes.length; length++) {
            var cut = framing.next(ByteBuffer.wrap(bytes, 0, length), scan);
            assertThat(cut).isInstanceOf(io.devicegateway.protocol.Framing.Cut.More.class);
            scan = ((io.devicegateway.protocol.Framing.Cut.More) cut).scan();
            assertThat(scan & 0x1f_ffff).as("looked up to").isGreaterThanOrEqualTo(length - 6);
        }
        assertThat(framing.next(ByteBuffer.wrap(bytes), scan))
                .isEqualTo(new io.devicegateway.protocol.Framing.Cut.Frame(bytes.length));
    }

    @Test
    void theByteOrderOfTheBufferMakesNoDifference() {
        byte[] bytes = (ODD + PING).getBytes(UTF_8);
        PressureFraming framing = new PressureFraming(PressureSettings.Wire.DEFAULT);
        for (ByteOrder order : List.of(ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN)) {
            ByteBuffer direct = ByteBuffer.allocateDirect(bytes.length + 3).order(order);
            direct.position(3);
            direct.put(bytes).flip().position(3);
            assertThat(framing.next(direct)).isEqualTo(new io.devicegateway.protocol.Framing.Cut.Frame(ODD.length()));
        }
    }

    @Test
    void whatStandsBetweenObjectsIsPassedOver() {
        Stream stream = stream().feed("\r\n\0 " + PING + "\r\n\r\n\t" + PING + "OK {" + "}");
        assertThat(stream.frames()).containsExactly(PING, PING, "{}");
        assertThat(stream.skips())
                .containsExactly("blanks-between-frames \r\n\0 ", "blanks-between-frames \r\n\r\n\t", "noise OK ");
    }

    @Test
    void bracesThatCloseNothingAreNoise() {
        assertThat(stream().feed("}}]\"" + PING).frames()).containsExactly(PING);
    }

    /** Wherever a message loses its end, the next one is found, at once. */
    @Test
    void aMessageThatLostItsEndDoesNotTakeTheNextWithIt() {
        String first =
                "{\"cmd\":\"push_msg\",\"packnum\":12,\"data0\":\"0001,0002\",\"st0\":[1],\"x\":{\"y\":\"\\\\\"}}";
        for (int lost = 1; lost < first.length(); lost++) {
            String cut = first.substring(0, lost);
            if (cut.endsWith("\\")) {
                continue; // the brace behind it is part of an escape: only the quiet after it can tell
            }
            for (String next : List.of(PING, "{\n \"cmd\": \"ping\"}")) {
                byte[] bytes = (cut + next).getBytes(UTF_8);
                Stream whole = stream().feed(bytes);
                assertThat(whole.frames()).as("cut behind %s", cut).containsExactly(next);
                assertThat(whole.skips()).containsExactly("cut-off-frame " + cut);
                assertThat(stream().feedByteByByte(bytes).frames()).containsExactly(next);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"x\":\"{\",\"cmd\":\"ping\"}",
                "{\"x\":\"{ \",\"cmd\":1}",
                "{\"x\":{ \"cme\":1}}",
                "{\"x\":\"{\"}"
            })
    void aBraceThatBeginsNoMessageIsNone(String object) {
        assertThat(stream().feed(object).frames()).containsExactly(object);
        assertThat(stream().feedByteByByte(object.getBytes(UTF_8)).frames()).containsExactly(object);
    }

    @Test
    void aRestThatNothingFollowsIsDropped() {
        Stream stream = stream().feed(CUT);
        assertThat(stream.frames()).isEmpty();
        assertThat(stream.quiet().skips()).containsExactly("partial-frame-timeout " + CUT);
        assertThat(stream.feed(PING).frames()).containsExactly(PING);
    }

    @Test
    void aMessageInARestIsNotDroppedWithIt() {
        String other = "{\"packnum\":\"1\",\"IMEI\":\"865501040783269\",\"cmd\":\"push_msg\"}";
        Stream stream = stream().feed(CUT + other);
        assertThat(stream.frames()).isEmpty();
        assertThat(stream.quiet().frames()).containsExactly(other);
        assertThat(stream.skips()).containsExactly("partial-frame-timeout " + CUT);
    }

    @Test
    void randomBytesNeverStallAndGiveTheSameFramesHoweverTheyAreSplit() {
        Random random = new Random(4);
        byte[] alphabet = "{}\"\\ \ncmd[]:,a0".getBytes(UTF_8);
        for (int round = 0; round < 3000; round++) {
            byte[] bytes = new byte[random.nextInt(1, 120)];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = alphabet[random.nextInt(alphabet.length)];
            }
            Stream whole = stream().feed(bytes);
            Stream single = stream().feedByteByByte(bytes);
            assertThat(single.frames()).as(new String(bytes, UTF_8)).isEqualTo(whole.frames());
            assertThat(single.waiting()).isEqualTo(whole.waiting());
            for (int i = 0; i < 200 && whole.waiting() > 0; i++) {
                whole.quiet();
            }
            assertThat(whole.waiting()).isZero();
        }
    }

    @Test
    void messagesWithBytesLostAnywhereComeBack() {
        Random random = new Random(7);
        for (int round = 0; round < 300; round++) {
            List<String> messages = new ArrayList<>();
            StringBuilder sent = new StringBuilder();
            for (int i = 0; i < 6; i++) {
                String message =
                        new String(PressureUplinkEncoder.encode(new RandomMessages(random.nextLong()).uplink()), UTF_8);
                boolean loses = i % 2 == 1;
                sent.append(loses ? message.substring(0, random.nextInt(1, message.length())) : message);
                if (!loses) {
                    messages.add(message);
                }
            }
            Stream stream = stream().feed(sent + PING).quiet().quiet();
            assertThat(stream.frames()).containsAll(messages).contains(PING);
        }
    }

    @Test
    void theBoundsAreThoseOfTheSettings() {
        PressureFraming framing = new PressureFraming(PressureSettings.Wire.DEFAULT);
        assertThat(framing.maxFrame()).isEqualTo(65_536);
        assertThat(framing.partialTimeout()).hasSeconds(30);
    }
}
