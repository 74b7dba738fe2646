package io.devicegateway.testing;

import io.devicegateway.api.Admission;
import io.devicegateway.api.Question;
import io.devicegateway.api.ReturnVerdict;
import io.devicegateway.registry.Arbiter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** An authority that answers as it was told to, and keeps what it was asked. */
public final class ScriptedAuthority implements Arbiter {
    private final List<Question<?>> asked = new ArrayList<>();
    private Function<Question.Login, CompletionStage<Admission>> admit =
            question -> CompletableFuture.completedFuture(new Admission.Admitted());
    private Function<Question.Ownership, CompletionStage<Boolean>> owns =
            question -> CompletableFuture.completedFuture(true);
    private Function<Question.Return, CompletionStage<ReturnVerdict>> judge =
            question -> CompletableFuture.completedFuture(ReturnVerdict.ACCEPTED);

    /** From now on logins are answered so. */
    public void onAdmit(Function<Question.Login, CompletionStage<Admission>> answer) {
        admit = answer;
    }

    /** From now on questions of ownership are answered so. */
    public void onOwns(Function<Question.Ownership, CompletionStage<Boolean>> answer) {
        owns = answer;
    }

    /** From now on returns are judged so. */
    public void onJudgeReturn(Function<Question.Return, CompletionStage<ReturnVerdict>> answer) {
        judge = answer;
    }

    /** What was asked so far. */
    public List<Question<?>> asked() {
        return asked;
    }

    @Override
    public CompletionStage<Admission> admit(Question.Login question) {
        asked.add(question);
        return admit.apply(question);
    }

    @Override
    public CompletionStage<Boolean> owns(Question.Ownership question) {
        asked.add(question);
        return owns.apply(question);
    }

    @Override
    public CompletionStage<ReturnVerdict> judgeReturn(Question.Return question) {
        asked.add(question);
        return judge.apply(question);
    }
}
