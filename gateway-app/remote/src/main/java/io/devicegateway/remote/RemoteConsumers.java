package io.devicegateway.remote;

import io.devicegateway.api.ConsumerStatus;
import io.devicegateway.api.Consumers;
import io.devicegateway.api.DeadLetter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The consumers of a daemon. */
final class RemoteConsumers implements Consumers {
    private static final String ROOT = "/api/v1/consumers";
    private static final Duration LOOK_AGAIN = Duration.ofMillis(200);

    private final Wire wire;
    private final ApiReader reader;

    RemoteConsumers(Wire wire, ApiReader reader) {
        this.wire = wire;
        this.reader = reader;
    }

    @Override
    public List<ConsumerStatus> consumers() {
        List<ConsumerStatus> all = new ArrayList<>();
        wire.get(ROOT).path("consumers").forEach(consumer -> all.add(reader.consumer(consumer)));
        return List.copyOf(all);
    }

    @Override
    public void pause(String name) {
        asked(() -> wire.post(at(name) + "/pause", Wire.object()));
    }

    @Override
    public void resume(String name) {
        asked(() -> wire.post(at(name) + "/resume", Wire.object()));
    }

    @Override
    public void rewind(String name, long position) {
        asked(() -> wire.post(at(name) + "/rewind", Wire.object().put("position", position)));
    }

    @Override
    public void rewind(String name, Instant from) {
        asked(() -> wire.post(at(name) + "/rewind", Wire.object().put("time", from.toString())));
    }

    @Override
    public void remove(String name) {
        asked(() -> {
            wire.delete(at(name));
            return Wire.object();
        });
    }

    @Override
    public List<DeadLetter> deadLetters(String name, long afterOffset, int limit) {
        List<DeadLetter> letters = new ArrayList<>();
        asked(() -> wire.get(at(name) + "/dead-letters?after=" + afterOffset + "&limit=" + limit))
                .path("deadLetters")
                .forEach(letter -> letters.add(reader.deadLetter(name, letter)));
        return List.copyOf(letters);
    }

    @Override
    public CompletableFuture<Boolean> redrive(String name, long offset) {
        JsonNode answer = asked(() -> wire.post(at(name) + "/dead-letters/" + offset + "/redrive", Wire.object()));
        if (answer.path("handled").isNumber()) {
            return CompletableFuture.completedFuture(answer.path("handled").asInt() > 0);
        }
        return later(() -> {
            // Its handler takes longer than the daemon waits: it is over when the letter is gone, or stands there anew.
            int attempts = attempts(name, offset);
            while (attempts >= 0 && isBusy(name)) {
                Thread.sleep(LOOK_AGAIN);
                int now = attempts(name, offset);
                if (now != attempts) {
                    return now < 0;
                }
            }
            return attempts(name, offset) < 0;
        });
    }

    private boolean isBusy(String name) {
        return consumer(name).map(status -> status.inFlight() > 0).orElse(false);
    }

    /** How often a dead letter was tried; -1 when it is none any more. */
    private int attempts(String name, long offset) {
        return deadLetters(name, offset - 1, 1).stream()
                .filter(letter -> letter.record().offset() == offset)
                .mapToInt(DeadLetter::attempts)
                .findFirst()
                .orElse(-1);
    }

    @Override
    public CompletableFuture<Redriven> redriveAll(String name) {
        JsonNode answer = asked(() -> wire.post(at(name) + "/dead-letters/redrive", Wire.object()));
        if (answer.path("handled").isNumber()) {
            return CompletableFuture.completedFuture(new Redriven(
                    answer.path("handled").asInt(), answer.path("failed").asInt()));
        }
        return CompletableFuture.failedFuture(new IllegalStateException(
                "the handlers take longer than the daemon waits; they go on, see what is left with deadLetters"));
    }

    @Override
    public void drop(String name, long offset, String reason) {
        ObjectNode body = Wire.object().put("reason", reason);
        asked(() -> wire.post(at(name) + "/dead-letters/" + offset + "/drop", body));
    }

    private static String at(String name) {
        return ROOT + "/" + Wire.escape(name);
    }

    private static <T> CompletableFuture<T> later(Callable<T> task) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread unused = Thread.ofVirtual().name("gateway-redrive").start(() -> {
            try {
                result.complete(task.call());
            } catch (Exception e) {
                result.completeExceptionally(e);
            }
        });
        return result;
    }

    /** A refusal as the exception that the API promises. */
    private static JsonNode asked(Callable<JsonNode> request) {
        try {
            return request.call();
        } catch (GatewayRefused e) {
            throw switch (e.status()) {
                case 404 -> new NoSuchElementException(e.reason(), e);
                case 409 -> new IllegalStateException(e.reason(), e);
                case 400 -> new IllegalArgumentException(e.reason(), e);
                default -> e;
            };
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
