package io.devicegateway.session;

import io.devicegateway.api.Admission;
import io.devicegateway.api.BankId;
import io.devicegateway.api.DecidedBy;
import io.devicegateway.api.Decision;
import io.devicegateway.api.Question;
import io.devicegateway.api.Question.Login;
import io.devicegateway.api.Question.Ownership;
import io.devicegateway.api.Question.Return;
import io.devicegateway.budget.SourceLines;
import io.devicegateway.metrics.Metrics;
import io.devicegateway.registry.Arbiter;
import io.devicegateway.registry.Registry;
import io.devicegateway.registry.Registry.RegisteredDevice;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts the questions of devices to the authority, within the deadline, and falls back as configured. */
final class Consultation {
    private static final Logger LOG = LoggerFactory.getLogger(Consultation.class);
    /** The source of its lines: one authority fails for all devices. */
    private static final String AUTHORITY = "authority";

    private static final Admission ADMITTED = new Admission.Admitted();

    private final Arbiter authority;
    private final Registry registry;
    private final Predicate<BankId> mayBeOut;
    private final Timers timers;
    private final SessionSettings settings;
    private final SourceLines lines;
    private final Metrics.Counter timeouts;
    private final Metrics.Counter errors;

    /** @param mayBeOut whether a bank may have left its slot by a command of which nobody knows the outcome */
    Consultation(
            Arbiter authority,
            Registry registry,
            Predicate<BankId> mayBeOut,
            Timers timers,
            SessionSettings settings,
            SourceLines lines,
            Metrics metrics) {
        this.mayBeOut = mayBeOut;
        this.authority = authority;
        this.registry = registry;
        this.timers = timers;
        this.settings = settings;
        this.lines = lines;
        String name = "gateway_authority_fallbacks";
        String help = "Questions of devices that the configured fallback answered";
        timeouts = metrics.counter(name, help, "cause", "timeout");
        errors = metrics.counter(name, help, "cause", "error");
    }

    /**
     * Asks. The future is complete already when the answer was known at once; it never fails, and is complete within the
     * deadline at the latest. Who no longer wants the answer cancels it, and whoever was asked is told so.
     */
    <A> CompletableFuture<Decision<A>> ask(Question<A> question) {
        Optional<Decision<A>> own = answeredByRegistry(question);
        if (own.isPresent()) {
            return CompletableFuture.completedFuture(own.get());
        }
        CompletableFuture<Decision<A>> answer = put(question);
        if (answer.isDone()) {
            return CompletableFuture.completedFuture(taken(question, answer));
        }
        CompletableFuture<Decision<A>> decision = new CompletableFuture<>();
        Timers.Cancellation deadline = timers.after(settings.authorityDeadline(), () -> {
            if (!decision.isDone()) {
                decision.complete(late(question));
            }
        });
        var unusedAnswer = answer.whenComplete((value, error) -> {
            if (!decision.isDone()) {
                decision.complete(taken(question, answer));
            }
        });
        var unusedEnd = decision.whenComplete((decided, cancelled) -> {
            deadline.cancel();
            answer.cancel(true); // nothing, if this is what it answered
        });
        return decision;
    }

    @SuppressWarnings("CatchingUnchecked") // foreign code: whatever it throws, an error too, is an answer that failed
    private <A> CompletableFuture<Decision<A>> put(Question<A> question) {
        try {
            return authority.decide(complete(question)).toCompletableFuture();
        } catch (Throwable e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** What a finished answer says. */
    private <A> Decision<A> taken(Question<A> question, CompletableFuture<Decision<A>> answer) {
        if (answer.isCompletedExceptionally()) {
            Throwable error = answer.isCancelled() ? new CancellationException() : answer.exceptionNow();
            return error instanceof TimeoutException ? late(question) : failed(question, error);
        }
        Decision<A> given = answer.join();
        return given == null || given.answer() == null
                ? failed(question, new NullPointerException("the authority answered null"))
                : given;
    }

    private <A> Decision<A> late(Question<A> question) {
        timeouts.increment();
        long times = lines.claim(AUTHORITY, "timeout");
        if (times > 0) {
            LOG.warn(
                    "{}: the authority did not answer {} within {}; the fallback did ({} such since the last line)",
                    question.device(),
                    question,
                    settings.authorityDeadline(),
                    times);
        }
        return new Decision<>(fallback(question), DecidedBy.FALLBACK_TIMEOUT);
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

    @SuppressWarnings("unchecked") // a return stays a return
    private <A> Question<A> complete(Question<A> question) {
        return question instanceof Return returned ? (Question<A>) withRegistry(returned) : question;
    }

    /** What the registry knows of a bank counts as long as no command may have changed it. */
    private Return withRegistry(Return question) {
        Optional<RegisteredDevice> known = registry.find(question.device());
        return known.map(device -> {
                    BankId inSlot = device.bankIn(question.slot());
                    return new Return(
                            question.device(),
                            question.slot(),
                            question.bank(),
                            inSlot == null || mayBeOut.test(inSlot) ? null : inSlot,
                            device.holdsReturned(question.bank()) && !mayBeOut.test(question.bank()));
                })
                .orElse(question);
    }

    private <A> Decision<A> failed(Question<A> question, Throwable error) {
        errors.increment();
        long times = lines.claim(AUTHORITY, "error");
        if (times > 0) {
            LOG.warn(
                    "{}: the authority failed on {}; the fallback answered ({} such since the last line)",
                    question.device(),
                    question,
                    times,
                    error);
        }
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
