package io.devicegateway.api;

/**
 * Answers the questions that a device asks and only the business can answer. Hand it to {@link Gateway#answer}.
 *
 * <p>Plain methods, called on virtual threads: each may look into a database and wait for it. Several may be called at once, for
 * different devices. The device waits for the answer, within the gateway's {@code authority.deadline} (2 seconds unless
 * configured otherwise); when that is over, or the method throws, the gateway's configured fallback answers instead. Who
 * answered in the end is in the event that comes of it, as {@link DecidedBy}: what a fallback let pass is for the backend to
 * look at again.
 *
 * <p>A question that is not overridden is left to the gateway, see {@link LeftToGateway}.
 */
public interface Authority {
    /**
     * May this device connect? Not asked for a device that is disabled, or not listed where only listed ones may connect.
     *
     * @throws Exception whatever went wrong: the fallback answers
     */
    default Admission admit(Question.Login question) throws Exception {
        throw new LeftToGateway();
    }

    /**
     * Does this bank belong to the system?
     *
     * @throws Exception whatever went wrong: the fallback answers
     */
    default boolean owns(Question.Ownership question) throws Exception {
        throw new LeftToGateway();
    }

    /**
     * Does this return stand? The device was promised nothing yet: it takes the bank only if the answer is
     * {@link ReturnVerdict#ACCEPTED}.
     *
     * @throws Exception whatever went wrong: the fallback answers
     */
    default ReturnVerdict judgeReturn(Question.Return question) throws Exception {
        throw new LeftToGateway();
    }

    /** Thrown by an authority that leaves a question to the gateway, which answers from what its registry knows. */
    final class LeftToGateway extends RuntimeException {
        private static final long serialVersionUID = 1L;

        /** For a question that the business has no opinion on. */
        public LeftToGateway() {
            super("the question is left to the gateway", null, false, false);
        }
    }
}
