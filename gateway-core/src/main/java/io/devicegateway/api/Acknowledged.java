package io.devicegateway.api;

/** The device confirms the command and says nothing more. What that proves, each command's documentation says. */
public record Acknowledged(DeviceId device) implements DeviceReply {}
