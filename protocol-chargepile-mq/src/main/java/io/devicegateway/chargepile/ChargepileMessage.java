package io.devicegateway.chargepile;

/**
 * One line of the platform.
 *
 * @param header what every line begins with
 * @param command the command and its data segment
 */
public record ChargepileMessage(ChargepileHeader header, ChargepileCommand command) {}
