/** What the codec, the framing and the session of the Wosi protocol cost, frame by frame. */
@NullMarked
package io.devicegateway.wosi.benchmark;

import org.jspecify.annotations.NullMarked;
