package io.devicegateway.session;

import io.devicegateway.api.BankFound;
import io.devicegateway.api.Decision;
import io.devicegateway.api.DeviceEvent;
import io.devicegateway.api.DeviceId;
import io.devicegateway.api.EventRecord;
import io.devicegateway.api.InventoryReported;
import io.devicegateway.journal.EventJournal.AnswerMemory;
import io.devicegateway.journal.EventJournal.Draft;
import io.devicegateway.protocol.Effect;
import io.devicegateway.protocol.Effect.DedupKey;
import io.devicegateway.protocol.Effect.Sighting;
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
    private final List<Draft> drafts = new ArrayList<>(2);
    private final List<byte[]> answers = new ArrayList<>(1);
    private List<CompletableFuture<?>> gates = List.of();
    private List<String> forgets = List.of();
    private List<Runnable> conclusions = List.of();
    private List<BankFound> found = List.of();
    private Effect.@Nullable Consult<M, ?> consult;
    private Effect.@Nullable Close<M> close;
    private @Nullable DedupKey key;
    private @Nullable ReportMemo memo;
    private @Nullable DeviceId about;
    private @Nullable ReportMemo repeated;
    private Effect.@Nullable Once<M> once;
    private Effect.@Nullable Recognise<M> recognised;
    private @Nullable CompletableFuture<EventRecord> remembered;
    private @Nullable Throwable refusal;
    /** Why an event could never be journalled, and another took its place. */
    private @Nullable Throwable replaced;

    /** @param heardAt when the message came, on the ticker's scale */
    Turn(DeviceSession<M> session, Arrival arrival, long heardAt) {
        this.session = session;
        this.raw = arrival.frame();
        this.redelivered = arrival.redelivered();
        this.heardAt = heardAt;
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
        if (session.isOver() || refusal != null) {
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
        Throwable why = refusal;
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
            refusal = new IllegalStateException(
                    "the first message of this kind could not be made durable: nothing is said of this one");
        }
        if (session.isOver() || refusal != null) {
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
            if (refusal == null) {
                perform(effect);
            }
        }
    }

    private void perform(Effect<M> effect) {
        switch (effect) {
            case Effect.Identify<M> identify -> gate(session.identify(identify.device(), heardAt));
            case Effect.Publish<M> publish ->
                drafts.add(new Draft(session.epoch(), publish.event(), raw, null, List.of()));
            case Effect.Consult<M, ?> question -> consult = question;
            case Effect.Once<M> report -> once(report);
            case Effect.Recognise<M> recognise -> recognise(recognise);
            case Effect.Forget<M> forget -> forget(forget.scope());
            case Effect.Send<M> send -> answers.add(session.encode(send.message()));
            case Effect.Answer<M> answer -> conclude(() -> answered(answer));
            case Effect.Refuse<M> refuse -> conclude(() -> session.lane().refused(refuse));
            case Effect.Doubt<M> doubt -> conclude(() -> session.lane().doubted(doubt));
            case Effect.Query<M> query -> session.lane().query(query.command());
            case Effect.Later<M> later -> session.later(later);
            case Effect.Expect<M> expect -> session.pulse().expect(expect.liveness(), expect.because());
            case Effect.Beat<M> beat -> session.pulse().beat(beat.least());
            case Effect.Anomaly<M> anomaly -> session.anomaly(anomaly, raw);
            case Effect.Close<M> ending -> close = ending;
        }
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
        if (!session.core().dedup().drop(session.identified(), scope)) {
            return; // nothing to forget, now or after a restart
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
        if (replaced == null) {
            session.lane().answered(answer);
        } else {
            session.lane()
                    .doubted(new Effect.Doubt<>(answer.replyKey(), "the device's answer is larger than can be kept"));
        }
    }

    private void gate(@Nullable CompletableFuture<?> durable) {
        if (durable == null) {
            return;
        }
        if (durable.isCompletedExceptionally()) {
            refusal = durable.exceptionNow();
            return;
        }
        if (gates.isEmpty()) {
            gates = new ArrayList<>(2);
        }
        gates.add(durable);
    }

    private @Nullable CompletableFuture<Void> finish() {
        append();
        conclusions.forEach(Runnable::run);
        if (refusal == null) {
            found.forEach(this::appendFound);
        }
        if (refusal != null) {
            return stop(); // now and not a task later: the next frame of the same read does not overtake this one
        }
        if (gates.isEmpty()) {
            release();
            return null;
        }
        CompletableFuture<?> durable =
                gates.size() == 1 ? gates.get(0) : CompletableFuture.allOf(gates.toArray(CompletableFuture[]::new));
        CompletableFuture<Void> done = new CompletableFuture<>();
        var unused = durable.whenComplete((ok, error) -> session.onLink(() -> durable(error, done)));
        return done;
    }

    private void durable(@Nullable Throwable error, CompletableFuture<Void> done) {
        if (error != null) {
            refusal = error;
            abandon();
            session.journalFailed(error);
            done.completeExceptionally(error);
            return;
        }
        try {
            release();
            Throwable never = replaced;
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

    private void append() {
        boolean lasting = session.protocol().redelivers();
        for (int i = 0; i < drafts.size() && refusal == null; i++) {
            Draft draft = drafts.get(i);
            DeviceId device = about;
            boolean isLast = i == drafts.size() - 1;
            if (isLast && key != null && device != null) {
                DedupWindow.requireAbout(device, draft);
            }
            if (isLast && (key != null || !forgets.isEmpty())) {
                AnswerMemory memory =
                        key == null ? null : session.core().dedup().memory(key, answers, lasting);
                draft = new Draft(draft.epoch(), draft.event(), draft.raw(), memory, forgets);
            }
            if (refusal == null) {
                session.core().ledger().heard(draft.event()); // what it proves of commands is journalled before it
            }
            remembered = session.fence().append(draft);
            gate(remembered);
            Throwable never = session.fence().replaced();
            if (never != null) {
                replaced = never;
                session.refused(draft.event(), never, raw);
            } else if (refusal == null) {
                heard(draft.event());
            }
        }
    }

    private void heard(DeviceEvent event) {
        if (event instanceof InventoryReported inventory) {
            found = session.slots().foundBy(inventory, session.core().sessions().registry());
        }
        session.slots().heard(event);
    }

    /** After what the inventory tells of commands: a bank that was lent is lent before it is found again. */
    private void appendFound(BankFound event) {
        session.core().ledger().heard(event);
        gate(session.fence().append(new Draft(session.epoch(), event, raw, null, List.of())));
    }

    /** Everything is durable: what was held back may leave. */
    private void release() {
        DedupWindow dedup = session.core().dedup();
        ReportMemo own = memo;
        DeviceId device = about;
        if (own != null && key != null && device != null) {
            dedup.settle(
                    device, key, own, answers, published(), session.protocol().redelivers());
        } else if (own != null && device != null) {
            dedup.settleAndForget(device, own, answers, published());
        }
        session.answer(answers);
        Effect.Close<M> ending = close;
        if (ending != null) {
            session.closeAfter(ending.afterDelay(), ending.reason());
        }
    }

    /** The last event, with which the key is remembered. */
    private @Nullable Sighting published() {
        CompletableFuture<EventRecord> last = remembered;
        if (last == null) {
            return null;
        }
        EventRecord record = last.join();
        return new Sighting(record.id(), record.receivedAt());
    }

    /** Nothing was acknowledged, so the report counts as new when it comes again. */
    private void abandon() {
        ReportMemo own = memo;
        DeviceId device = about;
        if (own != null && device != null) {
            session.core().dedup().drop(device, own);
            own.fail(refusal != null);
        }
    }
}
