/**
 * The configuration: one declarative table of settings, from which the documentation and the commented file are made; a
 * loader that takes flags, environment, file and defaults in this order and tells every problem with its place at once; and one
 * record for each section, which is all that the rest of the application sees.
 */
@NullMarked
package io.devicegateway.app.config;

import org.jspecify.annotations.NullMarked;
