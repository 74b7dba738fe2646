/** How the command line starts the daemon and leaves it: the seam between the commands and what they run. */
@NullMarked
package io.devicegateway.app.daemon;

import org.jspecify.annotations.NullMarked;
