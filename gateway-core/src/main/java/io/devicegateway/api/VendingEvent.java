package io.devicegateway.api;

/** What happens to the goods in the lanes of a vending cabinet. */
public sealed interface VendingEvent extends DeviceEvent permits VendResult, LaneStates, LaneCounters, Restocked {}
