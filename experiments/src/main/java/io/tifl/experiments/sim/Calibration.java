package io.tifl.experiments.sim;

import io.tifl.client.DivergedException;
import io.tifl.client.Examples;
import io.tifl.client.Learner;
import io.tifl.client.TrainingPlan;
import io.tifl.protocol.Parameters;
import java.util.Arrays;

/** Measures what training really costs on the thread that asks. Reads the wall clock, so no two results are equal. */
public final class Calibration {
    private Calibration() {}

    /**
     * Median seconds per example and epoch over {@code repeats} runs of the plan, after one run to warm up.
     *
     * <p>Run the learner's engine on one core ({@code OMP_NUM_THREADS=1}) for a figure per CPU.
     *
     * @param examples a few batches are enough; at least 1
     */
    public static double secondsPerSample(Learner learner, Examples examples, TrainingPlan plan, int repeats)
            throws DivergedException, InterruptedException {
        if (examples.size() < 1 || repeats < 1) {
            throw new IllegalArgumentException(
                    "calibration needs at least 1 example and 1 repeat, got " + examples.size() + " and " + repeats);
        }
        Parameters start = learner.initial(plan.seed());
        learner.train(start, examples, plan);
        double[] seconds = new double[repeats];
        for (int i = 0; i < repeats; i++) {
            long began = System.nanoTime();
            learner.train(start, examples, plan);
            seconds[i] = (System.nanoTime() - began) / 1e9 / examples.size() / plan.epochs();
        }
        Arrays.sort(seconds);
        return seconds[repeats / 2];
    }
}
