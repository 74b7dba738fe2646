/** {@code gateway doctor}: looks at everything that usually goes wrong, and says of each finding its cause and what to do. */
@NullMarked
package io.devicegateway.app.doctor;

import org.jspecify.annotations.NullMarked;
