package io.devicegateway.remote;

import io.devicegateway.api.Admission;
import io.devicegateway.api.Authority;
import io.devicegateway.api.Authority.LeftToGateway;
import io.devicegateway.api.BankId;
import io.devicegateway.api.DeviceId;
import io.devicegateway.api.Question;
import io.devicegateway.api.Registration;
import io.devicegateway.router.Failure;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads the questions of devices from a stream and posts the answers. */
final class RemoteAnswering implements Registration {
    private static final Logger LOG = LoggerFactory.getLogger(RemoteAnswering.class);
    private static final int MOST_AT_ONCE = 1_024;
    private static final Duration FIRST_OPEN = Duration.ofSeconds(10);

    private final Authority authority;
    private final Wire wire;
    private final String path;
    private final ScheduledExecutorService timer;
    private final Semaphore places = new Semaphore(MOST_AT_ONCE);
    private final CompletableFuture<Void> opened = new CompletableFuture<>();
    private final Thread reading;
    private volatile @Nullable ServerEvents stream;
    private volatile boolean closed;
    private volatile boolean reached;
    private volatile boolean standby;

    RemoteAnswering(Authority authority, @Nullable String instance, Wire wire, ScheduledExecutorService timer) {
        this.authority = authority;
        this.wire = wire;
        path = "/api/v1/questions/stream" + (instance == null ? "" : "?instance=" + Wire.escape(instance));
        this.timer = timer;
        reading = Thread.ofVirtual().name("gateway-questions").unstarted(this::read);
    }

    /** Begins. Waits until the daemon asks here, or for some seconds where it cannot be reached; then it goes on trying. */
    void begin() {
        reading.start();
        try {
            opened.get(FIRST_OPEN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            LOG.warn("the gateway at {} is not reached yet; until it is, its fallbacks answer devices", wire.gateway());
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException refusal ? refusal : new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void read() {
        Pause pause = new Pause();
        try {
            while (!closed) {
                try {
                    follow(pause);
                } catch (IOException e) {
                    LOG.info("the stream of questions broke: {}", Trouble.words(wire.gateway(), e));
                } catch (GatewayRefused e) {
                    if (e.status() != 503) {
                        LOG.error("the gateway refuses the stream of questions: {}", e.getMessage());
                        opened.completeExceptionally(e);
                        return;
                    }
                }
                if (!closed) {
                    Thread.sleep(pause.next());
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("closed", e);
        } finally {
            closed = true;
        }
    }

    private void follow(Pause pause) throws IOException, InterruptedException {
        try (ServerEvents events = new ServerEvents(wire.stream(path), timer)) {
            stream = events;
            for (ServerEvents.Message message = events.next(); message != null && !closed; message = events.next()) {
                switch (message.name()) {
                    case "standby" -> {
                        if (!standby) {
                            LOG.info("another process answers devices; this one takes over when that one ends");
                        }
                        standby = true;
                        reached = true;
                        pause.reset();
                        opened.complete(null);
                    }
                    case "opened" -> {
                        standby = false;
                        reached = true;
                        pause.reset();
                        opened.complete(null);
                    }
                    case "question" -> take(message.data());
                    case "ended" -> ended(message.data().path("reason").asString(""));
                    default -> LOG.debug("{} is not known", message.name());
                }
            }
        } finally {
            stream = null;
            standby = false;
        }
    }

    private void ended(String reason) {
        if (reason.equals("taken-over")) {
            LOG.warn("another authority was registered after this one; this one is asked no more");
            closed = true;
        }
    }

    private void take(JsonNode question) {
        if (!places.tryAcquire()) {
            // Its fallback answers in time.
            LOG.warn("{} questions wait for an answer; one more is left to the fallback", MOST_AT_ONCE);
            return;
        }
        Thread unused = Thread.ofVirtual().name("gateway-answer").start(() -> {
            try {
                answer(question);
            } finally {
                places.release();
            }
        });
    }

    @SuppressWarnings("CatchingUnchecked") // whatever it throws, an error too, is its answer
    private void answer(JsonNode question) {
        ObjectNode body = Wire.object();
        try {
            body.set("answer", answered(question));
        } catch (LeftToGateway e) {
            body.put("leftToGateway", true);
        } catch (Throwable e) {
            body.put("failed", Failure.text(e));
            LOG.warn("the authority failed; the gateway's fallback answers", e);
        }
        try {
            wire.post("/api/v1/questions/" + question.path("id").asString("") + "/answer", body);
        } catch (GatewayRefused e) {
            LOG.warn("an answer came too late, and the gateway's fallback answered: {}", e.reason());
        } catch (GatewayUnreachable e) {
            LOG.warn("an answer did not get through; the gateway's fallback answers", e);
        }
    }

    private ObjectNode answered(JsonNode question) throws Exception {
        DeviceId device = DeviceId.parse(question.path("device").asString(""));
        int slot = question.path("slot").asInt(0);
        String bank = question.path("bank").asString("");
        String inSlot = question.path("bankInSlot").asString("");
        return switch (question.path("type").asString("")) {
            case "Login" -> {
                Admission admission = authority.admit(
                        new Question.Login(device, question.path("remote").asString("")));
                yield switch (admission) {
                    case Admission.Admitted admitted -> Wire.object().put("admitted", true);
                    case Admission.Denied denied ->
                        Wire.object().put("admitted", false).put("reason", denied.reason());
                };
            }
            case "Ownership" ->
                Wire.object().put("owns", authority.owns(new Question.Ownership(device, slot, new BankId(bank))));
            case "Return" ->
                Wire.object()
                        .put(
                                "verdict",
                                authority
                                        .judgeReturn(new Question.Return(
                                                device,
                                                slot,
                                                new BankId(bank),
                                                inSlot.isEmpty() ? null : new BankId(inSlot),
                                                question.path("returnedBefore").asBoolean(false)))
                                        .name());
            default -> throw new LeftToGateway();
        };
    }

    @Override
    public boolean isOpen() {
        return reached && !closed;
    }

    @Override
    public boolean isStandby() {
        return standby;
    }

    @Override
    public void close() {
        closed = true;
        ServerEvents current = stream;
        if (current != null) {
            current.close();
        }
        reading.interrupt();
    }
}
