/**
 * One command to many devices: at a pace, bounded in how many are under way, and stopped when too many fail. Stands on nothing but
 * the way to send one command, so that it is the same inside the gateway and in a remote client.
 */
@NullMarked
package io.devicegateway.campaign;

import org.jspecify.annotations.NullMarked;
