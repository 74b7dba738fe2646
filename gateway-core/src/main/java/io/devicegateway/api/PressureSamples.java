package io.devicegateway.api;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A device reported a run of samples of some of its channels.
 *
 * @param packetNumber the device's number of this report, as it writes it; null when it gave none
 * @param group the group of channels as old devices name it, as the device writes it; null when it gave none
 * @param deviceTime the time by the device's own clock, which may be wrong; null when it gave none that makes sense
 * @param channels the channels that the report contains, in its order
 * @param temperature in degrees Celsius; null when not reported
 * @param humidity relative, in percent; null when not reported
 * @param conversion how to read the samples, as it is configured; null when nothing is
 * @param requested whether this is the first report after the device accepted a {@link QueryMeasurement}
 */
public record PressureSamples(
        DeviceId device,
        @Nullable String packetNumber,
        @Nullable String group,
        @Nullable Instant deviceTime,
        List<Channel> channels,
        @Nullable BigDecimal temperature,
        @Nullable BigDecimal humidity,
        @Nullable Conversion conversion,
        boolean requested)
        implements Measurement {
    public PressureSamples {
        channels = List.copyOf(channels);
    }

    /**
     * The samples of one channel. A value: the array is copied on the way in and on the way out, and two channels with the
     * same samples are equal.
     *
     * @param index the channel, from 0, as the device numbers them
     * @param samples what the converter read, in the order of time, 0 to 65535 each; null when the device's list of them
     *     could not be read: then it is in the raw bytes only
     */
    public record Channel(int index, int @Nullable [] samples) {
        // Not the compact form: the compiler would write the array's annotation to the wrong place.
        public Channel(int index, int @Nullable [] samples) {
            this.index = index;
            this.samples = samples == null ? null : samples.clone();
        }

        @Override
        public int @Nullable [] samples() {
            return samples == null ? null : samples.clone();
        }

        /** How many samples there are, without copying them; 0 also when they could not be read. */
        public int count() {
            return samples == null ? 0 : samples.length;
        }

        /**
         * One sample, without copying them all.
         *
         * @param place from 0
         * @throws IndexOutOfBoundsException if there are not so many
         */
        public int sample(int place) {
            return Objects.requireNonNull(samples, "the samples could not be read")[place];
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Channel channel
                    && index == channel.index
                    && Arrays.equals(samples, channel.samples);
        }

        @Override
        public int hashCode() {
            return 31 * index + Arrays.hashCode(samples);
        }

        @Override
        public String toString() {
            return "Channel[index=" + index + ", samples=" + Arrays.toString(samples) + "]";
        }
    }

    /**
     * How to read samples, for a kind of device of which more is known than it tells: (sample + offset) × scale, one every
     * interval.
     *
     * @param offset added to a sample
     * @param scale what the sum is multiplied with
     * @param interval the time between two samples; null when not known
     */
    public record Conversion(
            int offset, BigDecimal scale, @Nullable Duration interval) {}
}
