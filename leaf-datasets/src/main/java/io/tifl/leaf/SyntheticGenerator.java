package io.tifl.leaf;

import io.tifl.client.Examples;
import java.util.Arrays;
import java.util.List;

/**
 * LEAF's synthetic classification tasks, one per user, drawn in exactly the order LEAF draws them.
 *
 * <p>Caldas et al. (arXiv 1812.01097), appendix A, with the one cluster of LEAF's script: task t has a model w = Q u with
 * u near the cluster's mean, features around a task mean v with variances i^-1.2, and the class of the largest of X w plus
 * noise. LEAF takes the softmax first; it keeps the order.
 */
final class SyntheticGenerator {
    private static final double NOISE = 0.1;
    private static final int FEWEST = 5;
    private static final int MOST = 1000;

    private final SyntheticSpec spec;
    private final int inputs;
    private final double[] deviations;
    private final int[] sizes;
    private final float[] features;
    private final int[] labels;

    private SyntheticGenerator(SyntheticSpec spec) {
        this.spec = spec;
        this.inputs = spec.dimensions();
        this.deviations = new double[inputs];
        Arrays.setAll(deviations, i -> Math.sqrt(StrictMath.pow(i + 1, -1.2)));
        this.sizes = sizes(spec);
        long rows = Arrays.stream(sizes).asLongStream().sum();
        this.features = new float[Math.toIntExact(rows * inputs)];
        this.labels = new int[(int) rows];
    }

    /** The examples of all users, user after user, and how many each has. */
    static Users generate(SyntheticSpec spec) {
        SyntheticGenerator generator = new SyntheticGenerator(spec);
        generator.run();
        return new Users(
                Arrays.stream(generator.sizes).boxed().toList(),
                Examples.dense(List.of(spec.dimensions()), spec.classes(), generator.features, generator.labels));
    }

    static int[] sizes(SyntheticSpec spec) {
        NumpyRandom random = new NumpyRandom(spec.seed());
        int[] sizes = new int[spec.tasks()];
        Arrays.setAll(sizes, t -> (int) Math.min((long) random.lognormal(3, 2) + FEWEST, MOST));
        return sizes;
    }

    // LEAF seeds once more here, so these draws overlap with those of the sizes.
    private void run() {
        NumpyRandom random = new NumpyRandom(spec.seed());
        double[] q = new double[(inputs + 1) * spec.classes()];
        Arrays.setAll(q, i -> random.gauss());
        double centre = random.gauss();
        double clusterMean = random.normal(centre, 1);
        int row = 0;
        for (int size : sizes) {
            task(random, q, clusterMean, row, size);
            row += size;
        }
    }

    private void task(NumpyRandom random, double[] q, double clusterMean, int firstRow, int size) {
        random.uniform(); // chooses among the clusters, of which there is one
        double centre = random.gauss();
        double[] mean = new double[inputs];
        Arrays.setAll(mean, i -> random.normal(centre, 1));
        double[] x = new double[size * inputs];
        for (int i = 0; i < x.length; i++) {
            int column = i % inputs;
            x[i] = random.gauss() * deviations[column] + mean[column];
            features[firstRow * inputs + i] = (float) x[i];
        }
        double side = random.normal(clusterMean, NOISE);
        double[] w = Arrays.stream(q).map(value -> value * side).toArray();
        for (int r = 0; r < size; r++) {
            labels[firstRow + r] = classOf(random, x, r * inputs, w);
        }
    }

    private int classOf(NumpyRandom random, double[] x, int offset, double[] w) {
        int classes = spec.classes();
        double[] scores = Arrays.copyOf(w, classes);
        for (int i = 0; i < inputs; i++) {
            for (int c = 0; c < classes; c++) {
                scores[c] += x[offset + i] * w[(i + 1) * classes + c];
            }
        }
        int best = 0;
        for (int c = 0; c < classes; c++) {
            scores[c] += random.normal(0, NOISE);
            best = scores[c] > scores[best] ? c : best;
        }
        return best;
    }

    /** What was generated. */
    record Users(List<Integer> sizes, Examples examples) {}
}
