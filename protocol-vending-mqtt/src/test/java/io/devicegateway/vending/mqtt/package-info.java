@NullMarked
package io.devicegateway.vending.mqtt;

import org.jspecify.annotations.NullMarked;
