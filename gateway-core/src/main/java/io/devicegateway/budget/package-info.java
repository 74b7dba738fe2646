/**
 * What the process has to share out: bytes of its heap, descriptors, work, and lines in the log. Every bound here is one of the
 * process, taken before it is used, so that bounds of single connections cannot multiply beyond it.
 */
@NullMarked
package io.devicegateway.budget;

import org.jspecify.annotations.NullMarked;
