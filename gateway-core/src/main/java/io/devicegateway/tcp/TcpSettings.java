package io.devicegateway.tcp;

import java.time.Duration;

/**
 * The bounds of one listening port. Everything a peer can make grow has a bound here.
 *
 * @param bind address to listen on, as {@code 0.0.0.0}, {@code 127.0.0.1} or {@code ::}; not empty
 * @param port to listen on, 0 to 65535; 0 picks a free one, see {@link TcpListener#boundPort()}
 * @param backlog connections that the operating system holds until they are accepted, 1 to 65535; it may cap this lower
 *     ({@code net.core.somaxconn})
 * @param maxConnections open connections of this port, 1 to 1,000,000; more are reset
 * @param maxConnectionsPerAddress open connections of one peer address, 1 to {@code maxConnections}; more are reset. Devices
 *     behind one operator's address translation share an address, so this is a bound against one host gone wild, not a
 *     count of devices
 * @param acceptRate connections accepted in a second, 1 to 1,000,000; more wait in the backlog
 * @param acceptBurst connections accepted at once after a quiet time, 1 to 1,000,000
 * @param receiveBuffer most bytes taken by one read, 512 to 1,048,576
 * @param socketReceiveBuffer bytes the operating system holds for us on one connection, 4,096 to 16,777,216 (Linux doubles it)
 * @param socketSendBuffer bytes the operating system holds for the peer, 4,096 to 16,777,216 (Linux doubles it)
 * @param maxUndurable messages of one connection that may be not yet durable, 1 to 65,536; above it the connection is not
 *     read, from half of it on it is again
 * @param writeHighWater bytes that may wait in the process for a peer that does not read, 1,024 to 1,073,741,824; above it
 *     the connection is reset. Must hold some of the longest frames
 * @param maxSkipped bytes in a row that belong to no frame, 1 to 1,073,741,824; above it the connection is closed
 * @param userTimeout how long sent bytes may stay unacknowledged by the peer's system before the connection counts as lost
 *     ({@code TCP_USER_TIMEOUT}), 1 s to 1 h; only with the epoll transport
 * @param closeTimeout how long a close waits for what was written before it, 100 ms to 1 min
 * @param linger how long a closed connection still takes and drops bytes, so that the peer can read the last answer before
 *     a reset wipes it, zero to 10 s
 */
