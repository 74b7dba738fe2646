package io.devicegateway.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import io.devicegateway.budget.ByteBudget;
import io.devicegateway.metrics.MemoryMetrics;
import io.devicegateway.supervision.Supervision;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.DefaultEventLoop;
import io.netty.channel.EventLoop;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/** Whatever the segments and pauses: the same frames and the same skipped bytes, in order, nothing lost and nothing twice. */
class FrameStreamTest {
    private static final EventLoop LOOP = new DefaultEventLoop();

    @AfterAll
    static void stop() {
        LOOP.shutdownGracefully().awaitUninterruptibly(1_000);
    }

    @RepeatedTest(200)
    void anySegmentsGiveTheSameFrames(RepetitionInfo repetition) throws Exception {
        Random random = new Random(repetition.getCurrentRepetition());
        List<String> expected = new ArrayList<>();
        byte[] bytes = stream(random, expected);
        LoopContext loop = loop();
        // Two connections in turn: neither may see what the other left in the shared buffer.
        Told one = new Told(random);
        Told two = new Told(random);
        FrameStream first = new FrameStream(LengthFraming.DEFAULT, 1_000_000, loop, account(loop));
        FrameStream second = new FrameStream(LengthFraming.DEFAULT, 1_000_000, loop, account(loop));
        int atOne = 0;
        int atTwo = 0;
        while (atOne < bytes.length || atTwo < bytes.length) {
            atOne = feed(first, one, loop, bytes, atOne, random);
            atTwo = feed(second, two, loop, bytes, atTwo, random);
        }
        finish(first, one, loop);
        finish(second, two, loop);
        assertThat(one.merged()).isEqualTo(expected);
        assertThat(two.merged()).isEqualTo(expected);
        assertThat(first.size()).isZero();
        assertThat(loop.bytes.whole().taken()).as("bytes still held").isZero();
    }

    @Test
    void aPartialFrameMovesOutOfTheSharedBuffer() throws Exception {
        LoopContext loop = loop();
        FrameStream stream = new FrameStream(LengthFraming.DEFAULT, 1_000, loop, account(loop));
        stream.append(Unpooled.wrappedBuffer(new byte[] {0, 2, 'a'}));
        assertThat(stream.cut(loop.slice, new Told(new Random(1)).always())).isFalse();
        stream.keep();
        Arrays.fill(loop.shared(1), (byte) 'x');
        assertThat(stream.isPartial()).isTrue();
        assertThat(stream.front(8)).containsExactly(0, 2, 'a');
    }

    /** Holds more than any of these tests does, and nothing when they are over. */
    private static LoopContext loop() {
        MemoryMetrics metrics = new MemoryMetrics();
        ByteBudget bytes = ByteBudget.of(1 << 20, metrics);
        return new LoopContext(
                LOOP, () -> 0, new LoopBytes(bytes, bytes, bytes), new Supervision(metrics, () -> 0).watch("sweep"));
    }

    private static Account account(LoopContext loop) {
        return new Account(() -> {}, loop);
    }

    private static int feed(FrameStream stream, Told told, LoopContext loop, byte[] bytes, int at, Random random)
            throws Exception {
        int length = Math.min(bytes.length - at, random.nextInt(4) == 0 ? random.nextInt(2_000) : random.nextInt(8));
        ByteBuf segment = Unpooled.wrappedBuffer(bytes, at, length);
        loop.slice.begin();
        stream.append(segment);
        stream.cut(loop.slice, told);
        stream.keep();
        return at + length;
    }

    private static void finish(FrameStream stream, Told told, LoopContext loop) throws Exception {
        do {
            loop.slice.begin();
        } while (stream.cut(loop.slice, told.always()));
        stream.keep();
    }

    private static byte[] stream(Random random, List<String> expected) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < 60; i++) {
            if (random.nextInt(5) == 0) {
                byte[] junk = new byte[1 + random.nextInt(300)];
                Arrays.fill(junk, (byte) 0xee);
                bytes.writeBytes(junk);
                expected.add("junk " + junk.length);
            }
            byte[] content = new byte[random.nextInt(random.nextInt(10) == 0 ? 4_000 : 20)];
            random.nextBytes(content);
            byte[] frame = Client.frame(content);
            bytes.writeBytes(frame);
            expected.add(HexFormat.of().formatHex(frame));
        }
        return bytes.toByteArray();
    }

    /** Notes what it is told; now and then it takes nothing. */
    private static final class Told implements FrameStream.Sink {
        private final Random random;
        private final List<String> told = new ArrayList<>();
        private boolean always;

        Told(Random random) {
            this.random = random;
        }

        Told always() {
            always = true;
            return this;
        }

        /** With neighbouring skips as one: how junk is segmented is no concern. */
        List<String> merged() {
            List<String> merged = new ArrayList<>();
            for (String each : told) {
                String last = merged.isEmpty() ? "" : merged.getLast();
                if (each.startsWith("junk ") && last.startsWith("junk ")) {
                    int sum = Integer.parseInt(each.substring(5)) + Integer.parseInt(last.substring(5));
                    merged.set(merged.size() - 1, "junk " + sum);
                } else {
                    merged.add(each);
                }
            }
            return merged;
        }

        @Override
        public boolean takes() {
            return always || random.nextInt(10) > 0;
        }

        @Override
        public boolean admits(int length) {
            return true;
        }

        @Override
        public void frame(byte[] frame) {
            told.add(HexFormat.of().formatHex(frame));
        }

        @Override
        public void skipped(byte[] bytes, String kind) {
            told.add(kind + " " + bytes.length);
        }
    }
}
