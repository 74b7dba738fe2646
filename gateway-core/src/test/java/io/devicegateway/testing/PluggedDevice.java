package io.devicegateway.testing;

import io.devicegateway.api.Presence;
import io.devicegateway.protocol.Framing;
import io.devicegateway.protocol.Inbound;
import io.devicegateway.protocol.MalformedFrame;
import io.devicegateway.protocol.Protocol;
import io.devicegateway.protocol.StreamProtocol;
import io.devicegateway.simulation.VirtualDevice;
import io.devicegateway.simulation.VirtualDevice.Act;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A virtual device and its connection of the moment: cuts frames as a transport does. */
final class PluggedDevice {
    private static final long REDIAL_MILLIS = 1000;

    private final DevicesOnCore core;
    private final Protocol<?> protocol;
    private final @Nullable Framing framing;
    private final VirtualDevice device;
    private final String address;
    private RecordingLink link = new RecordingLink("not connected");
    private Inbound inbound;
    private byte[] rest = {};
    private int read;
    private int connections;
    private boolean deaf;
    private boolean hungUp;
    private long redialAt;
    private long lastArrival;

    PluggedDevice(DevicesOnCore core, Protocol<?> protocol, VirtualDevice device, String address) {
        this.core = core;
        this.protocol = protocol;
        this.framing = protocol instanceof StreamProtocol<?> stream ? stream.framing() : null;
        this.device = device;
        this.address = address;
        this.inbound = core.sessions().opener(protocol).open(link);
    }

    void connect() {
        connections++;
        link = new RecordingLink(address + ":" + (40_000 + connections));
        inbound = core.sessions().opener(protocol).open(link);
        rest = new byte[0];
        read = 0;
        deaf = false;
        hungUp = false;
        perform(device.onConnect(core.millis()));
    }

    /** The other end died without a word. */
    void forget() {
        link.close("the process died");
        rest = new byte[0];
    }

    /** Does one thing that is due; false when nothing is. */
    boolean work() {
        if (!link.isOpen()) {
            return redial();
        }
        boolean moved = false;
        if (!deaf && read < link.written().size()) {
            byte[] frame = link.written().get(read);
            read++;
            perform(device.onBytes(frame, core.millis()));
            moved = true;
        }
        if (!deaf && device.nextTick() <= core.millis()) {
            perform(device.onTick(core.millis()));
            moved = true;
        }
        long patience = framing == null ? 0 : framing.partialTimeout().toMillis();
        if (rest.length > 0 && core.millis() - lastArrival >= patience) {
            lastArrival = core.millis();
            cut(true);
        }
        return moved;
    }

    /** A device needs some time to dial again after the server hung up. */
    private boolean redial() {
        if (!hungUp) {
            hungUp = true;
            redialAt = core.millis() + REDIAL_MILLIS;
            device.onDisconnect(core.millis());
            return true;
        }
        if (core.millis() < redialAt) {
            return false;
        }
        connect();
        return true;
    }

    private void perform(List<Act> acts) {
        for (Act act : acts) {
            switch (act) {
                case Act.Transmit sent -> {
                    if (framing == null) {
                        deliver(sent.bytes());
                        continue;
                    }
                    byte[] all = Arrays.copyOf(rest, rest.length + sent.bytes().length);
                    System.arraycopy(sent.bytes(), 0, all, rest.length, sent.bytes().length);
                    rest = all;
                    lastArrival = core.millis();
                    cut(false);
                }
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

    /** One message, where the transport keeps them apart. */
    private void deliver(byte[] message) {
        Inbound to = inbound;
        link.executor().execute(() -> {
            var unused = to.receive(message);
        });
    }

    private void cut(boolean quiet) {
        boolean more = true;
        boolean ask = quiet;
        while (more && rest.length > 0 && link.isOpen()) {
            try {
                ByteBuffer view = ByteBuffer.wrap(rest);
                Framing.Cut cut = ask ? framing.onQuiet(view) : framing.next(view);
                ask = false;
                switch (cut) {
                    case Framing.Cut.More wait -> more = false;
                    case Framing.Cut.Frame frame -> {
                        byte[] bytes = take(frame.length());
                        Inbound to = inbound;
                        link.executor().execute(() -> {
                            var unused = to.receive(bytes);
                        });
                    }
                    case Framing.Cut.Skip skip -> inbound.skipped(take(skip.length()), skip.anomaly());
                }
            } catch (MalformedFrame e) {
                link.close(String.valueOf(e.getMessage()));
                inbound.closed(Presence.Reason.PROTOCOL_ERROR, String.valueOf(e.getMessage()));
            }
        }
    }

    private byte[] take(int length) {
        byte[] taken = Arrays.copyOf(rest, length);
        rest = Arrays.copyOfRange(rest, length, rest.length);
        return taken;
    }
}
