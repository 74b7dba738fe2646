package io.devicegateway.api;

import java.util.List;

/**
 * The rates of a gun are to be set. Money is exact: one unit is 0.00001 yuan.
 *
 * @param device the pile
 * @param templateId the platform's name of these rates
 * @param gun the gun, as the platform numbers them
 * @param periods the periods of the day in the platform's order
 * @param origin where the command is from
 * @param execution whether it may be executed
 */
public record RatesSet(
        DeviceId device, String templateId, int gun, List<Period> periods, CommandOrigin origin, Execution execution)
        implements ChargingCommand {
    public RatesSet {
        periods = List.copyOf(periods);
    }

    /**
     * A period of the day.
     *
     * @param startSecond second of the day, 0 to 86400
     * @param endSecond second of the day, 0 to 86400; below the start when the period goes over midnight
     * @param energyPrice in 0.00001 yuan
     * @param serviceFee in 0.00001 yuan
     */
    public record Period(int startSecond, int endSecond, long energyPrice, long serviceFee) {}
}
