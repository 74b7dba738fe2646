package io.devicegateway.api;

/**
 * An instruction for one device.
 *
 * @param <R> what a device that carries it out answers
 */
public sealed interface DeviceCommand<R extends DeviceReply>
        permits RentBank,
                EjectBank,
                QueryInventory,
                RestartDevice,
                UpgradeSoftware,
                QueryVersion,
                QuerySimCard,
                QueryServer,
                SetServer,
                QueryVolume,
                SetVolume,
                QueryNetwork,
                QueryMeasurement,
                QueryLocation,
                QueryLineFailures,
                StartUpgrade,
                VendItem,
                QueryLanes,
                QueryCounters,
                ResetCounters,
                QueryTemperature {
    /** The device to instruct. */
    DeviceId device();

    /** What it costs to carry this out twice. */
    Safety safety();
}
