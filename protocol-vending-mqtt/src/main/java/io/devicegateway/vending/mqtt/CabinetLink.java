package io.devicegateway.vending.mqtt;

import io.devicegateway.protocol.Inbound;
import io.devicegateway.protocol.Link;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** The way to one cabinet: its topic. It ends with the conversation, not with the connection to the broker. */
final class CabinetLink implements Link {
    private final Conversations conversations;
    private final String device;
    private final String topic;
    private final String remote;
    private @Nullable Inbound inbound;
    private volatile boolean ended;

    CabinetLink(Conversations conversations, String device, String topic, String remote) {
        this.conversations = conversations;
        this.device = device;
        this.topic = topic;
        this.remote = remote;
    }

    void speaks(Inbound to) {
        inbound = to;
    }

    Inbound inbound() {
        Inbound to = inbound;
        if (to == null) {
            throw new IllegalStateException("the conversation with " + device + " has not begun");
        }
        return to;
    }

    @Override
    public CompletableFuture<Void> write(byte[] frame) {
        if (ended) {
            return CompletableFuture.failedFuture(new NotWritten("the conversation has ended"));
        }
        try {
            conversations.write(topic, frame);
            return CompletableFuture.completedFuture(null);
        } catch (NotWritten e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    @Override
    public void answer(byte[] frame) {
        var unused = write(frame).exceptionally(error -> {
            conversations.notWritten(device, error);
            return null;
        });
    }

    @Override
    public boolean isOpen() {
        return !ended && conversations.isWritable();
    }

    @Override
    public void close(String reason) {
        ended = true;
        conversations.ended(device, this);
    }

    @Override
    public Executor executor() {
        return conversations.executor();
    }

    @Override
    public String remote() {
        return remote;
    }
}
