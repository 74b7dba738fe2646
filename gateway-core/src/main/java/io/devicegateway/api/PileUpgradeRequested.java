package io.devicegateway.api;

import org.jspecify.annotations.Nullable;

/**
 * A pile is to fetch new software from an FTP server.
 *
 * @param device the pile
 * @param address of the FTP server, as the platform writes it
 * @param user the account's name
 * @param password the account's password; stored, because the pile needs it, but not shown by {@link #toString()}
 * @param needed whether the upgrade is wanted; null when the platform's value means nothing
 * @param currentVersion the version that the platform believes it has
 * @param recordId the platform's number of the upgrade
 * @param origin where the command is from
 * @param execution whether it may be executed
 */
public record PileUpgradeRequested(
        DeviceId device,
        String address,
        String user,
        String password,
        @Nullable Boolean needed,
        String currentVersion,
        String recordId,
        CommandOrigin origin,
        Execution execution)
        implements ChargingCommand {
    @Override
    public String toString() {
        return "PileUpgradeRequested[device=" + device + ", address=" + address + ", user=" + user
                + ", password=***, needed=" + needed + ", currentVersion=" + currentVersion + ", recordId=" + recordId
                + ", origin=" + origin + ", execution=" + execution + "]";
    }
}
