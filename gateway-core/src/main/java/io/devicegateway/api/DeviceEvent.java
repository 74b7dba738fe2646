package io.devicegateway.api;

/**
 * A fact that a device reported, or that the gateway observed about a device.
 *
 * <p>Closed over business concepts, open over protocols: a {@code switch} over it stays complete, whatever protocols the
 * gateway speaks.
 */
public sealed interface DeviceEvent
        permits Presence,
                PowerBankEvent,
                VendingEvent,
                ChargingEvent,
                Measurement,
                DeviceInfo,
                CommandEvent,
                UnknownMessage,
                UnknownEvent,
                MalformedMessage {
    /** The device that the event is about. */
    DeviceId device();
}
