package io.devicegateway.session;

import io.devicegateway.api.Admission;
import io.devicegateway.api.DecidedBy;
import io.devicegateway.api.Decision;
import io.devicegateway.api.Question;
import io.devicegateway.api.Question.Login;
import io.devicegateway.api.Question.Ownership;
import io.devicegateway.api.Question.Return;
import io.devicegateway.metrics.Metrics;
import io.devicegateway.registry.Arbiter;
import io.devicegateway.registry.Registry;
import io.devicegateway.registry.Registry.RegisteredDevice;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts the questions of devices to the authority, within the deadline, and falls back as configured. */
final class Consultation {
    private static final Logger LOG = LoggerFactory.getLogger(Consultation.class);
    private static final Admission ADMITTED = new Admission.Admitted();

    private final Arbiter authority;
    private final Registry registry;
    private final Timers timers;
    private final SessionSettings settings;
    private final Metrics.Counter timeouts;
    private final Metrics.Counter errors;

    Consultation(Arbiter authority, Registry registry, Timers timers, SessionSettings settings, Metrics metrics) {
        this.authority = authority;
        this.registry = registry;
        this.timers = timers;
        this.settings = settings;
        String name = "gateway_authority_fallbacks";
        String help = "Questions of devices that the configured fallback answered";
        timeouts = metrics.counter(name, help, "cause", "timeout");
        errors = metrics.counter(name, help, "cause", "error");
    }

    /** Asks. The future is complete already when the authority knew at once; it never fails. */
    <A> CompletableFuture<Decision<A>> ask(Question<A> question) {
        Optional<Decision<A>> own = answeredByRegistry(question);
        if (own.isPresent()) {
            return CompletableFuture.completedFuture(own.get());
        }
        CompletableFuture<A> answer;
        try {
            answer = put(question).toCompletableFuture();
        } catch (RuntimeException e) {
            return CompletableFuture.completedFuture(failed(question, e));
        }
        if (answer.isDone() && !answer.isCompletedExceptionally()) {
            return CompletableFuture.completedFuture(new Decision<>(answer.join(), DecidedBy.AUTHORITY));
        }
        CompletableFuture<Decision<A>> decision = new CompletableFuture<>();
        Timers.Cancellation deadline = timers.after(settings.authorityDeadline(), () -> {
            if (decision.complete(new Decision<>(fallback(question), DecidedBy.FALLBACK_TIMEOUT))) {
                timeouts.increment();
                LOG.warn(
                        "{}: the authority did not answer {} within {}; the fallback did",
                        question.device(),
                        question,
                        settings.authorityDeadline());
            }
        });
        var unused = answer.whenComplete((value, error) -> {
            deadline.cancel();
            decision.complete(error == null ? new Decision<>(value, DecidedBy.AUTHORITY) : failed(question, error));
        });
        return decision;
    }

    /** A device that the registry denies is not admitted, whatever the authority would say. */
    @SuppressWarnings("unchecked")
    private <A> Optional<Decision<A>> answeredByRegistry(Question<A> question) {
        if (question instanceof Login login
                && registry.admit(login.device(), login.remote()) instanceof Admission.Denied denied) {
            return Optional.of(new Decision<>((A) denied, DecidedBy.GATEWAY));
        }
        return Optional.empty();
    }

    @SuppressWarnings("unchecked")
    private <A> CompletionStage<A> put(Question<A> question) {
        return (CompletionStage<A>)
                switch (question) {
                    case Login login -> authority.admit(login);
                    case Ownership ownership -> authority.owns(ownership);
                    case Return returned -> authority.judgeReturn(withRegistry(returned));
                };
    }

    private Return withRegistry(Return question) {
        Optional<RegisteredDevice> known = registry.find(question.device());
        return known.map(device -> new Return(
                        question.device(),
                        question.slot(),
                        question.bank(),
                        device.bankIn(question.slot()),
                        device.holdsReturned(question.bank())))
                .orElse(question);
    }

    private <A> Decision<A> failed(Question<A> question, Throwable error) {
        errors.increment();
        LOG.warn("{}: the authority failed on {}; the fallback answered", question.device(), question, error);
        return new Decision<>(fallback(question), DecidedBy.FALLBACK_ERROR);
    }

    @SuppressWarnings("unchecked")
    private <A> A fallback(Question<A> question) {
        return (A)
                switch (question) {
                    case Login login ->
                        settings.admitFallback()
                                ? ADMITTED
                                : new Admission.Denied(
                                        "the authority did not say whether " + login.device() + " may connect");
                    case Ownership ownership -> settings.ownsFallback();
                    case Return returned -> settings.returnFallback();
                };
    }
}
