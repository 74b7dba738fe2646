package io.devicegateway.api;

/** What a device answers to a command that it carried out. */
public sealed interface DeviceReply
        permits Acknowledged,
                BankReleased,
                InventoryReported,
                SoftwareVersion,
                SimCard,
                ServerAddress,
                SoundVolume,
                NetworkSignal,
                DeviceLocation,
                LineFailures,
                VendResult,
                LaneStates,
                LaneCounters,
                Restocked,
                Temperature {
    /** The device that answered. */
    DeviceId device();
}
