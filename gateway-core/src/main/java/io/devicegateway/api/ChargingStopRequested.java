package io.devicegateway.api;

/**
 * Charging is to stop.
 *
 * @param device the pile
 * @param initiator who wants it
 * @param gun the gun, as the platform numbers them
 * @param accountId whose charge it is
 * @param balanceFen the account's balance in fen, 0.01 yuan
 * @param prepaidFen the amount paid in advance in fen
 * @param freeFen the amount that is free in fen
 * @param orderNumber the platform's number of the charge
 * @param origin where the command is from
 * @param execution whether it may be executed
 */
public record ChargingStopRequested(
        DeviceId device,
        ChargingInitiator initiator,
        int gun,
        String accountId,
        long balanceFen,
        long prepaidFen,
        long freeFen,
        String orderNumber,
        CommandOrigin origin,
        Execution execution)
        implements ChargingCommand {}
