package io.devicegateway.registry;

import io.devicegateway.api.Admission;
import io.devicegateway.api.DecidedBy;
import io.devicegateway.api.Decision;
import io.devicegateway.api.Question;
import io.devicegateway.api.ReturnVerdict;
import java.util.concurrent.CompletionStage;

/**
 * Answers the questions of devices inside the gateway. Called on a device's own thread, so it never waits: what takes time
 * completes its stage elsewhere. The backend's {@link io.devicegateway.api.Authority} stands behind one of these.
 */
public interface Arbiter {
    /** May this device connect? */
    CompletionStage<Admission> admit(Question.Login question);

    /** Does this bank belong to the system? */
    CompletionStage<Boolean> owns(Question.Ownership question);

    /** Does this return stand? */
    CompletionStage<ReturnVerdict> judgeReturn(Question.Return question);

    /** In whose name it answers. */
    default DecidedBy answersAs() {
        return DecidedBy.AUTHORITY;
    }

    /** Answers any question, and says who did. */
    @SuppressWarnings("unchecked") // the type of a question is that of its answer
    default <A> CompletionStage<Decision<A>> decide(Question<A> question) {
        CompletionStage<A> answer = (CompletionStage<A>)
                switch (question) {
                    case Question.Login login -> admit(login);
                    case Question.Ownership ownership -> owns(ownership);
                    case Question.Return returned -> judgeReturn(returned);
                };
        return answer.thenApply(given -> new Decision<>(given, answersAs()));
    }
}
