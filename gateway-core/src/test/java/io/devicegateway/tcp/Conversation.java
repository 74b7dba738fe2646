package io.devicegateway.tcp;

import io.devicegateway.api.Presence;
import io.devicegateway.protocol.Inbound;
import io.devicegateway.protocol.Link;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** Remembers what it is told; what it does with a frame is the test's. */
final class Conversation implements Inbound {
    final Link link;
    final List<String> frames = new CopyOnWriteArrayList<>();
    final List<String> skipped = new CopyOnWriteArrayList<>();
    final List<Presence.Reason> closed = new CopyOnWriteArrayList<>();
    volatile String detail = "";
    private final BiFunction<Conversation, byte[], @Nullable CompletableFuture<Void>> onFrame;

    Conversation(Link link, BiFunction<Conversation, byte[], @Nullable CompletableFuture<Void>> onFrame) {
        this.link = link;
        this.onFrame = onFrame;
    }

    /** Answers each frame with itself. */
    static @Nullable CompletableFuture<Void> echo(Conversation conversation, byte[] frame) {
        conversation.link.answer(frame);
        return null;
    }

    @Override
    public @Nullable CompletableFuture<Void> receive(byte[] frame) {
        frames.add(Client.text(frame));
        return onFrame.apply(this, frame);
    }

    @Override
    public void skipped(byte[] bytes, String kind) {
        skipped.add(kind + ":" + bytes.length);
    }

    @Override
    public void closed(Presence.Reason reason, String detail) {
        this.detail = detail;
        closed.add(reason);
    }
}
