/**
 * Benchmarks as a part of the coordinator's service: {@code /v1/benchmarks}, kept in its store. Only this package uses Spring.
 */
@NullMarked
package io.tifl.experiments.benchmark.service;

import org.jspecify.annotations.NullMarked;
