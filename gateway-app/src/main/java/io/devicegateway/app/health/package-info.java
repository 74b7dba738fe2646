/** What the daemon says of its own state: named checks, each with a cause and a fix when it is not fine. */
@NullMarked
package io.devicegateway.app.health;

import org.jspecify.annotations.NullMarked;
