package io.tifl.experiments.benchmark.schedule;

import io.tifl.protocol.Seed;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Draws traces.
 *
 * @param sizes of the jobs
 * @param meanSize seconds
 * @param jobs how many
 * @param workers they are meant for
 * @param load share of all workers' time that they need, above 0; infinite for all at once. Arrivals are Poisson
 * @param error σ of the logarithm of estimate over size; 0 if estimates are exact
 */
public record Traces(JobSizes sizes, double meanSize, int jobs, int workers, double load, double error) {
    public Traces {
        if (!(meanSize > 0) || jobs < 1 || workers < 1 || !(load > 0) || !(error >= 0)) {
            throw new IllegalArgumentException(
                    "a trace has a positive mean size and load, at least 1 job and worker, and an"
                            + " error of at least 0, got " + meanSize + ", " + load + ", " + jobs + ", " + workers
                            + ", "
                            + error);
        }
    }

    /** The trace of a seed: the same sizes and arrivals whatever the estimates are worth. */
    public List<SimulatedJob> draw(Seed seed) {
        RandomGenerator arrivals = seed.child("arrivals").generator();
        RandomGenerator size = seed.child("sizes").generator();
        RandomGenerator wrong = seed.child("errors").generator();
        List<SimulatedJob> trace = new ArrayList<>(jobs);
        double now = 0;
        for (int i = 0; i < jobs; i++) {
            double seconds = meanSize * sizes.unit(size);
            trace.add(new SimulatedJob(now, seconds, seconds * StrictMath.exp(error * wrong.nextGaussian())));
            now += gap(arrivals);
        }
        return trace;
    }

    private double gap(RandomGenerator random) {
        double unit = -StrictMath.log1p(-random.nextDouble());
        return Double.isInfinite(load) ? 0 : unit * meanSize / (load * workers);
    }
}
