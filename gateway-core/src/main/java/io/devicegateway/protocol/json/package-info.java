/** Reads the JSON of devices, which is seldom quite JSON. */
@NullMarked
package io.devicegateway.protocol.json;

import org.jspecify.annotations.NullMarked;
