package io.devicegateway.api;

/** What a device is and how it is set up: slowly changing facts, of which the latest is kept in the registry. */
public sealed interface DeviceInfo extends DeviceEvent
        permits ModelIdentified,
                SoftwareVersion,
                SimCard,
                ServerAddress,
                SoundVolume,
                NetworkSignal,
                DeviceLocation,
                CellLocation,
                DeviceRestarted,
                HardwareType,
                LineFailures,
                WireProfile {}
