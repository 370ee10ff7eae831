package io.tifl.experiments.ssl.federated;

import io.tifl.experiments.network.BatchNormalisation;
import io.tifl.experiments.network.Matrix;
import io.tifl.experiments.network.Momentum;
import io.tifl.experiments.network.NormalisationParts;
import io.tifl.experiments.network.NormalisationParts.Part;
import io.tifl.experiments.serve.TaskModel;
import io.tifl.experiments.ssl.ViewLearner;
import io.tifl.experiments.ssl.byol.Byol;
import io.tifl.experiments.ssl.byol.ByolSettings;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.Seed;
import io.tifl.protocol.Settings;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * {@code byol-mlp}: BYOL over a perceptron of two layers, for small images. A fleet shares encoder, projector and
 * predictor; each client's target begins as the global model and follows the client's own steps.
 *
 * <p>Settings: {@code channels} (1) and {@code side} (28) of the images; {@code hidden} (256) and {@code features} (256)
 * of the encoder; {@code head} (256) and {@code outputs} (128) of projector and predictor; {@code normalisation} of
 * both ({@code mean-std}, or {@code mean}, {@code std}, {@code none}); {@code lasting} (0.996), the share of the target
 * that lasts a step; {@code shift} (3), {@code noise} (0.3) and {@code drop} (0.5) of the views; {@code statistics}
 * ({@code local}, or {@code summed}).
 */
public final class ByolMlp implements TaskModel, LearnerPlan {
    /** Its name. */
    public static final String NAME = "byol-mlp";

    private static final Momentum.Settings ANY = new Momentum.Settings(0.03, 0.9, 0);

    /** For the service loader. */
    public ByolMlp() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Parameters initial(Settings settings, long seed) {
        return new SharedParameters(
                        open(ModelStatistics.without(settings), ANY, new Seed(seed)), ModelStatistics.of(settings))
                .now();
    }

    @Override
    public SharedLearner open(Settings model, Momentum.Settings descent, Seed seed) {
        SettingsReader reader = new SettingsReader(model);
        int channels = reader.whole("channels", 1, 1, 16);
        int side = reader.whole("side", 28, 1, 256);
        int hidden = reader.whole("hidden", 256, 1, 1 << 14);
        int features = reader.whole("features", 256, 1, 1 << 14);
        int head = reader.whole("head", 256, 1, 1 << 14);
        int outputs = reader.whole("outputs", 128, 1, 1 << 14);
        NormalisationParts parts = parts(reader.word("normalisation", List.of("mean-std", "mean", "std", "none")));
        double lasting = reader.real("lasting", 0.996, 0, 0.999999);
        ImageViews views = new ImageViews(
                channels,
                side,
                reader.whole("shift", 3, 0, 128),
                reader.real("noise", 0.3, 0, 1000),
                reader.real("drop", 0.5, 0, 1));
        return reader.read(() -> new Shared(
                new Byol(
                        new ByolSettings(
                                List.of(channels * side * side, hidden, features),
                                head,
                                outputs,
                                parts,
                                true,
                                lasting,
                                descent),
                        seed),
                views));
    }

    private static NormalisationParts parts(String name) {
        return new NormalisationParts(
                name.contains("mean") ? Part.FLOWING : Part.ABSENT, name.contains("std") ? Part.FLOWING : Part.ABSENT);
    }

    private record Shared(Byol byol, ImageViews views) implements SharedLearner {
        @Override
        public ViewLearner learner() {
            return byol;
        }

        @Override
        public Matrix view(Matrix samples, RandomGenerator random) {
            return views.of(samples, random);
        }

        @Override
        public void restart() {
            byol.target().follow(byol.projection(), 1);
        }

        @Override
        public Matrix use(Matrix samples) {
            return byol.online().infer(samples);
        }

        @Override
        public List<BatchNormalisation> normalisations() {
            return byol.online().normalisations();
        }
    }
}