public record TcpSettings(
        String bind,
        int port,
        int backlog,
        int maxConnections,
        int maxConnectionsPerAddress,
        int acceptRate,
        int acceptBurst,
        int receiveBuffer,
        int socketReceiveBuffer,
        int socketSendBuffer,
        int maxUndurable,
        int writeHighWater,
        int maxSkipped,
        Duration userTimeout,
        Duration closeTimeout,
        Duration linger) {

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException if a value is out of its range; says which, the range and the value
     */
    public TcpSettings {
        if (bind.isBlank()) {
            throw new IllegalArgumentException("bind must be an address such as 0.0.0.0 or 127.0.0.1, not empty");
        }
        range("port", port, 0, 65_535);
        range("backlog", backlog, 1, 65_535);
        range("maxConnections", maxConnections, 1, 1_000_000);
        range("maxConnectionsPerAddress", maxConnectionsPerAddress, 1, maxConnections);
        range("acceptRate", acceptRate, 1, 1_000_000);
        range("acceptBurst", acceptBurst, 1, 1_000_000);
        range("receiveBuffer", receiveBuffer, 512, 1 << 20);
        range("socketReceiveBuffer", socketReceiveBuffer, 4_096, 1 << 24);
        range("socketSendBuffer", socketSendBuffer, 4_096, 1 << 24);
        range("maxUndurable", maxUndurable, 1, 65_536);
        range("writeHighWater", writeHighWater, 1_024, 1 << 30);
        range("maxSkipped", maxSkipped, 1, 1 << 30);
        range("userTimeout", userTimeout, Duration.ofSeconds(1), Duration.ofHours(1));
        range("closeTimeout", closeTimeout, Duration.ofMillis(100), Duration.ofMinutes(1));
        range("linger", linger, Duration.ZERO, Duration.ofSeconds(10));
    }

    /** Settings with every value at its default. */
    public static TcpSettings defaults() {
        return builder().build();
    }

    /** A builder with every value at its default. */
    public static Builder builder() {
        return new Builder();
    }

    private static void range(String name, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(name + " must be " + least + " to " + most + ", not " + value);
        }
    }

    private static void range(String name, Duration value, Duration least, Duration most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new IllegalArgumentException(name + " must be " + least + " to " + most + ", not " + value);
        }
    }

    /** Collects settings; what is not set has the default that its field shows. */
    public static final class Builder {
        private String bind = "0.0.0.0";
        private int port;
        private int backlog = 4_096;
        private int maxConnections = 20_000;
        private int maxConnectionsPerAddress = 10_000;
        private int acceptRate = 2_000;
        private int acceptBurst = 2_000;
        private int receiveBuffer = 64 << 10;
        private int socketReceiveBuffer = 64 << 10;
        private int socketSendBuffer = 64 << 10;
        private int maxUndurable = 64;
        private int writeHighWater = 256 << 10;
        private int maxSkipped = 64 << 10;
        private Duration userTimeout = Duration.ofSeconds(30);
        private Duration closeTimeout = Duration.ofSeconds(5);
        private Duration linger = Duration.ofSeconds(1);

        private Builder() {}

        /** Default {@code 0.0.0.0}. */
        public Builder bind(String value) {
            this.bind = value;
            return this;
        }

        /** Default 0. */
        public Builder port(int value) {
            this.port = value;
            return this;
        }

        /** Default 4,096. */
        public Builder backlog(int value) {
            this.backlog = value;
            return this;
        }

        /** Default 20,000; the bound of one address is lowered to it where it would be higher. */
        public Builder maxConnections(int value) {
            this.maxConnections = value;
            this.maxConnectionsPerAddress = Math.min(maxConnectionsPerAddress, value);
            return this;
        }

        /** Default 10,000. */
        public Builder maxConnectionsPerAddress(int value) {
            this.maxConnectionsPerAddress = value;
            return this;
        }

        /** Default 2,000 in a second; the burst becomes a second's worth unless it is set after. */
        public Builder acceptRate(int value) {
            this.acceptRate = value;
            this.acceptBurst = value;
            return this;
        }

        /** Default 2,000, or what {@link #acceptRate} was set to. */
        public Builder acceptBurst(int value) {
            this.acceptBurst = value;
            return this;
        }

        /** Default 64 KiB. */
        public Builder receiveBuffer(int value) {
            this.receiveBuffer = value;
            return this;
        }

        /** Default 64 KiB. */
        public Builder socketReceiveBuffer(int value) {
            this.socketReceiveBuffer = value;
            return this;
        }

        /** Default 64 KiB. */
        public Builder socketSendBuffer(int value) {
            this.socketSendBuffer = value;
            return this;
        }

        /** Default 64 messages. */
        public Builder maxUndurable(int value) {
            this.maxUndurable = value;
            return this;
        }

        /** Default 256 KiB. */
        public Builder writeHighWater(int value) {
            this.writeHighWater = value;
            return this;
        }

        /** Default 64 KiB. */
        public Builder maxSkipped(int value) {
            this.maxSkipped = value;
            return this;
        }

        /** Default 30 s. */
        public Builder userTimeout(Duration value) {
            this.userTimeout = value;
            return this;
        }

        /** Default 5 s. */
        public Builder closeTimeout(Duration value) {
            this.closeTimeout = value;
            return this;
        }

        /** Default 1 s. */
        public Builder linger(Duration value) {
            this.linger = value;
            return this;
        }

        /**
         * The settings.
         *
         * @throws IllegalArgumentException if a value is out of its range
         */
        public TcpSettings build() {
            return new TcpSettings(
                    bind,
                    port,
                    backlog,
                    maxConnections,
                    maxConnectionsPerAddress,
                    acceptRate,
                    acceptBurst,
                    receiveBuffer,
                    socketReceiveBuffer,
                    socketSendBuffer,
                    maxUndurable,
                    writeHighWater,
                    maxSkipped,
                    userTimeout,
                    closeTimeout,
                    linger);
        }
    }
}
