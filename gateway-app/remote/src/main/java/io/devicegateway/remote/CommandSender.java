package io.devicegateway.remote;

import io.devicegateway.api.CommandOptions;
import io.devicegateway.api.CommandResult;
import io.devicegateway.api.CommandResult.NotSentReason;
import io.devicegateway.api.CommandResult.UnknownReason;
import io.devicegateway.api.DeviceCommand;
import io.devicegateway.api.DeviceReply;
import io.devicegateway.api.WhenOffline;
import java.io.IOException;
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

    /** What an answer may take beyond the caller's deadline, at which the daemon itself tells the outcome. */
    private static final Duration ON_ITS_WAY = Duration.ofSeconds(1);

    private static final Duration LEAST = Duration.ofMillis(50);

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
                outcome.complete(unknown("this client failed, and the command may have been sent: " + e));
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
            boolean first = true;
            while (!closed && (first || left().isPositive())) {
                try {
                    Duration patience = first && !left().isPositive() ? LEAST : left();
                    first = false;
                    Wire.Answer answer = wire.command(path, body(), key, least(patience, HOLD.plus(GRACE)));
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
                } catch (IOException e) {
                    mayHaveArrived |= !Trouble.isBeforeSending(e);
                    problem = Trouble.words(wire.gateway(), e);
                }
                sleep();
            }
            String detail = mayHaveArrived
                    ? "the gateway at " + wire.gateway() + " did not tell the outcome: " + problem
                            + "; sent again under the same key, it does"
                    : "nothing was sent to the gateway at " + wire.gateway() + ": " + problem;
            return mayHaveArrived ? unknown(detail) : notSent(NotSentReason.GATEWAY_UNREACHABLE, detail);
        }

        private void sleep() throws InterruptedException {
            Duration left = left();
            if (left.isPositive()) {
                Thread.sleep(least(pause.next(), left));
            }
        }

        private static Duration least(Duration one, Duration other) {
            return one.compareTo(other) < 0 ? one : other;
        }

        /** What is left of the time that the caller gave, and of what an answer takes on its way; else of that without contact. */
        private Duration left() {
            Duration deadline = options.deadline();
            if (deadline == null) {
                return USUAL.minusNanos(System.nanoTime() - contact);
            }
            Duration whole = mayHaveArrived ? deadline.plus(ON_ITS_WAY) : deadline;
            return whole.minusNanos(System.nanoTime() - started);
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

        /**
         * What a refusal means for the command; null when it is worth another try. After it may have arrived, no refusal says
         * that nothing was sent: it is asked for again, under its key, until the time is over.
         */
        private @Nullable CommandResult<R> refused(GatewayRefused refusal) {
            boolean inDoubt = switch (refusal.code()) {
                case "command-unsettled", "internal-error" -> true;
                default -> mayHaveArrived;
            };
            mayHaveArrived = inDoubt;
            return inDoubt ? null : meaning(refusal);
        }

        private static <R extends DeviceReply> @Nullable CommandResult<R> meaning(GatewayRefused refusal) {
            String said = String.valueOf(refusal.getMessage());
            return switch (refusal.code()) {
                case "device-unknown" -> notSent(NotSentReason.OFFLINE, "the device is not registered");
                case "overloaded", "stopping", "interrupted", "journal-unavailable", "store-unavailable" -> null;
                default ->
                    switch (refusal.status()) {
                        case 400 -> notSent(NotSentReason.INVALID, refusal.reason());
                        case 401, 403 -> notSent(NotSentReason.UNAUTHORIZED, said);
                        default -> notSent(NotSentReason.GATEWAY_UNREACHABLE, said);
                    };
            };
        }
    }
}
