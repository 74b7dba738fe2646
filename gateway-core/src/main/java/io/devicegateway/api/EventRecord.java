package io.devicegateway.api;

import java.nio.ByteBuffer;
import java.time.Instant;

/**
 * An event as it stands in the journal.
 *
 * @param offset its place, from 1, ascending without gaps that matter to the reader
 * @param id stable identity: the same event has the same id each time it is delivered
 * @param receivedAt when the gateway received it, by the gateway's wall clock
 * @param epoch epoch of the device's session, ascending over the device's sessions: a fencing token; 0 for an event
 *     outside any session
 * @param event what happened
 * @param raw the message as the device sent it, read-only; empty for an event that the gateway observed itself
 */
public record EventRecord(long offset, String id, Instant receivedAt, long epoch, DeviceEvent event, ByteBuffer raw) {
    /** The device that the event is about. */
    public DeviceId device() {
        return event.device();
    }
}
