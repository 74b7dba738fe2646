package io.devicegateway.api;

import java.util.concurrent.CompletionStage;

/**
 * Answers the questions of devices. Each has a deadline and a configured fallback; which of them answered is in the event.
 * Called on a device's own thread: an implementation that waits for something returns a stage and completes it elsewhere.
 */
public interface Authority {
    /** May this device connect? */
    CompletionStage<Admission> admit(Question.Login question);

    /** Does this bank belong to the system? */
    CompletionStage<Boolean> owns(Question.Ownership question);

    /** Does this return stand? */
    CompletionStage<ReturnVerdict> judgeReturn(Question.Return question);
}
