package io.tifl.experiments.noise;

import io.tifl.client.DivergedException;
import io.tifl.client.Examples;
import io.tifl.client.Learner;
import io.tifl.client.TrainingPlan;
import io.tifl.client.compiled.CompiledLearnerFactory;
import io.tifl.experiments.study.LearnerPool;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.Seed;
import io.tifl.protocol.Settings;
import io.tifl.protocol.task.ModelSpec;
import java.util.List;
import java.util.Map;

/** Networks trained on drawn examples whose classes lie near points of their own. */
record Trained(ModelSpec spec, Parameters parameters, Examples examples) {
    private static final int CLASSES = 4;

    static Trained mlp() throws DivergedException, InterruptedException {
        ModelSpec spec = new ModelSpec(
                "mlp", Settings.of(Map.of("inputs", "12", "hidden", "16", "classes", Integer.toString(CLASSES))));
        return of(spec, List.of(12));
    }

    static Trained vgg(boolean normalised) throws DivergedException, InterruptedException {
        Map<String, String> settings = Map.of(
                "convolutions",
                "3",
                "width",
                "4",
                "hidden",
                "16",
                "side",
                "8",
                "classes",
                Integer.toString(CLASSES),
                "batch-norm",
                Boolean.toString(normalised));
        return of(new ModelSpec("vgg", Settings.of(settings)), List.of(3, 8, 8));
    }

    static Trained resnet() throws DivergedException, InterruptedException {
        Map<String, String> settings = Map.of("width", "4", "side", "8", "classes", Integer.toString(CLASSES));
        return of(new ModelSpec("resnet", Settings.of(settings)), List.of(3, 8, 8));
    }

    private static Trained of(ModelSpec spec, List<Integer> shape) throws DivergedException, InterruptedException {
        Examples examples = examples(shape, 256, 1.2);
        try (Learner learner = new CompiledLearnerFactory().open(spec)) {
            TrainingPlan plan = new TrainingPlan(10, 16, 0.05, "sgd", 0, 3);
            return new Trained(
                    spec, learner.train(learner.initial(1), examples, plan).parameters(), examples);
        }
    }

    static Examples examples(List<Integer> shape, int count, double spread) {
        int size = shape.stream().reduce(1, Math::multiplyExact);
        NoiseStream centres = NoiseStream.of(new Seed(100));
        NoiseStream noise = NoiseStream.of(new Seed(101));
        float[] features = new float[count * size];
        int[] labels = new int[count];
        for (int row = 0; row < count; row++) {
            labels[row] = row % CLASSES;
            for (int i = 0; i < size; i++) {
                features[row * size + i] = (float) (centres.gaussian(labels[row] * (long) size + i)
                        + spread * noise.gaussian(row * (long) size + i));
            }
        }
        return Examples.dense(shape, CLASSES, features, labels);
    }

    LearnerPool pool(int size) {
        return new LearnerPool(new CompiledLearnerFactory(), spec, size);
    }
}
