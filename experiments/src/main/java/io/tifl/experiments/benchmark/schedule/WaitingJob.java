package io.tifl.experiments.benchmark.schedule;

/**
 * A job in a worker's queue.
 *
 * @param number order of submission; decides ties
 * @param estimate seconds it is thought to take
 * @param waited seconds since it was submitted
 */
public record WaitingJob(long number, double estimate, double waited) {}
