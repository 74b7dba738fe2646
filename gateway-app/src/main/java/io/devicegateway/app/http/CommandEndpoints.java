package io.devicegateway.app.http;

import io.devicegateway.api.CommandOptions;
import io.devicegateway.api.CommandResult;
import io.devicegateway.api.DeviceId;
import io.devicegateway.api.DeviceReply;
import io.devicegateway.api.Gateway;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Commands: what there is, and sending one. */
final class CommandEndpoints {
    /** The header with the caller's idempotency key. */
    static final String KEY_HEADER = "Idempotency-Key";

    private static final String WAIT = "wait";
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);
    private static final Logger LOG = LoggerFactory.getLogger(CommandEndpoints.class);

    /** How much later than its deadline an outcome may be told before we say that something is wrong with us. */
    private static final Duration GRACE = Duration.ofSeconds(10);

    private final Gateway gateway;
    private final Set<String> protocols;

    /** @param protocols names of the protocols that a device can have */
    CommandEndpoints(Gateway gateway, Set<String> protocols) {
        this.gateway = gateway;
        this.protocols = new TreeSet<>(protocols);
    }

    List<Route> routes() {
        return List.of(
                Route.get("/api/v1/commands", this::catalogue),
                Route.get("/api/v1/protocols", this::protocols),
                Route.post("/api/v1/devices/{id}/commands", this::send));
    }

    private Reply catalogue(Call call) {
        call.query();
        ObjectNode node = ApiJson.object();
        ArrayNode commands = node.putArray("commands");
        CommandCatalogue.types().forEach(type -> commands.add(type.describe()));
        return Reply.json(200, node);
    }

    private Reply protocols(Call call) {
        call.query();
        ObjectNode node = ApiJson.object();
        ArrayNode all = node.putArray("protocols");
        for (String protocol : protocols) {
            ObjectNode each = all.addObject().put("name", protocol);
            ArrayNode commands = each.putArray("commands");
            gateway.commands(new DeviceId(protocol, "any")).stream()
                    .map(Class::getSimpleName)
                    .sorted()
                    .forEach(commands::add);
        }
        return Reply.json(200, node);
    }

    private Reply send(Call call) throws InterruptedException {
        QueryParameters query = call.query(WAIT);
        DeviceId device = call.device();
        boolean isUnknown = gateway.device(device).isEmpty();
        CommandRequest request;
        try {
            request = CommandRequest.read(
                    device, call.body(), call.header(KEY_HEADER).orElse(null));
        } catch (ProblemException e) {
            throw isUnknown && call.header(KEY_HEADER).isEmpty() ? DeviceEndpoints.unknown(device) : e;
        }
        if (isUnknown) {
            if (request.options().idempotencyKey() != null) { // then this end is said too: as any other, once
                var unused = gateway.send(request.command(), request.options());
            }
            throw DeviceEndpoints.unknown(device);
        }
        Duration deadline = request.options().deadline();
        Duration whole = deadline == null ? CommandOptions.MAX_DEADLINE : deadline;
        Duration wanted = wait(query, request.options());
        boolean isLong = whole.compareTo(CommandOptions.MAX_DEADLINE) > 0;
        Duration held = isLong ? CommandOptions.MAX_DEADLINE : whole;
        Duration patience = wanted == null ? held.plus(GRACE) : wanted;
        call.deadline().within(patience.plus(GRACE));
        CompletableFuture<? extends CommandResult<? extends DeviceReply>> future =
                gateway.send(request.command(), request.options());
        try {
            return Reply.json(200, ApiJson.result(future.get(patience.toMillis(), TimeUnit.MILLISECONDS)));
        } catch (ExecutionException e) {
            LOG.error("The outcome of {} is not known, because sending it failed", request.command(), e);
            throw unsettled(500, "the gateway failed while it handled the command");
        } catch (TimeoutException e) {
            if (wanted != null || isLong) {
                return Reply.json(202, ApiJson.object().put("result", "pending"));
            }
            LOG.error("{} was not settled {} after it was sent", request.command(), patience);
            throw unsettled(504, "the gateway did not tell the outcome within the command's deadline");
        }
    }

    /** How long the client wants to wait for the answer; null for as long as it takes. */
    private static @Nullable Duration wait(QueryParameters query, CommandOptions options) {
        Optional<String> text = query.one(WAIT);
        if (text.isEmpty()) {
            return null;
        }
        Duration wanted = DurationText.parse(text.get()).orElse(Duration.ZERO);
        if (wanted.isZero() || wanted.isNegative() || wanted.compareTo(LONGEST_WAIT) > 0) {
            throw Problem.badParameter(WAIT, "is '" + text.get() + "'", DurationText.FORM + ", at most 60s")
                    .asException();
        }
        if (options.idempotencyKey() == null) {
            throw Problem.badParameter(
                            WAIT,
                            "is given without the header " + KEY_HEADER,
                            "a wait only together with a key, by which the outcome can be asked for again")
                    .asException();
        }
        return wanted;
    }

    private static ProblemException unsettled(int status, String cause) {
        return new Problem(
                        status,
                        "command-unsettled",
                        "The outcome of the command is not known",
                        cause + "; the command may have been carried out",
                        "do not repeat it blindly: send it again with the same Idempotency-Key, or look for its"
                                + " CommandSettled event")
                .asException();
    }
}
