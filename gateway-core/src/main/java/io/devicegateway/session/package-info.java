/**
 * Who is connected, and what a conversation with a device may do: performs the effects a protocol returns, holds every
 * send back until the events of the same message are durable, matches replies to pending commands, settles each
 * command in one of its four outcomes, and decides presence from a monotonic clock. The newest connection of a device
 * wins; an older one keeps its old session epoch and changes nothing.
 */
@NullMarked
package io.devicegateway.session;

import org.jspecify.annotations.NullMarked;
