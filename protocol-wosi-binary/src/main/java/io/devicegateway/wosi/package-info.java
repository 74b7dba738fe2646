/**
 * Wosi power bank cabinets: length-prefixed binary frames with an XOR check over TCP, as vendor document 004 (protocol
 * 4.6P) describes them. Framing, messages, codec and conversation of that protocol live here, and a virtual cabinet
 * that speaks it.
 */
@NullMarked
package io.devicegateway.wosi;

import org.jspecify.annotations.NullMarked;
