package io.devicegateway.simulation;

import io.devicegateway.api.Presence;
import io.devicegateway.protocol.Framing;
import io.devicegateway.protocol.Inbound;
import io.devicegateway.protocol.MalformedFrame;
import io.devicegateway.protocol.Protocol;
import io.devicegateway.protocol.StreamProtocol;
import io.devicegateway.simulation.VirtualDevice.Act;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A virtual device and its connection of the moment, without a socket: cuts frames as a transport does, and connects again when
 * the connection ended. Everything happens on the thread that calls {@link #work()}.
 */
public final class PluggedDevice {
    private static final long REDIAL_MILLIS = 1000;

    private static final Inbound NOBODY = new Inbound() {
        @Override
        public @Nullable CompletableFuture<Void> receive(byte[] frame) {
            return null;
        }

        @Override
        public void skipped(byte[] bytes, String kind) {}

        @Override
        public void closed(Presence.Reason reason, String detail) {}
    };

    private final Protocol<?> protocol;
    private final @Nullable Framing framing;
    private final VirtualDevice device;
    private final String address;
    private final LongSupplier ticker;
    private Inbound.Opener opener;
    private TaskQueue tasks;
    private PluggedLink link;
    private Inbound inbound = NOBODY;
    private byte[] rest = {};
    private int connections;
    private boolean pulled;
    private boolean deaf;
    private boolean hungUp;
    private long redialAt;
    private long lastArrival;

    /**
     * A device that is not connected yet.
     *
     * @param protocol whose frames are cut if it has any; otherwise each write of the device is a message
     * @param address where it seems to connect from, without a port
     * @param ticker nanoseconds of the time it lives in
     * @param opener starts its conversations
     * @param tasks runs what concerns its connection
     */
    public PluggedDevice(
            Protocol<?> protocol,
            VirtualDevice device,
            String address,
            LongSupplier ticker,
            Inbound.Opener opener,
            TaskQueue tasks) {
        this.protocol = protocol;
        this.framing = protocol instanceof StreamProtocol<?> stream ? stream.framing() : null;
        this.device = device;
        this.address = address;
        this.ticker = ticker;
        this.opener = opener;
        this.tasks = tasks;
        link = new PluggedLink("not connected", tasks);
    }

    /** What it speaks. */
    public Protocol<?> protocol() {
        return protocol;
    }

    /** Makes a new connection. */
    public void connect() {
        connections++;
        link = new PluggedLink(address + ":" + (40_000 + connections), tasks);
        inbound = opener.open(link);
        rest = new byte[0];
        pulled = false;
        deaf = false;
        hungUp = false;
        perform(device.onConnect(millis()));
    }

    /** Someone pulls its plug: the connection ends, and no other is made before {@link #connect()}. */
    public void pull() {
        pulled = true;
        endConnection("it was unplugged");
        if (!hungUp) {
            hungUp = true;
            device.onDisconnect(millis());
        }
    }

    /** The gateway died without a word; from now on there is another. The device finds out, and connects to that one. */
    public void changeGateway(Inbound.Opener other, TaskQueue itsTasks) {
        link.close("the process died");
        rest = new byte[0];
        opener = other;
        tasks = itsTasks;
    }

    /** Does one thing that is due; false when nothing is. */
    public boolean work() {
        if (pulled) {
            return false;
        }
        if (!link.isOpen()) {
            return redial();
        }
        boolean moved = false;
        byte[] frame = deaf ? null : link.read();
        if (frame != null) {
            perform(device.onBytes(frame, millis()));
            moved = true;
        }
        if (!deaf && device.nextTick() <= millis()) {
            perform(device.onTick(millis()));
            moved = true;
        }
        if (framing != null && rest.length > 0 && millis() >= quietAt()) {
            lastArrival = millis();
            cut(framing, true);
        }
        return moved;
    }

    /** When {@link #work()} has something to do at the latest, in nanoseconds; {@link Long#MAX_VALUE} for never. */
    public long nextDue() {
        long next = Long.MAX_VALUE;
        if (!pulled && !link.isOpen()) {
            next = redialAt;
        } else if (!pulled) {
            next = deaf ? Long.MAX_VALUE : device.nextTick();
            next = rest.length == 0 ? next : Math.min(next, quietAt());
        }
        return next == Long.MAX_VALUE ? next : Duration.ofMillis(next).toNanos();
    }

    private long quietAt() {
        return framing == null
                ? Long.MAX_VALUE
                : lastArrival + framing.partialTimeout().toMillis();
    }

    private long millis() {
        return Duration.ofNanos(ticker.getAsLong()).toMillis();
    }

    /** A device needs some time to dial again after the server hung up. */
    private boolean redial() {
        if (!hungUp) {
            hungUp = true;
            redialAt = millis() + REDIAL_MILLIS;
            device.onDisconnect(millis());
            return true;
        }
        if (millis() < redialAt) {
            return false;
        }
        connect();
        return true;
    }

    private void endConnection(String why) {
        Inbound before = inbound;
        link.executor().execute(() -> before.closed(Presence.Reason.CLOSED_BY_PEER, why));
        link.close(why);
    }

    private void perform(List<Act> acts) {
        for (Act act : acts) {
            switch (act) {
                case Act.Transmit sent -> transmitted(sent.bytes());
                case Act.Reconnect again -> {
                    Inbound before = inbound;
                    link.executor().execute(() -> before.closed(Presence.Reason.CLOSED_BY_PEER, "it reconnects"));
                    connect();
                    return;
                }
                case Act.FallSilent silent -> deaf = true;
            }
        }
    }

    private void transmitted(byte[] bytes) {
        if (framing == null) {
            receive(bytes);
            return;
        }
        byte[] all = Arrays.copyOf(rest, rest.length + bytes.length);
        System.arraycopy(bytes, 0, all, rest.length, bytes.length);
        rest = all;
        lastArrival = millis();
        cut(framing, false);
    }

    private void receive(byte[] frame) {
        Inbound to = inbound;
        link.executor().execute(() -> {
            var unused = to.receive(frame);
        });
    }

    private void cut(Framing framing, boolean quiet) {
        boolean more = true;
        boolean ask = quiet;
        while (more && rest.length > 0 && link.isOpen()) {
            try {
                ByteBuffer view = ByteBuffer.wrap(rest);
                Framing.Cut cut = ask ? framing.onQuiet(view) : framing.next(view);
                ask = false;
                switch (cut) {
                    case Framing.Cut.More wait -> more = false;
                    case Framing.Cut.Frame frame -> receive(take(frame.length()));
                    case Framing.Cut.Skip skip -> {
                        byte[] skipped = take(skip.length());
                        Inbound to = inbound;
                        link.executor().execute(() -> to.skipped(skipped, skip.anomaly()));
                    }
                }
            } catch (MalformedFrame e) {
                String why = String.valueOf(e.getMessage());
                Inbound to = inbound;
                link.executor().execute(() -> to.closed(Presence.Reason.PROTOCOL_ERROR, why));
                link.close(why);
            }
        }
    }

    private byte[] take(int length) {
        byte[] taken = Arrays.copyOf(rest, length);
        rest = Arrays.copyOfRange(rest, length, rest.length);
        return taken;
    }
}
