package io.devicegateway.api;

/**
 * A message that the protocol's document does not describe. Its bytes are in {@link EventRecord#raw()}; it got no reply.
 *
 * @param code the message's own name or code, as {@code 0x6B}
 * @param detail what was seen, in English words; may be empty
 */
public record UnknownMessage(DeviceId device, String code, String detail) implements DeviceEvent {}
