package io.devicegateway.pressure;

/**
 * A text or a number as it stands on the wire, so that it can be written back the very same: {@code 01} is not {@code 1}, and
 * neither is {@code "1"}.
 *
 * @param text without quotes, escapes left as they are, each character one byte
 * @param quoted whether it stands in quotes
 */
public record JsonText(String text, boolean quoted) {}
