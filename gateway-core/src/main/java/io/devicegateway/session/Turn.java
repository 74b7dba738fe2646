package io.devicegateway.session;

import io.devicegateway.api.Decision;
import io.devicegateway.api.DeviceId;
import io.devicegateway.journal.EventJournal.AnswerMemory;
import io.devicegateway.protocol.Effect;
import io.devicegateway.protocol.Effect.DedupKey;
import io.devicegateway.protocol.Inbound;
import io.devicegateway.protocol.ProtocolSession.Arrival;
import io.devicegateway.session.DedupWindow.Claim;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What follows from one message: everything it publishes is made durable, and only then does anything it sends leave. There
 * is no other way to write an answer, so nothing can be acknowledged early. Runs on the link's executor.
 *
 * @param <M> the protocol's messages
 */
final class Turn<M> {
    private static final byte[] NO_BYTES = {};

    private final DeviceSession<M> session;
    private final byte[] raw;
    private final boolean redelivered;
    private final long heardAt;
    private final TurnEvents events;
    private final List<byte[]> answers = new ArrayList<>(1);
    private List<String> forgets = List.of();
    private List<Runnable> conclusions = List.of();
    private Effect.@Nullable Consult<M, ?> consult;
    private Effect.@Nullable Close<M> close;
    private @Nullable DedupKey key;
    private @Nullable ReportMemo memo;
    private @Nullable DeviceId about;
    private @Nullable ReportMemo repeated;
    private Effect.@Nullable Once<M> once;
    private Effect.@Nullable Recognise<M> recognised;
    /** Whose answers are said again. */
    private @Nullable ReportMemo saidAgain;
    /** The number of the command that the message replies to. */
    private long replied = Receipts.BY_ITSELF;

    private boolean welcomes;

    /** @param heardAt when the message came, on the ticker's scale */
    Turn(DeviceSession<M> session, Arrival arrival, long heardAt) {
        this.session = session;
        this.raw = arrival.frame();
        this.redelivered = arrival.redelivered();
        this.heardAt = heardAt;
        this.events = new TurnEvents(session, raw);
    }

    /** A turn that no message caused, as after a delay. */
    static <M> Turn<M> ofNoMessage(DeviceSession<M> session) {
        return new Turn<>(
                session, new Arrival(NO_BYTES, false), session.core().ticker().getAsLong());
    }

    /** Does it. Answers null when nothing has to become durable, otherwise what completes when it is. */
    @Nullable
    CompletableFuture<Void> run(List<Effect<M>> effects) {
        try {
            walk(effects);
            return goOn();
        } catch (RuntimeException | Error e) {
            abandon();
            throw e;
        }
    }

    private @Nullable CompletableFuture<Void> goOn() {
        if (session.isOver() || events.refusal() != null) {
            return stop();
        }
        Effect.Consult<M, ?> question = consult;
        if (question != null) {
            consult = null;
            return consult(question);
        }
        return repeated == null ? finish() : again(repeated);
    }

    /**
     * Nothing more is done: the connection has ended, or the journal refused something. Who handed the message over does not
     * take it for dealt with.
     */
    private CompletableFuture<Void> stop() {
        abandon();
        Throwable why = events.refusal();
        if (why == null) {
            return CompletableFuture.failedFuture(new CancellationException("the conversation ended meanwhile"));
        }
        session.journalFailed(why);
        return CompletableFuture.failedFuture(why);
    }

    /** A message whose key is known: what follows is said once the first one is durable. */
    private @Nullable CompletableFuture<Void> again(ReportMemo first) {
        repeated = null;
        if (first.isSettled()) {
            return repeat(first);
        }
        CompletableFuture<Void> done = new CompletableFuture<>();
        // One of this connection is in its place in the journal already; one of another may still come to nothing.
        boolean waits = recognised != null || !first.isOf(session);
        if (waits) {
            session.held().suspend();
        }
        first.whenAnswered(answered -> session.onLink(() -> {
            goOn(done, () -> repeat(first));
            if (waits) {
                session.resume();
            }
        }));
        return done;
    }

