/**
 * What the tests of every module share: the transcript runner and the hand-written fakes of core's interfaces. It is
 * published as the {@code test-jar} of {@code gateway-core} and is no part of the product.
 */
@NullMarked
package io.devicegateway.testing;

import org.jspecify.annotations.NullMarked;
