package io.tifl.experiments.benchmark.schedule;

/**
 * What a worker still has to do, as far as is known.
 *
 * @param worker its number, from 0
 * @param jobs that wait or run there
 * @param work seconds they are estimated to take, less what the one that runs has had
 */
public record WorkerLoad(int worker, int jobs, double work) {}