    /** The first one is over: says what follows from it, or takes its place if it came to nothing. */
    private @Nullable CompletableFuture<Void> repeat(ReportMemo first) {
        Effect.Recognise<M> known = recognised;
        Effect.Once<M> report = once;
        recognised = null;
        once = null;
        List<byte[]> said = first.answers();
        if (first.isRefused()) {
            events.refuse(new IllegalStateException(
                    "the first message of this kind could not be made durable: nothing is said of this one"));
        }
        if (session.isOver() || events.refusal() != null) {
            return stop();
        } else if (said == null && known != null) {
            recognise(known);
            return goOn();
        } else if (said == null && report != null) {
            once(report);
            return goOn();
        } else if (known != null) {
            walk(known.again().apply(first.sighting()));
            return goOn();
        } else if (said != null) {
            saidAgain = first;
            said.forEach(answer -> answers.add(session.again(answer)));
        }
        return finish();
    }

    /** Goes on after a wait, on the link's executor. Whatever it throws ends the connection and nothing else. */
    private void goOn(CompletableFuture<Void> done, Supplier<@Nullable CompletableFuture<Void>> step) {
        try {
            HeldFrames.pass(session.isOver() ? stop() : step.get(), done);
        } catch (RuntimeException | Error e) {
            abandon();
            session.fail("the protocol failed on what it had waited for", e);
            done.completeExceptionally(e);
        }
    }

    private <A> @Nullable CompletableFuture<Void> consult(Effect.Consult<M, A> effect) {
        CompletableFuture<Decision<A>> decision = session.core().consultation().ask(effect.question());
        if (decision.isDone()) {
            walk(effect.then().apply(decision.join()));
            return goOn();
        }
        CompletableFuture<Void> done = new CompletableFuture<>();
        session.held().suspend(decision);
        var unused = decision.whenComplete((decided, cancelled) -> session.onLink(() -> {
            session.held().answered();
            goOn(done, () -> {
                walk(effect.then().apply(decided));
                return goOn();
            });
            session.resume();
        }));
        return done;
    }

    private void walk(List<Effect<M>> effects) {
        for (Effect<M> effect : effects) {
            if (events.refusal() == null) {
                perform(effect);
            }
        }
    }

    private void perform(Effect<M> effect) {
        switch (effect) {
            case Effect.Identify<M> identify -> identify(identify.device());
            case Effect.Publish<M> publish -> events.add(publish.event());
            case Effect.Consult<M, ?> question -> consult = question;
            case Effect.Once<M> report -> once(report);
            case Effect.Recognise<M> recognise -> recognise(recognise);
            case Effect.Forget<M> forget -> forget(forget.scope());
            case Effect.Send<M> send -> answers.add(session.encode(send.message()));
            case Effect.Answer<M> answer -> {
                replied = session.lane().replied(answer.replyKey(), answer.safety());
                conclude(() -> answered(answer));
            }
            case Effect.Refuse<M> refuse -> {
                replied = session.lane().replied(refuse.replyKey(), refuse.safety());
                conclude(() -> session.lane().refused(refuse));
            }
            case Effect.Doubt<M> doubt -> conclude(() -> session.lane().doubted(doubt));
            case Effect.Query<M> query -> session.lane().query(query.command());
            case Effect.Later<M> later -> session.later(later);
            case Effect.Expect<M> expect -> session.pulse().expect(expect.liveness(), expect.because());
            case Effect.Beat<M> beat -> session.pulse().beat(beat.least());
            case Effect.Anomaly<M> anomaly -> session.anomaly(anomaly, raw);
            case Effect.Close<M> ending -> close = ending;
        }
    }

    private void identify(DeviceId device) {
        CompletableFuture<?> durable = session.identify(device, heardAt);
        welcomes |= durable != null;
        events.gate(durable);
    }

    private void once(Effect.Once<M> report) {
        if (claim(session.identified(), report.key())) {
            walk(report.effects());
        } else {
            once = report;
        }
    }

    private void recognise(Effect.Recognise<M> recognise) {
        if (claim(recognise.device(), recognise.key())) {
            walk(recognise.first());
        } else {
            recognised = recognise;
        }
    }

