package io.devicegateway.brokers.testing;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Asks a broker for the first answer of its protocol: a port that is open is not a broker that is ready. */
public enum ReadyProbe {
    /** A CONNECT with clean session; any CONNACK (0x20), also one that refuses, is an answer. */
    MQTT(connect("ready-probe"), 0x20),
    /** The protocol header; a method frame (0x01) is Connection.Start. */
    AMQP(new byte[] {'A', 'M', 'Q', 'P', 0, 0, 9, 1}, 0x01);

    private static final int TIMEOUT_MILLIS = 1_000;
    private static final long PAUSE_NANOS = 20_000_000;

    private final byte[] question;
    private final int answer;

    ReadyProbe(byte[] question, int answer) {
        this.question = question;
        this.answer = answer;
    }

    /** Whether it answered within a second; on a machine under load also a good one may not. */
    public boolean answers(String host, int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), TIMEOUT_MILLIS);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.getOutputStream().write(question);
            return socket.getInputStream().read() == answer;
        } catch (IOException e) {
            return false;
        }
    }

    /** Asks until there is an answer (true), the time is over, or {@code goOn} says no. */
    public boolean await(String host, int port, Duration limit, BooleanSupplier goOn) {
        long end = System.nanoTime() + limit.toNanos();
        while (goOn.getAsBoolean() && System.nanoTime() < end) {
            if (answers(host, port)) {
                return true;
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        return false;
    }

    private static byte[] connect(String clientId) {
        byte[] id = clientId.getBytes(StandardCharsets.US_ASCII);
        byte[] packet = new byte[14 + id.length];
        byte[] head = {0x10, (byte) (12 + id.length), 0, 4, 'M', 'Q', 'T', 'T', 4, 2, 0, 5, 0, (byte) id.length};
        System.arraycopy(head, 0, packet, 0, head.length);
        System.arraycopy(id, 0, packet, head.length, id.length);
        return packet;
    }
}
