package io.devicegateway.api;

/**
 * The answer to a {@link Question} and who gave it.
 *
 * @param <A> the answer
 */
public record Decision<A>(A answer, DecidedBy by) {}
