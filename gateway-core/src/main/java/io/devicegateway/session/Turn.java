package io.devicegateway.session;

import io.devicegateway.api.DeviceId;
import io.devicegateway.api.EventRecord;
import io.devicegateway.journal.EventJournal.AnswerMemory;
import io.devicegateway.journal.EventJournal.Draft;
import io.devicegateway.protocol.Effect;
import io.devicegateway.protocol.Effect.DedupKey;
import io.devicegateway.protocol.Effect.Sighting;
import io.devicegateway.session.DedupWindow.Claim;
import io.devicegateway.session.DedupWindow.Memo;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
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
    private final List<Draft> drafts = new ArrayList<>(2);
    private final List<byte[]> answers = new ArrayList<>(1);
    private List<CompletableFuture<?>> gates = List.of();
    private List<String> forgets = List.of();
    private List<Runnable> conclusions = List.of();
    private Effect.@Nullable Consult<M, ?> consult;
    private Effect.@Nullable Close<M> close;
    private @Nullable DedupKey key;
    private @Nullable Memo memo;
    private @Nullable DeviceId about;
    private @Nullable Memo repeated;
    private Effect.@Nullable Recognise<M> recognised;
    private @Nullable CompletableFuture<EventRecord> remembered;

    Turn(DeviceSession<M> session, byte[] raw) {
        this.session = session;
        this.raw = raw;
    }

    /** A turn that no message caused, as after a delay. */
    static <M> Turn<M> ofNoMessage(DeviceSession<M> session) {
        return new Turn<>(session, NO_BYTES);
    }

    /** Does it. Answers null when nothing has to become durable, otherwise what completes when it is. */
    @Nullable
    CompletableFuture<Void> run(List<Effect<M>> effects) {
        try {
            walk(effects);
            return goOn();
        } catch (RuntimeException e) {
            abandon();
            throw e;
        }
    }

    private @Nullable CompletableFuture<Void> goOn() {
        Effect.Consult<M, ?> question = consult;
        if (question != null) {
            consult = null;
            return consult(question);
        }
        Effect.Recognise<M> known = recognised;
        if (known != null) {
            recognised = null;
            return again(known);
        }
        return finish();
    }

    /** A message whose key is known: what follows is said once the first one is durable, and not at all if that failed. */
    private @Nullable CompletableFuture<Void> again(Effect.Recognise<M> known) {
        Memo first = Objects.requireNonNull(repeated);
        repeated = null;
        if (first.isSettled()) {
            walk(known.again().apply(sighting(first)));
            return finish();
        }
        CompletableFuture<Void> done = new CompletableFuture<>();
        session.suspend();
        first.whenAnswered(answered -> session.link().executor().execute(() -> {
            try {
                if (answered == null) {
                    done.completeExceptionally(new IllegalStateException(
                            "the first message of this kind could not be made durable: nothing is said of this one"));
                } else {
                    walk(known.again().apply(sighting(first)));
                    pass(finish(), done);
                }
            } catch (RuntimeException e) {
                session.fail("the protocol failed on a message that came again", e);
                done.completeExceptionally(e);
            } finally {
                session.resume();
            }
        }));
        return done;
    }

    private static Sighting sighting(Memo first) {
        Sighting known = first.sighting();
        if (known == null) {
            throw new IllegalStateException("nothing was published because of the first message with this key");
        }
        return known;
    }

    private <A> @Nullable CompletableFuture<Void> consult(Effect.Consult<M, A> effect) {
        var decision = session.core().consultation().ask(effect.question());
        if (decision.isDone()) {
            walk(effect.then().apply(decision.join()));
            return goOn();
        }
        CompletableFuture<Void> done = new CompletableFuture<>();
        session.suspend();
        var unused = decision.thenAcceptAsync(
                decided -> {
                    try {
                        walk(effect.then().apply(decided));
                        pass(goOn(), done);
                    } catch (RuntimeException e) {
                        abandon();
                        session.fail("the protocol failed on the authority's answer", e);
                        done.completeExceptionally(e);
                    } finally {
                        session.resume();
                    }
                },
                session.link().executor());
        return done;
    }

    static void pass(@Nullable CompletableFuture<Void> from, CompletableFuture<Void> to) {
        if (from == null) {
            to.complete(null);
        } else {
            var unused = from.whenComplete((ok, error) -> {
                if (error == null) {
                    to.complete(null);
                } else {
                    to.completeExceptionally(error);
                }
            });
        }
    }

    private void walk(List<Effect<M>> effects) {
        for (Effect<M> effect : effects) {
            perform(effect);
        }
    }

    private void perform(Effect<M> effect) {
        switch (effect) {
            case Effect.Identify<M> identify -> gate(session.identify(identify.device()));
            case Effect.Publish<M> publish ->
                drafts.add(new Draft(session.epoch(), publish.event(), raw, null, List.of()));
            case Effect.Consult<M, ?> question -> consult = question;
            case Effect.Once<M> once -> once(once);
            case Effect.Recognise<M> recognise -> recognise(recognise);
            case Effect.Forget<M> forget -> forget(forget.scope());
            case Effect.Send<M> send -> answers.add(session.encode(send.message()));
            case Effect.Answer<M> answer -> conclude(() -> session.lane().answered(answer));
            case Effect.Refuse<M> refuse -> conclude(() -> session.lane().refused(refuse));
            case Effect.Doubt<M> doubt -> conclude(() -> session.lane().doubted(doubt));
            case Effect.Query<M> query -> session.lane().query(query.command());
            case Effect.Later<M> later -> session.later(later);
            case Effect.Expect<M> expect -> session.expect(expect.liveness(), expect.because());
            case Effect.Beat<M> beat -> session.beat(beat.least());
            case Effect.Anomaly<M> anomaly -> session.anomaly(anomaly, raw);
            case Effect.Close<M> ending -> close = ending;
        }
    }

    private void once(Effect.Once<M> once) {
        DeviceId device = session.identified();
        Claim claim = session.core().dedup().claim(device, once.key());
        if (claim.mine()) {
            key = once.key();
            memo = claim.memo();
            about = device;
            walk(once.effects());
        } else {
            session.countDuplicate();
            repeated = claim.memo();
        }
    }

    private void recognise(Effect.Recognise<M> recognise) {
        Claim claim = session.core().dedup().claim(recognise.device(), recognise.key());
        if (claim.mine()) {
            key = recognise.key();
            memo = claim.memo();
            about = recognise.device();
            walk(recognise.first());
        } else {
            session.countDuplicate();
            recognised = recognise;
            repeated = claim.memo();
        }
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

    private void gate(@Nullable CompletableFuture<?> durable) {
        if (durable != null) {
            if (gates.isEmpty()) {
                gates = new ArrayList<>(2);
            }
            gates.add(durable);
        }
    }

    private @Nullable CompletableFuture<Void> finish() {
        Memo waitFor = repeated;
        if (waitFor != null) {
            return repeatAnswer(waitFor);
        }
        append();
        conclusions.forEach(Runnable::run);
        if (gates.isEmpty()) {
            release();
            return null;
        }
        CompletableFuture<?> durable =
                gates.size() == 1 ? gates.get(0) : CompletableFuture.allOf(gates.toArray(CompletableFuture[]::new));
        CompletableFuture<Void> done = new CompletableFuture<>();
        var unused = durable.whenCompleteAsync(
                (ok, error) -> {
                    if (error == null) {
                        release();
                        done.complete(null);
                    } else {
                        abandon();
                        session.journalFailed(error);
                        done.completeExceptionally(error);
                    }
                },
                session.link().executor());
        return done;
    }

    private void append() {
        for (int i = 0; i < drafts.size(); i++) {
            Draft draft = drafts.get(i);
            requireAbout(draft, i);
            if (i == drafts.size() - 1 && (key != null || !forgets.isEmpty())) {
                draft = new Draft(draft.epoch(), draft.event(), draft.raw(), memory(), forgets);
            }
            remembered = session.core().journal().append(draft);
            gate(remembered);
            session.core().ledger().heard(draft.event());
        }
    }

    /** A key is remembered with the event, and found again by the event's device. */
    private void requireAbout(Draft draft, int index) {
        DeviceId device = about;
        if (key != null
                && device != null
                && index == drafts.size() - 1
                && !draft.event().device().equals(device)) {
            throw new IllegalStateException("a key of " + device + " cannot be remembered with an event of "
                    + draft.event().device());
        }
    }

    private @Nullable AnswerMemory memory() {
        return key == null ? null : new AnswerMemory(key.scope(), key.content(), key.window(), answers);
    }

    /** Everything is durable: what was held back may leave. */
    private void release() {
        Memo own = memo;
        if (own != null && key != null) {
            session.core().dedup().settle(key, own, answers, published());
        } else if (own != null) {
            abandon();
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
        Memo own = memo;
        DeviceId device = about;
        if (own != null && device != null) {
            session.core().dedup().drop(device, own);
            own.fail();
        }
    }

    /** The first report's answer may still be under way; this one gets it when that is durable, or none at all. */
    private CompletableFuture<Void> repeatAnswer(Memo first) {
        repeated = null;
        CompletableFuture<Void> done = new CompletableFuture<>();
        first.whenAnswered(known -> session.link().executor().execute(() -> {
            if (known != null) {
                known.forEach(answer -> answers.add(session.again(answer)));
            }
            pass(finish(), done);
        }));
        return done;
    }
}
