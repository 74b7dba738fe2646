package io.devicegateway.registry;

import io.devicegateway.api.Admission;
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
}
