package io.tifl.experiments.export.run;

/**
 * One value of a series.
 *
 * @param step the round, from 0 on
 * @param millis when, in milliseconds since 1970; of a replay, virtual time since its run began
 */
public record RunMetric(String name, long step, long millis, double value) {}
