/**
 * Power bank lockers: text frames with a CRC16 over TCP, as vendor document 003 describes them. Framing, messages, codec and
 * conversation of that protocol live here, what is learnt of the check that the document leaves open, and a virtual locker
 * that speaks it.
 */
@NullMarked
package io.devicegateway.powerbank;

import org.jspecify.annotations.NullMarked;
