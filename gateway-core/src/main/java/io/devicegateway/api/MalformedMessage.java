package io.devicegateway.api;

/**
 * A message that cannot be understood, from a transport that keeps messages until they are dealt with; or one of any device whose
 * event cannot be journalled ({@code event-refused}), because it is too large. Its bytes are in
 * {@link EventRecord#raw()}, the first of them if there are too many; nothing was done because of it.
 *
 * @param device who sent it, or sends on behalf of others
 * @param kind what is wrong, for code, as {@code short-line}
 * @param detail what is wrong, where, and what was expected, in English words
 */
public record MalformedMessage(DeviceId device, String kind, String detail) implements DeviceEvent {}
