package io.tifl.experiments.noise.federated;

import io.tifl.experiments.noise.DeviceProfile;
import io.tifl.protocol.task.ModelSpec;
import java.util.Arrays;
import java.util.List;

/**
 * What the experiment with noise-aware training does.
 *
 * @param profiles of the fleet's devices, comma-separated
 * @param clients that the examples are dealt to
 * @param clientsPerRound that train
 * @param alpha of the Dirichlet distribution by which classes are dealt; 0 for equal shares
 * @param rounds of both ways to train
 * @param evaluateEvery so many rounds, and after the last, all clients judge the model
 * @param trials chips of each profile on each client
 * @param seeds of the repetitions, at least one
 */
public record NoiseAwareSettings(
        ModelSpec model,
        String profiles,
        int clients,
        int clientsPerRound,
        double alpha,
        int rounds,
        int epochs,
        int batchSize,
        double learningRate,
        int evaluateEvery,
        int trials,
        List<Long> seeds) {
    public NoiseAwareSettings {
        seeds = List.copyOf(seeds);
        Arrays.stream(profiles.split(",", -1)).forEach(DeviceProfile::parse);
        if (clientsPerRound < 1 || clientsPerRound > clients || rounds < 1 || seeds.isEmpty() || trials < 1) {
            throw new IllegalArgumentException("expected 1 to " + clients + " clients a round, and at least one round,"
                    + " seed and trial; got " + clientsPerRound + ", " + rounds + ", " + seeds.size() + " and "
                    + trials);
        }
    }

    /**
     * The experiment of {@code docs/noise-jobs.md}: {@code small-cnn} on 12,000 pictures of Fashion-MNIST, ten clients with unequal classes,
     * devices whose noise has 5, 10 and 20 % of each layer's largest weight.
     */
    public static NoiseAwareSettings standard() {
        return new NoiseAwareSettings(
                ModelSpec.of("small-cnn"),
                "gaussian:scale=layer-max@0.05,gaussian:scale=layer-max@0.1,gaussian:scale=layer-max@0.2",
                10,
                5,
                1,
                60,
                1,
                20,
                0.05,
                20,
                5,
                List.of(1L, 2L, 3L, 4L, 5L));
    }

    /** The same of other seeds. */
    public NoiseAwareSettings withSeeds(List<Long> others) {
        return new NoiseAwareSettings(
                model,
                profiles,
                clients,
                clientsPerRound,
                alpha,
                rounds,
                epochs,
                batchSize,
                learningRate,
                evaluateEvery,
                trials,
                others);
    }

    int levels() {
        return profiles.split(",", -1).length;
    }
}
