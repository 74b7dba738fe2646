package io.devicegateway.app.crash;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A cabinet whose customers return banks as fast as returns are acknowledged, a few at a time. It reports what was not
 * acknowledged again on the next connection, and keeps a ledger of what was. Written with plain sockets and bytes.
 */
final class LedgerCabinet implements Runnable {
    private static final int AT_ONCE = 4;
    private static final int LAST_SLOT = 48;
    private static final long BETWEEN_TRIES_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final String serial;
    private final int port;
    private final Deque<Report> unanswered = new ArrayDeque<>();
    private final List<String> acknowledged = new ArrayList<>();
    private final List<String> reported = new ArrayList<>();
    private final List<Integer> rents = new ArrayList<>();
    private volatile boolean stopped;
    private volatile boolean finished;
    private int next = 1; // a number of zeros is no id

    LedgerCabinet(int number, int port) {
        this.serial = String.format(Locale.ROOT, "WSTD48%010d", number);
        this.port = port;
    }

    String serial() {
        return serial;
    }

    /** Banks whose return was acknowledged, in the order of the acknowledgements. */
    synchronized List<String> acknowledged() {
        return List.copyOf(acknowledged);
    }

    /** Banks whose return was reported, in the order of the first reports. */
    synchronized List<String> reported() {
        return List.copyOf(reported);
    }

    /** Slots of the rent orders that came, in their order. */
    synchronized List<Integer> rents() {
        return List.copyOf(rents);
    }

    /** No new customers: when all reports are answered it is finished. */
    void stop() {
        stopped = true;
    }

    boolean isFinished() {
        return finished;
    }

    @Override
    public void run() {
        while (!finished && !Thread.currentThread().isInterrupted()) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress("127.0.0.1", port), 2_000);
                socket.setTcpNoDelay(true);
                socket.setSoTimeout(20_000);
                talk(new DataInputStream(socket.getInputStream()), socket.getOutputStream());
            } catch (IOException e) {
                LockSupport.parkNanos(BETWEEN_TRIES_NANOS); // the daemon was killed, or is not up yet
            }
        }
    }

    private void talk(DataInputStream in, OutputStream out) throws IOException {
        out.write(WosiFrames.login(serial));
        synchronized (this) {
            for (Report report : unanswered) {
                out.write(report.frame());
            }
        }
        while (!finished) {
            fill(out);
            if (stopped && isAllAnswered()) {
                finished = true;
                return;
            }
            answer(WosiFrames.read(in), out);
        }
    }

    private void fill(OutputStream out) throws IOException {
        synchronized (this) {
            while (!stopped && unanswered.size() < AT_ONCE) {
                Report report = new Report(1 + next % LAST_SLOT, next);
                next++;
                unanswered.add(report);
                reported.add(report.bank());
                out.write(report.frame());
            }
        }
    }

    private synchronized boolean isAllAnswered() {
        return unanswered.isEmpty();
    }

    private void answer(byte[] frame, OutputStream out) throws IOException {
        int command = frame[0] & 0xff;
        switch (command) {
            case 0x60 -> {
                if (frame[7] != 1) {
                    throw new IOException("refused");
                }
            }
            case 0x64 -> out.write(WosiFrames.frame(0x64, new byte[] {0}));
            case 0x65 -> out.write(rented(frame[7]));
            case 0x66 -> returned(frame[7] & 0xff, frame[8]);
            default -> throw new IllegalStateException("unexpected command " + Integer.toHexString(command));
        }
    }

    private synchronized byte[] rented(byte slot) {
        rents.add(slot & 0xff);
        byte[] payload = new byte[10];
        payload[0] = slot;
        payload[1] = 1;
        System.arraycopy(WosiFrames.bank(0xffff), 0, payload, 2, 8);
        return WosiFrames.frame(0x65, payload);
    }

    private synchronized void returned(int slot, byte result) {
        Report report = unanswered.stream()
                .filter(each -> each.slot() == slot)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("an answer for slot " + slot + " that was not asked for"));
        if (result != 1) {
            throw new IllegalStateException("the return of " + report.bank() + " was answered " + result);
        }
        unanswered.remove(report);
        acknowledged.add(report.bank());
    }

    private record Report(int slot, int number) {
        String bank() {
            return String.format(Locale.ROOT, "BANK%08X", number);
        }

        byte[] frame() {
            return WosiFrames.returned(slot, number);
        }
    }
}
