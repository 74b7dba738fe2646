package io.devicegateway.budget;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/**
 * The files and sockets that this process may have open, and what of them is for what. Some stay in reserve for the files of the
 * journal and the databases, so that connections can never take the last one.
 *
 * @param limit how many may be open; {@link Integer#MAX_VALUE} where the system does not say
 * @param open how many are open already
 */
public record Descriptors(long limit, long open) {
    /** For segments, databases with their logs, and whatever else is opened later. */
    private static final int RESERVE = 64;

    /** The same with what is open at the end of a start, for those who ask before it. */
    private static final int BESIDE = 200;

    private static final int LEAST_OF_DEVICES = 8;
    private static final int LEAST_OF_HTTP = 16;
    private static final int HTTP_SHARE = 8;

    /** Those of this process, now. */
    public static Descriptors ofProcess() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                        && unix.getMaxFileDescriptorCount() > 0
                ? new Descriptors(unix.getMaxFileDescriptorCount(), unix.getOpenFileDescriptorCount())
                : new Descriptors(Integer.MAX_VALUE, 0);
    }

    /**
     * How many a process must be allowed so that all connections fit that are configured.
     *
     * @param devices connections of devices, 0 or more
     * @param http connections of clients of the HTTP interface, 0 or more
     */
    public static long needed(long devices, long http) {
        return Math.max(devices + http + BESIDE, http * HTTP_SHARE);
    }

    /** How many connections of clients of the HTTP interface there are descriptors for: an eighth, 16 or more. */
    public int forHttp() {
        return Math.clamp(limit / HTTP_SHARE, LEAST_OF_HTTP, Integer.MAX_VALUE);
    }

    /** How many connections of devices there are descriptors for, all protocols together, 8 or more. */
    public int forDevices() {
        return Math.clamp(limit - open - RESERVE - forHttp(), LEAST_OF_DEVICES, Integer.MAX_VALUE);
    }
}
