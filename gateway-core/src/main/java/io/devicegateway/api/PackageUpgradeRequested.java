package io.devicegateway.api;

/**
 * A pile is to be upgraded packet by packet.
 *
 * @param device the pile
 * @param version the new version
 * @param recordId the platform's number of the upgrade
 * @param path absolute path of the software
 * @param packetBytes length of a packet
 * @param origin where the command is from
 * @param execution whether it may be executed
 */
public record PackageUpgradeRequested(
        DeviceId device,
        String version,
        String recordId,
        String path,
        int packetBytes,
        CommandOrigin origin,
        Execution execution)
        implements ChargingCommand {}
