package io.devicegateway.api;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One command to many devices, under way. It runs in the process that started it and ends with it: give it a key, see
 * {@link CampaignPlan#once}, and start it again to reach the devices that are left, and none twice.
 *
 * @param <R> what a device that carried the command out answers
 */
public interface Campaign<R extends DeviceReply> {
    /** How far it is. */
    Progress progress();

    /** The outcomes so far, by device; a snapshot. */
    Map<DeviceId, CommandResult<R>> results();

    /**
     * Sends to no further device. Commands that were sent already settle on their own. Nothing happens if it has ended.
     *
     * @param reason why, in words, for {@link Progress#stopReason()}
     */
    void cancel(String reason);

    /** Completes when every command that was sent has its outcome and no further will be sent. Never fails. */
    CompletableFuture<Progress> ended();

    /** Whether it goes on. */
    enum State {
        /** Devices are left to send to, or outcomes to wait for. */
        RUNNING,
        /** Every device was sent to. */
        COMPLETED,
        /** Somebody cancelled it. */
        CANCELLED,
        /** It stopped by itself, because too many commands did not end in {@link CommandResult.Done}. */
        STOPPED
    }

    /**
     * How far a campaign is.
     *
     * @param state whether it goes on
     * @param devices how many it is for
     * @param sent how many commands were handed to the gateway
     * @param done how many devices did it
     * @param refused how many said that they did not
     * @param notSent of how many no byte left the gateway
     * @param unknown of how many the outcome is not known
     * @param stopReason why it was cancelled or stopped, in words; null while it was not
     */
    record Progress(
            State state,
            int devices,
            int sent,
            int done,
            int refused,
            int notSent,
            int unknown,
            @Nullable String stopReason) {
        /** How many have their outcome. */
        public int settled() {
            return done + refused + notSent + unknown;
        }
    }
}
