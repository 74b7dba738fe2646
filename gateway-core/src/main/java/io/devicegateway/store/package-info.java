/**
 * The embedded database file behind the registry and the consumers' positions: opening it, bringing it to the current schema, and
 * running one transaction at a time against it. Nothing here knows what is stored. A commit is on the disk when it returns.
 */
@NullMarked
package io.devicegateway.store;

import org.jspecify.annotations.NullMarked;
