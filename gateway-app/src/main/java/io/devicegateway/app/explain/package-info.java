/**
 * The frame explainer: finds the frames in some bytes and has the protocol's own decoder tell, field by field, what they say.
 * It knows nothing of any protocol that the decoder does not, so it cannot drift from it.
 */
@NullMarked
package io.devicegateway.app.explain;

import org.jspecify.annotations.NullMarked;
