package io.tifl.experiments.sim;

import io.tifl.protocol.task.GlobalModel;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Seconds that training on one example takes on one CPU, forward and backward, by model.
 *
 * <p>Constants, not measurements of the machine at hand: a replay gives the same virtual times everywhere.
 * {@link Calibration} measures a real learner for those who want their own.
 *
 * @param trainingSeconds per example and epoch, by the model's name
 */
public record CostPerSample(SortedMap<String, Double> trainingSeconds) {
    /*
     * Table 2 of the TiFL paper puts CIFAR-10's fastest tier (4 CPUs) at 1837 s and its slowest (0.1 CPU) at 46242 s for 500
     * rounds of 1000 examples: 3.674 s and 92.484 s a round, a ratio of 25 where the CPUs' is 40. Two equations,
     *   fixed + 1000 c / 4 = 3.674,   fixed + 1000 c / 0.1 = 92.484,
     * give c = 9.11 ms per example and a fixed part of 1.40 s. The network moves 5.0 MB each way: 0.8 s at 100 Mbit/s, which
     * leaves 0.6 s to start up. Other networks follow by their multiplications per example (20.7 million in CIFAR's).
     */
    private static final double CIFAR_SECONDS = 9.11e-3;

    private static final double CIFAR_MULTIPLICATIONS = 20.74e6;

    // LEAF Synthetic's 600 multiplications would vanish beside the start-up, and with them what is studied. They are
    // made to
    // weigh what the paper's clients carry, 9.1 CPU seconds a round, at 107 examples per client on average.
    private static final double LOGISTIC_SECONDS = 0.085;

    /** What even a tiny network costs per example: batching, shuffling, calls. */
    private static final double LEAST_SECONDS = 0.5e-3;

    public CostPerSample {
        trainingSeconds.forEach(CostPerSample::check);
        trainingSeconds = Collections.unmodifiableSortedMap(new TreeMap<>(trainingSeconds));
    }

    /** Constants that give the response times of the paper's testbed; the source says how they were found. */
    public static CostPerSample paper() {
        SortedMap<String, Double> seconds = new TreeMap<>();
        seconds.put("cifar10-cnn", CIFAR_SECONDS);
        seconds.put("mnist-cnn", ofMultiplications(11.99e6));
        // A stand-in for mnist-cnn in quick studies, so it weighs the same.
        seconds.put("small-cnn", ofMultiplications(11.99e6));
        seconds.put("femnist-cnn", ofMultiplications(17.21e6));
        // LEAF's others: a sequence multiplies with its weights at every position.
        seconds.put("celeba-cnn", ofMultiplications(27.54e6));
        seconds.put("shakespeare-lstm", ofMultiplications(63.59e6));
        seconds.put("sent140-lstm", ofMultiplications(4.01e6));
        seconds.put("reddit-lstm", ofMultiplications(13.05e6));
        seconds.put("logistic", LOGISTIC_SECONDS);
        return new CostPerSample(seconds);
    }

    /** This table with one more entry, or another in its place. */
    public CostPerSample with(String model, double seconds) {
        SortedMap<String, Double> more = new TreeMap<>(trainingSeconds);
        more.put(model, seconds);
        return new CostPerSample(more);
    }

    /**
     * Seconds per example and epoch of this model on one CPU.
     *
     * <p>A model that is not in the table is taken as dense, one multiplication per parameter, and no cheaper than 0.5 ms.
     */
    public double trainingSeconds(GlobalModel model) {
        Double known = trainingSeconds.get(model.spec().name());
        return known == null ? ofMultiplications(model.parameters().size()) : known;
    }

    private static double ofMultiplications(double multiplications) {
        return Math.max(LEAST_SECONDS, CIFAR_SECONDS * multiplications / CIFAR_MULTIPLICATIONS);
    }

    private static void check(String model, double seconds) {
        if (!(seconds > 0) || Double.isInfinite(seconds)) {
            throw new IllegalArgumentException(
                    "the cost per sample of '" + model + "' must be positive and finite, got " + seconds);
        }
    }
}
