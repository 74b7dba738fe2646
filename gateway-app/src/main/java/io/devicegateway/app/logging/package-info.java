/** How lines of the log are written: whatever a device, a client or a broker said cannot forge a line or move a cursor. */
@NullMarked
package io.devicegateway.app.logging;

import org.jspecify.annotations.NullMarked;
