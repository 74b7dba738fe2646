package io.devicegateway.benchmark;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Many clients on one thread that send as fast as they are answered, or at a rate, and look at each byte of the answers. */
final class LoadClients implements AutoCloseable {
    private static final int BUFFER = 64 * 1024;
    private static final long PATIENCE_NANOS = 20_000_000_000L;

    private final Selector selector;
    private final List<Client> all = new ArrayList<>();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
    private long answers;

    /** Connects, and makes one request on each connection. */
    LoadClients(int port, int count, Traffic first) throws IOException {
        selector = Selector.open();
        for (int i = 0; i < count; i++) {
            SocketChannel channel = SocketChannel.open(new InetSocketAddress("127.0.0.1", port));
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.configureBlocking(false);
            Client client = new Client(i, channel);
            channel.register(selector, SelectionKey.OP_READ, client);
            all.add(client);
        }
        once(first);
    }

    /** Makes one request on each connection and waits for the answers: then everything before was dealt with, too. */
    private void once(Traffic traffic) throws IOException {
        for (Client client : all) {
            send(client, traffic, 1);
        }
        drain(traffic);
    }

    /** Keeps so many requests in flight on each connection for a time. Answers how many were answered. */
    long run(Traffic traffic, int window, long nanos) throws IOException {
        long before = answers;
        long end = System.nanoTime() + nanos;
        for (Client client : all) {
            send(client, traffic, window);
        }
        while (System.nanoTime() < end) {
            selector.select(key -> readQuietly(key, traffic, true), 100);
        }
        drain(traffic);
        return answers - before;
    }

    /**
     * Sends requests that get no answer, so many in one write, on one connection after the other, at a rate.
     *
     * @param last answered, so that it shows that all before were dealt with
     * @return how many were sent
     */
    long runUnanswered(Traffic traffic, Traffic last, int window, int perSecond, long nanos) throws IOException {
        long begin = System.nanoTime();
        long sent = 0;
        int next = 0;
        for (long now = begin; now - begin < nanos; now = System.nanoTime()) {
            long due = (now - begin) * perSecond / 1_000_000_000L;
            if (sent >= due) {
                LockSupport.parkNanos(50_000);
            }
            for (; sent < due; sent += window) {
                Client client = all.get(next);
                next = (next + 1) % all.size();
                send(client, traffic, window);
                client.inFlight = 0;
            }
        }
        once(last);
        return sent + all.size();
    }

    private void drain(Traffic traffic) throws IOException {
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (all.stream().anyMatch(client -> client.inFlight > 0)) {
            if (System.nanoTime() > end) {
                throw new IOException("answers are missing");
            }
            selector.select(key -> readQuietly(key, traffic, false), 100);
        }
    }

    private void readQuietly(SelectionKey key, Traffic traffic, boolean refill) {
        try {
            read((Client) key.attachment(), traffic, refill);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void read(Client client, Traffic traffic, boolean refill) throws IOException {
        buffer.clear();
        if (client.channel.read(buffer) < 0) {
            throw new IOException("the server closed " + client.channel + " at turn " + client.turn);
        }
        buffer.flip();
        int answered = 0;
        while (buffer.hasRemaining()) {
            byte[] wanted = traffic.answer(client.number, client.turn - client.inFlight + answered);
            while (client.position < wanted.length && buffer.hasRemaining()) {
                if (buffer.get() != wanted[client.position]) {
                    throw new IOException("byte " + client.position + " of an answer is another one: "
                            + StandardCharsets.ISO_8859_1.decode(buffer.rewind()));
                }
                client.position++;
            }
            if (client.position == wanted.length) {
                client.position = 0;
                answered++;
            }
        }
        client.inFlight -= answered;
        answers += answered;
        if (refill && answered > 0) {
            send(client, traffic, answered);
        }
    }

    private void send(Client client, Traffic traffic, int count) throws IOException {
        buffer.clear();
        for (int i = 0; i < count; i++) {
            traffic.put(buffer, client.number, client.turn++);
        }
        buffer.flip();
        while (buffer.hasRemaining()) {
            client.channel.write(buffer);
        }
        client.inFlight += count;
    }

    @Override
    public void close() throws IOException {
        for (Client client : all) {
            client.channel.close();
        }
        selector.close();
    }

    private static final class Client {
        private final int number;
        private final SocketChannel channel;
        private int turn;
        private int inFlight;
        private int position;

        Client(int number, SocketChannel channel) {
            this.number = number;
            this.channel = channel;
        }
    }
}
