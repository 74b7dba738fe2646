package io.devicegateway.app.benchmark;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/** Many cabinets on one thread that send as fast as they are answered, or at a rate, and look at each byte of the answers. */
final class Cabinets implements AutoCloseable {
    private static final byte[] LOGGED_IN = HexFormat.ofDelimiter(" ").parseHex("00 08 60 01 01 11 22 33 44 01");
    private static final int BUFFER = 16 * 1024;

    private final Selector selector;
    private final List<Cabinet> all = new ArrayList<>();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
    private int nextNumber = 1;
    private long answers;

    /** Connects and logs in. */
    Cabinets(int port, int count) throws IOException {
        selector = Selector.open();
        for (int i = 0; i < count; i++) {
            SocketChannel channel = SocketChannel.open(new InetSocketAddress("127.0.0.1", port));
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            Cabinet cabinet = new Cabinet(channel);
            all.add(cabinet);
            channel.write(login(i));
        }
        for (Cabinet cabinet : all) {
            awaitLogin(cabinet.channel);
            cabinet.channel.configureBlocking(false);
            cabinet.channel.register(selector, SelectionKey.OP_READ, cabinet);
        }
    }

    private static ByteBuffer login(int number) {
        byte[] serial = String.format(Locale.ROOT, "WSTD48%010d", number).getBytes(StandardCharsets.US_ASCII);
        ByteBuffer frame = ByteBuffer.allocate(34);
        frame.put(HexFormat.of().parseHex("00206001001122334455667788023300" + "11"));
        frame.put(serial).put((byte) 0);
        byte checksum = 0;
        for (int i = 9; i < 34; i++) {
            checksum ^= frame.get(i);
        }
        frame.put(4, checksum);
        return frame.flip();
    }

    /** The bare server answers any login with a checksum of its own; all that counts is the result. */
    private static void awaitLogin(SocketChannel channel) throws IOException {
        ByteBuffer answer = ByteBuffer.allocate(LOGGED_IN.length);
        while (answer.hasRemaining()) {
            if (channel.read(answer) < 0) {
                throw new IOException("the server closed a connection at its login");
            }
        }
        if (answer.get(2) != LOGGED_IN[2] || answer.get(9) != 1) {
            throw new IOException("not a login answer: " + HexFormat.of().formatHex(answer.array()));
        }
    }

    /** Keeps so many requests in flight on each connection for a time. Answers how many were answered. */
    long run(Scenario scenario, int window, long nanos) throws IOException {
        long before = answers;
        long end = System.nanoTime() + nanos;
        for (Cabinet cabinet : all) {
            send(cabinet, scenario, window);
        }
        while (System.nanoTime() < end) {
            selector.select(key -> readQuietly(key, scenario, true), 100);
        }
        drain(scenario);
        return answers - before;
    }

    /** Sends at a rate, each request on the next connection that waits for none. Notes how long each answer took. */
    void runAtRate(Scenario scenario, int perSecond, long nanos, Histogram latencies) throws IOException {
        long begin = System.nanoTime();
        long sent = 0;
        int next = 0;
        for (long now = begin; now - begin < nanos; now = System.nanoTime()) {
            long due = (now - begin) * perSecond / 1_000_000_000L;
            for (int tried = 0; sent < due && tried < all.size(); tried++) {
                Cabinet cabinet = all.get(next);
                next = (next + 1) % all.size();
                if (cabinet.inFlight == 0) {
                    cabinet.sentAt = System.nanoTime();
                    cabinet.latencies = latencies;
                    send(cabinet, scenario, 1);
                    sent++;
                }
            }
            selector.selectNow(key -> readQuietly(key, scenario, false));
        }
        drain(scenario);
        all.forEach(cabinet -> cabinet.latencies = null);
    }

    private void drain(Scenario scenario) throws IOException {
        long end = System.nanoTime() + 10_000_000_000L;
        while (all.stream().anyMatch(cabinet -> cabinet.inFlight > 0)) {
            if (System.nanoTime() > end) {
                throw new IOException("answers are missing");
            }
            selector.select(key -> readQuietly(key, scenario, false), 100);
        }
    }

    private void readQuietly(SelectionKey key, Scenario scenario, boolean refill) {
        try {
            read((Cabinet) key.attachment(), scenario, refill);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void read(Cabinet cabinet, Scenario scenario, boolean refill) throws IOException {
        buffer.clear();
        if (cabinet.channel.read(buffer) < 0) {
            throw new IOException("the server closed a connection");
        }
        buffer.flip();
        int answered = 0;
        while (buffer.hasRemaining()) {
            byte actual = buffer.get();
            if (actual != scenario.answerByte(cabinet.position)) {
                throw new IOException("byte " + cabinet.position + " of an answer is "
                        + HexFormat.of().toHexDigits(actual));
            }
            cabinet.position++;
            if (cabinet.position == scenario.answerLength()) {
                cabinet.position = 0;
                answered++;
            }
        }
        cabinet.inFlight -= answered;
        answers += answered;
        if (answered > 0 && cabinet.latencies != null) {
            cabinet.latencies.add(System.nanoTime() - cabinet.sentAt);
        }
        if (refill && answered > 0) {
            send(cabinet, scenario, answered);
        }
    }

    private void send(Cabinet cabinet, Scenario scenario, int count) throws IOException {
        buffer.clear();
        for (int i = 0; i < count; i++) {
            scenario.put(buffer, nextNumber++);
        }
        buffer.flip();
        while (buffer.hasRemaining()) {
            cabinet.channel.write(buffer);
        }
        cabinet.inFlight += count;
    }

    @Override
    public void close() throws IOException {
        for (Cabinet cabinet : all) {
            cabinet.channel.close();
        }
        selector.close();
    }

    private static final class Cabinet {
        private final SocketChannel channel;
        private int inFlight;
        private int position;
        private long sentAt;
        private Histogram latencies;

        Cabinet(SocketChannel channel) {
            this.channel = channel;
        }
    }
}
