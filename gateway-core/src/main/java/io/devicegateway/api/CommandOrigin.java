package io.devicegateway.api;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Where a command that came in is from.
 *
 * @param issuedAt when it was issued, by the issuer's clock; null when it did not say so in a way that can be read
 * @param sender the issuer's address as it writes it, for information only
 * @param version the version of the issuer's interface as it writes it
 */
public record CommandOrigin(@Nullable Instant issuedAt, String sender, String version) {}
