package io.tifl.experiments.benchmark.spec;

import java.time.Duration;

/**
 * A service-level objective: so many of the requests are answered within a limit.
 *
 * @param percentile of the latencies, above 0 and below 100
 * @param limit that this percentile may reach
 * @param confidence of the verdict, above 0 and below 1
 */
public record Objective(double percentile, Duration limit, double confidence) {}
