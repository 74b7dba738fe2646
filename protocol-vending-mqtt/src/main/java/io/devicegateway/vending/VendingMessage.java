package io.devicegateway.vending;

/** A message of the document (000 section 3), one publish each. */
public sealed interface VendingMessage permits VendingUplink, VendingDownlink {}
