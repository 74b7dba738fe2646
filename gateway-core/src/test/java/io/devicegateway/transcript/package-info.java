/**
 * Conversations with a device as text files, which are tests and documentation at once: what the device sends, what it gets,
 * which events follow, which commands are given and how they end.
 */
@NullMarked
package io.devicegateway.transcript;

import org.jspecify.annotations.NullMarked;
