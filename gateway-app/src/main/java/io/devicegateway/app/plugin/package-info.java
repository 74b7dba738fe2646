/**
 * The backend's plug-ins: jars that run inside the daemon, each behind a class loader of its own, started and stopped with it. One
 * that fails is named and contained.
 */
@NullMarked
package io.devicegateway.app.plugin;

import org.jspecify.annotations.NullMarked;
