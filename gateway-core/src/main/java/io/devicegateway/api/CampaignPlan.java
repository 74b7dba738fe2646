package io.devicegateway.api;

import java.util.HashSet;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which command is to go to which devices, and how fast. Start it with {@link Gateway#start}.
 *
 * @param devices whom to send to, in this order; 1 to 100,000, none twice
 * @param command the command for a device; it must name that device
 * @param options how each is sent. An idempotency key counts for each device on its own, so one is enough for all
 * @param perSecond most commands begun in a second, above 0, at most 1,000
 * @param atATime most commands without outcome at a time, 1 to 10,000
 * @param errorLimit when to stop by itself; null for never
 * @param <R> what a device that carries it out answers
 */
public record CampaignPlan<R extends DeviceReply>(
        List<DeviceId> devices,
        Function<DeviceId, DeviceCommand<R>> command,
        CommandOptions options,
        double perSecond,
        int atATime,
        @Nullable ErrorLimit errorLimit) {
    private static final int MOST_DEVICES = 100_000;
    private static final double MOST_PER_SECOND = 1_000;
    private static final int MOST_AT_A_TIME = 10_000;

    /**
     * @throws IllegalArgumentException if a value is outside its range; says which
     */
    public CampaignPlan {
        devices = List.copyOf(devices);
        if (devices.isEmpty() || devices.size() > MOST_DEVICES) {
            throw new IllegalArgumentException(
                    "a campaign is for 1 to " + MOST_DEVICES + " devices, not for " + devices.size());
        }
        if (new HashSet<>(devices).size() != devices.size()) {
            throw new IllegalArgumentException("a device is listed twice");
        }
        if (!(perSecond > 0 && perSecond <= MOST_PER_SECOND)) {
            throw new IllegalArgumentException("perSecond " + perSecond + " is not above 0 and at most 1,000");
        }
        if (atATime < 1 || atATime > MOST_AT_A_TIME) {
            throw new IllegalArgumentException("atATime " + atATime + " is not 1 to " + MOST_AT_A_TIME);
        }
    }

    /**
     * A plan with the usual bounds: ten commands a second, a hundred at a time, and an end when more than one in five of the last
     * twenty outcomes is no {@link CommandResult.Done}.
     */
    public static <R extends DeviceReply> CampaignPlan<R> of(
            Stream<DeviceId> devices, Function<DeviceId, DeviceCommand<R>> command) {
        return new CampaignPlan<>(devices.toList(), command, CommandOptions.DEFAULT, 10, 100, new ErrorLimit(0.2, 20));
    }

    /** The same with these options for each command. */
    public CampaignPlan<R> with(CommandOptions other) {
        return new CampaignPlan<>(devices, command, other, perSecond, atATime, errorLimit);
    }

    /** The same with this idempotency key: started again with it, no device carries the command out twice. */
    public CampaignPlan<R> once(String key) {
        return with(options.once(key));
    }

    /** The same at another pace. */
    public CampaignPlan<R> paced(double commandsPerSecond, int commandsAtATime) {
        return new CampaignPlan<>(devices, command, options, commandsPerSecond, commandsAtATime, errorLimit);
    }

    /** The same with another limit of errors; null for none. */
    public CampaignPlan<R> stoppingAt(@Nullable ErrorLimit limit) {
        return new CampaignPlan<>(devices, command, options, perSecond, atATime, limit);
    }

    /**
     * When a campaign stops by itself: as soon as more than a share of the latest outcomes is no {@link CommandResult.Done}.
     *
     * @param share above which share of them, 0 or more, below 1
     * @param outOf how many of the latest outcomes are looked at, 1 to 10,000; before there are so many it does not stop
     */
    public record ErrorLimit(double share, int outOf) {
        /**
         * @throws IllegalArgumentException if a value is outside its range; says which
         */
        public ErrorLimit {
            if (!(share >= 0 && share < 1)) {
                throw new IllegalArgumentException("share " + share + " is not 0 or more and below 1");
            }
            if (outOf < 1 || outOf > 10_000) {
                throw new IllegalArgumentException("outOf " + outOf + " is not 1 to 10,000");
            }
        }
    }
}
