/** Which protocols this build has, listed by hand: for the daemon, the frame explainer and the simulator alike. */
@NullMarked
package io.devicegateway.app.protocols;

import org.jspecify.annotations.NullMarked;
