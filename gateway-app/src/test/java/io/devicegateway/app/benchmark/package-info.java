/**
 * What the gateway costs, measured beside a bare server in the same run: {@link io.devicegateway.app.benchmark.WosiBenchmark} is the
 * one to start.
 */
package io.devicegateway.app.benchmark;