    /** Answers whether this is the first message with the key; otherwise the first one is kept. */
    private boolean claim(DeviceId device, DedupKey wanted) {
        Claim claim = session.core().dedup().claim(device, wanted, session, redelivered);
        if (claim == null) {
            return false; // the session is over: nothing more is done
        }
        if (claim.mine()) {
            key = wanted;
            memo = claim.memo();
            about = device;
            return true;
        }
        session.countDuplicate();
        repeated = claim.memo();
        return false;
    }

    private void forget(String scope) {
        DedupKey own = key;
        if (own != null && own.scope().equals(scope)) {
            key = null; // the first answer is not to be repeated
            return;
        }
        if (forgets.isEmpty()) {
            forgets = new ArrayList<>(1);
        }
        forgets.add(scope);
    }

    /** What a reply means for a command is said after what the reply says itself: the journal tells things in their order. */
    private void conclude(Runnable conclusion) {
        if (conclusions.isEmpty()) {
            conclusions = new ArrayList<>(1);
        }
        conclusions.add(conclusion);
    }

    private void answered(Effect.Answer<M> answer) {
        if (events.replaced() == null) {
            session.lane().answered(answer);
        } else {
            session.lane()
                    .doubted(new Effect.Doubt<>(answer.replyKey(), "the device's answer is larger than can be kept"));
        }
    }

    private @Nullable CompletableFuture<Void> finish() {
        append();
        conclusions.forEach(Runnable::run);
        events.appendFound();
        if (events.refusal() != null) {
            return stop(); // now and not a task later: the next frame of the same read does not overtake this one
        }
        CompletableFuture<?> durable = events.durable();
        if (durable == null) {
            release();
            return null;
        }
        CompletableFuture<Void> done = new CompletableFuture<>();
        var unused = durable.whenComplete((ok, error) -> session.onLink(() -> durable(error, done)));
        return done;
    }

    private void append() {
        List<String> forgotten = forgets.isEmpty() && events.isEmpty()
                ? List.of()
                : session.receipts().forget(forgets, replied);
        AnswerMemory memory = key == null
                ? null
                : session.core().dedup().memory(key, answers, session.protocol().redelivers());
        events.append(about, memory, forgotten);
    }

    private void durable(@Nullable Throwable error, CompletableFuture<Void> done) {
        if (error != null) {
            events.refuse(error);
            abandon();
            session.journalFailed(error);
            done.completeExceptionally(error);
            return;
        }
        try {
            release();
            Throwable never = events.replaced();
            if (never == null || !session.protocol().redelivers()) {
                done.complete(null);
            } else {
                done.completeExceptionally(new Inbound.Refused(String.valueOf(never.getMessage()), never));
            }
        } catch (RuntimeException | Error e) {
            session.fail("an answer could not be written", e);
            done.completeExceptionally(e);
        }
    }

    /** Everything is durable: what was held back may leave. */
    private void release() {
        DedupWindow dedup = session.core().dedup();
        ReportMemo own = memo;
        DeviceId device = about;
        if (welcomes) {
            session.receipts().welcoming();
        }
        ReportMemo answered = own == null ? saidAgain : own;
        if (answered != null && !answers.isEmpty()) {
            session.receipts().answering(answered);
        }
        if (own != null && key != null && device != null) {
            dedup.settle(
                    device,
                    key,
                    own,
                    answers,
                    events.published(),
                    session.protocol().redelivers());
        } else if (own != null && device != null) {
            dedup.settleAndForget(device, own, answers, events.published());
        }
        session.answer(answers);
        Effect.Close<M> ending = close;
        if (ending != null) {
            session.closeAfter(ending.afterDelay(), ending.reason());
        }
    }

    /** Nothing was acknowledged, so the report counts as new when it comes again. */
    private void abandon() {
        ReportMemo own = memo;
        DeviceId device = about;
        if (own != null && device != null) {
            session.core().dedup().drop(device, own);
            own.fail(events.refusal() != null);
        }
    }
}
