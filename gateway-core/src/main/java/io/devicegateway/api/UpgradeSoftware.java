package io.devicegateway.api;

import java.util.Objects;

/**
 * Tells a device to fetch new software from an FTP server. Its acknowledgement says that it received the order; that it
 * was upgraded shows in its next {@link SoftwareVersion}.
 *
 * @param host the FTP server, printable ASCII, 1 to 255 characters
 * @param port 1 to 65535
 * @param file the file's name on it
 * @param user the account's name
 * @param password the account's password; neither journalled nor shown, see {@link #withoutPassword()}
 */
public record UpgradeSoftware(DeviceId device, String host, int port, String file, String user, String password)
        implements DeviceCommand<Acknowledged> {
    /** @throws NullPointerException if a value is null; says which */
    public UpgradeSoftware {
        Objects.requireNonNull(device, "device");
        Objects.requireNonNull(host, "host");
        Objects.requireNonNull(file, "file");
        Objects.requireNonNull(user, "user");
        Objects.requireNonNull(password, "password");
    }

    @Override
    public Safety safety() {
        return Safety.ONCE;
    }

    /** The same with asterisks for the password: what is journalled and shown. */
    public UpgradeSoftware withoutPassword() {
        return new UpgradeSoftware(device, host, port, file, user, "***");
    }

    @Override
    public String toString() {
        return "UpgradeSoftware[device=" + device + ", host=" + host + ", port=" + port + ", file=" + file + ", user="
                + user + ", password=***]";
    }
}
