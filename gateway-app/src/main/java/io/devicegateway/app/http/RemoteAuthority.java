package io.devicegateway.app.http;

import io.devicegateway.api.Admission;
import io.devicegateway.api.Authority;
import io.devicegateway.api.Gateway;
import io.devicegateway.api.Question;
import io.devicegateway.api.Registration;
import io.devicegateway.api.ReturnVerdict;
import io.devicegateway.app.http.Standby.Client;
import io.devicegateway.app.http.Succession.Place;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Puts the questions of devices to a client, which has them as a stream and posts the answers: one client, see {@link Succession}. */
final class RemoteAuthority implements AutoCloseable {
    private final Gateway gateway;
    private final Duration deadline;
    private final Duration heartbeat;
    private final AtomicLong ids = new AtomicLong();
    private final Succession succession = new Succession(System::nanoTime);
    private final Map<String, Asked> waiting = new ConcurrentHashMap<>();
    private volatile @Nullable Seat current;
    private volatile boolean closed;

    private record Asked(Place place, CompletableFuture<JsonNode> answer) {}

    /** @param deadline within what time a question must be answered */
    RemoteAuthority(Gateway gateway, Duration deadline, Duration heartbeat) {
        this.gateway = gateway;
        this.deadline = deadline;
        this.heartbeat = heartbeat;
    }

    /**
     * The stream of questions, for one client. One that names its instance waits while another instance has them; else whoever had
     * them until now is told that they are taken over.
     *
     * @throws IllegalStateException if too many wait for them
     */
    Reply.EventStreamBody open(Client client) {
        if (closed) {
            throw HttpProblems.stopping().asException();
        }
        Place place = succession.enter("questions", client.instance().orElse(null), client.lease());
        return new Reply.EventStreamBody() {
            @Override
            public void writeTo(Reply.EventSink sink) throws InterruptedException {
                if (place.isAtTurn() || Standby.await(place, sink, heartbeat)) {
                    answer(place, sink);
                }
            }

            @Override
            public void over() {
                place.leave();
            }
        };
    }

    private void answer(Place place, Reply.EventSink sink) throws InterruptedException {
        Seat fresh = new Seat(place);
        try (Registration registration = gateway.answer(fresh)) {
            Seat before = current;
            current = fresh;
            if (before != null) {
                before.end(place.reasonForTheOneBefore());
            }
            fresh.writeTo(sink, registration);
        } finally {
            fresh.end("closed");
        }
    }

    /** Takes a client's answer. Answers whether somebody still waits for it. */
    boolean answer(String id, JsonNode answer) {
        Asked question = waiting.remove(id);
        if (question == null) {
            return false;
        }
        question.place().answered();
        return question.answer().complete(answer);
    }

    @Override
    public void close() {
        closed = true;
        succession.dismissAll("stopping");
        Seat last = current;
        if (last != null) {
            last.end("stopping");
        }
    }

    /** One client's place. */
    private final class Seat implements Authority {
        private final BlockingQueue<ObjectNode> toWrite = new LinkedBlockingQueue<>();
        private final Map<String, CompletableFuture<JsonNode>> mine = new ConcurrentHashMap<>();
        private final Place place;
        private volatile @Nullable String ending;

        Seat(Place place) {
            this.place = place;
        }

        void writeTo(Reply.EventSink sink, Registration registration) throws InterruptedException {
            sink.notice(
                    "opened",
                    ApiJson.bytes(ApiJson.object()
                            .put("deadlineMillis", deadline.toMillis())
                            .put("leaseMillis", place.leaseMillis())));
            while (ending == null) {
                Duration pace = place.isAwaited() ? Standby.PACE : heartbeat;
                ObjectNode next = toWrite.poll(pace.toMillis(), TimeUnit.MILLISECONDS);
                if (!registration.isOpen()) {
                    end("taken-over");
                } else if (next == null) {
                    sink.heartbeat();
                } else if (next.has("id")) {
                    sink.notice("question", ApiJson.bytes(next));
                }
            }
            sink.notice("ended", ApiJson.bytes(ApiJson.object().put("reason", ending)));
        }

        void end(String reason) {
            ending = ending == null ? reason : ending;
            toWrite.add(ApiJson.object());
            mine.values()
                    .forEach(each ->
                            each.completeExceptionally(new IllegalStateException("the client that was asked is gone")));
        }

        private JsonNode put(ObjectNode question) throws Exception {
            String id = Long.toString(ids.incrementAndGet());
            CompletableFuture<JsonNode> answer = new CompletableFuture<>();
            waiting.put(id, new Asked(place, answer));
            mine.put(id, answer);
            try {
                if (ending != null) {
                    throw new IllegalStateException("the client that was to be asked is gone");
                }
                place.asked();
                toWrite.add(question.put("id", id));
                return given(answer.get(deadline.toMillis(), TimeUnit.MILLISECONDS));
            } catch (ExecutionException e) {
                throw e.getCause() instanceof Exception cause ? cause : e;
            } catch (TimeoutException e) {
                throw new TimeoutException("the client did not answer within " + deadline.toMillis() + " ms");
            } finally {
                waiting.remove(id);
                mine.remove(id);
            }
        }

        private JsonNode given(JsonNode document) {
            if (document.path("leftToGateway").asBoolean(false)) {
                throw new LeftToGateway();
            }
            if (document.has("failed")) {
                throw new IllegalStateException(
                        "the client failed: " + document.path("failed").asString(""));
            }
            return document.path("answer");
        }

        @Override
        public Admission admit(Question.Login question) throws Exception {
            JsonNode answer = put(asked("Login", question).put("remote", question.remote()));
            return answer.path("admitted").asBoolean()
                    ? new Admission.Admitted()
                    : new Admission.Denied(answer.path("reason").asString("the backend denies it"));
        }

        @Override
        public boolean owns(Question.Ownership question) throws Exception {
            return put(asked("Ownership", question)
                            .put("slot", question.slot())
                            .put("bank", question.bank().value()))
                    .path("owns")
                    .asBoolean();
        }

        @Override
        public ReturnVerdict judgeReturn(Question.Return question) throws Exception {
            ObjectNode asked = asked("Return", question)
                    .put("slot", question.slot())
                    .put("bank", question.bank().value())
                    .put("returnedBefore", question.returnedBefore());
            asked.put(
                    "bankInSlot",
                    question.bankInSlot() == null ? null : question.bankInSlot().value());
            return ReturnVerdict.valueOf(put(asked).path("verdict").asString());
        }

        private ObjectNode asked(String type, Question<?> question) {
            return ApiJson.object()
                    .put("type", type)
                    .put("device", question.device().toString());
        }
    }
}
