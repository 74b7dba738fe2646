package io.devicegateway.api;

/**
 * An event that this version cannot read: a later version wrote it. It is an event like others, so that nobody passes it unawares;
 * what it says is in {@code json}, and no state follows from it.
 *
 * @param name the name of its type, as {@code ReturnJudged}; that of a known type if it holds a value that is not known; empty if it
 *     has none
 * @param json the event as the later version wrote it, as one JSON object; as text where it is none
 */
public record UnknownEvent(DeviceId device, String name, String json) implements DeviceEvent {}
