package io.devicegateway.remote;

import io.devicegateway.api.CommandOptions;
import io.devicegateway.api.CommandResult;
import io.devicegateway.api.CommandResult.NotSentReason;
import io.devicegateway.api.CommandResult.UnknownReason;
import io.devicegateway.api.DeviceCommand;
import io.devicegateway.api.DeviceReply;
import io.devicegateway.api.WhenOffline;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Sends commands. Each goes under an idempotency key, the caller's or one made here, so that it can be posted again when an answer
 * was lost: the daemon tells the outcome and carries nothing out twice.
 */
final class CommandSender {
    private static final int MOST_AT_ONCE = 1_000;
    private static final Duration HOLD = Duration.ofSeconds(30);
    private static final Duration GRACE = Duration.ofSeconds(10);

    /** How long the daemon is tried for without contact when a command has no deadline of its own. */
    private static final Duration USUAL = Duration.ofSeconds(30);

    private final Wire wire;
    private final ApiReader reader;
    private final Semaphore places = new Semaphore(MOST_AT_ONCE);
    private volatile boolean closed;

    CommandSender(Wire wire, ApiReader reader) {
        this.wire = wire;
        this.reader = reader;
    }

    <R extends DeviceReply> CompletableFuture<CommandResult<R>> send(DeviceCommand<R> command, CommandOptions options) {
        if (!places.tryAcquire()) {
            return CompletableFuture.completedFuture(
                    notSent(NotSentReason.BUSY, MOST_AT_ONCE + " commands of this client have no outcome yet"));
        }
        CompletableFuture<CommandResult<R>> outcome = new CompletableFuture<>();
        Thread unused = Thread.ofVirtual().name("gateway-command").start(() -> {
            try {
                outcome.complete(new Attempt<>(command, options).run());
            } catch (InterruptedException e) {
                outcome.complete(unknown("interrupted"));
            } catch (RuntimeException e) {
                outcome.complete(unknown("what the gateway answered is not understood: " + e.getMessage()));
            } finally {
                places.release();
            }
        });
        return outcome;
    }

    void close() {
        closed = true;
    }

    private static <R extends DeviceReply> CommandResult<R> notSent(NotSentReason reason, String detail) {
        return new CommandResult.NotSent<>("", 0, reason, detail);
    }

    private static <R extends DeviceReply> CommandResult<R> unknown(String detail) {
        return new CommandResult.Unknown<>("", 0, UnknownReason.GATEWAY_UNREACHABLE, detail);
    }

    /** One command, posted until there is an outcome or no time is left. */
    private final class Attempt<R extends DeviceReply> {
        private final DeviceCommand<R> command;
        private final CommandOptions options;
        private final String key;
        private final String path;
        private final Pause pause = new Pause();
        private final long started = System.nanoTime();
        private long contact = started;
        private boolean mayHaveArrived;

        Attempt(DeviceCommand<R> command, CommandOptions options) {
            this.command = command;
            this.options = options;
            String given = options.idempotencyKey();
            key = given == null ? "remote-" + UUID.randomUUID() : given;
            path = "/api/v1/devices/" + Wire.escape(command.device().toString()) + "/commands?wait=" + HOLD.toSeconds()
                    + "s";
        }

        CommandResult<R> run() throws InterruptedException {
            String problem = "closed";
            while (!closed && !left().isNegative()) {
                try {
                    Wire.Answer answer = wire.command(path, body(), key, HOLD.plus(GRACE));
                    mayHaveArrived = true;
                    contact = System.nanoTime();
                    pause.reset();
                    if (answer.status() == 200) {
                        return reader.outcome(command.device(), answer.document());
                    }
                    continue;
                } catch (GatewayRefused e) {
                    CommandResult<R> final_ = refused(e);
                    if (final_ != null) {
                        return final_;
                    }
                    problem = e.getMessage() == null ? e.code() : e.getMessage();
                } catch (ConnectException | HttpConnectTimeoutException e) {
                    problem = String.valueOf(e);
                } catch (IOException e) {
                    mayHaveArrived = true;
                    problem = String.valueOf(e);
                }
                Thread.sleep(pause.next());
            }
            String detail = "the gateway at " + wire.gateway() + " did not tell the outcome: " + problem;
            return mayHaveArrived ? unknown(detail) : notSent(NotSentReason.GATEWAY_UNREACHABLE, detail);
        }

        /** What is left of the time that the caller gave, and a little for the answer; else of that without contact. */
        private Duration left() {
            Duration deadline = options.deadline();
            return deadline == null
                    ? USUAL.minusNanos(System.nanoTime() - contact)
                    : deadline.plus(GRACE).minusNanos(System.nanoTime() - started);
        }

        private ObjectNode body() {
            ObjectNode body = reader.command(command);
            Duration deadline = options.deadline();
            if (deadline != null) {
                Duration rest = deadline.minusNanos(System.nanoTime() - started);
                body.put("deadline", (rest.toMillis() < 1 ? Duration.ofMillis(1) : rest).toString());
            }
            if (options.whenOffline() != WhenOffline.NOT_SENT) {
                body.put("whenOffline", options.whenOffline().name());
            }
            return body;
        }

        /** What a refusal means for the command; null when it is worth another try. */
        private @Nullable CommandResult<R> refused(GatewayRefused refusal) {
            return switch (refusal.code()) {
                case "device-unknown" ->
                    mayHaveArrived
                            ? unknown("the device is not registered any more")
                            : notSent(NotSentReason.OFFLINE, "the device is not registered");
                case "overloaded", "stopping", "interrupted", "journal-unavailable", "store-unavailable" -> null;
                case "command-unsettled", "internal-error" -> {
                    mayHaveArrived = true;
                    yield null;
                }
                default ->
                    mayHaveArrived
                            ? unknown(String.valueOf(refusal.getMessage()))
                            : refusal.status() == 400
                                    ? notSent(NotSentReason.INVALID, refusal.reason())
                                    : notSent(NotSentReason.GATEWAY_UNREACHABLE, String.valueOf(refusal.getMessage()));
            };
        }
    }
}
