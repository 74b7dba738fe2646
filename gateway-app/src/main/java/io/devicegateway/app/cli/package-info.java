/**
 * The commands of {@code gateway}, one class each. They are put together by hand in {@link io.devicegateway.app.cli.Cli} and
 * are given what they need; nothing here is found by reflection but the annotations of the options.
 */
@NullMarked
package io.devicegateway.app.cli;

import org.jspecify.annotations.NullMarked;
