package io.tifl.leaf;

import io.tifl.client.Examples;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/**
 * LEAF's synthetic classification tasks, one per user, drawn in exactly the order LEAF draws them.
 *
 * <p>Caldas et al. (arXiv 1812.01097), appendix A, with the one cluster of LEAF's script: task t has a model w = Q u with
 * u near the cluster's mean, features around a task mean v with variances i^-1.2, and the class of the largest of X w plus
 * noise. LEAF takes the softmax first; it keeps the order.
 */
public final class SyntheticGenerator {
    private static final double NOISE = 0.1;
    private static final int FEWEST = 5;
    private static final int MOST = 1000;

    private final SyntheticSpec spec;
    private final int inputs;
    private final double[] deviations;
    private final SyntheticSink sink;

    private SyntheticGenerator(SyntheticSpec spec, SyntheticSink sink) {
        this.spec = spec;
        this.inputs = spec.dimensions();
        this.deviations = deviations(inputs);
        this.sink = sink;
    }

    /** Pushes the examples of all users into a sink; no more than one user's are held. */
    public static void push(SyntheticSpec spec, SyntheticSink sink) throws IOException, InterruptedException {
        new SyntheticGenerator(spec, sink).run();
    }

    /** The examples of all users, user after user, and how many each has. */
    static Users generate(SyntheticSpec spec) {
        int[] sizes = sizes(spec);
        Kept kept = new Kept(spec, Arrays.stream(sizes).asLongStream().sum());
        try {
            push(spec, kept);
        } catch (IOException e) {
            throw new AssertionError("memory is no file", e);
        } catch (InterruptedException e) {
            throw new AssertionError("nobody waits", e);
        }
        return new Users(Arrays.stream(sizes).boxed().toList(), kept.examples());
    }

    static int[] sizes(SyntheticSpec spec) {
        NumpyRandom random = new NumpyRandom(spec.seed());
        int[] sizes = new int[spec.tasks()];
        Arrays.setAll(sizes, t -> (int) Math.min((long) random.lognormal(3, 2) + FEWEST, MOST));
        return sizes;
    }

    /** Standard deviations of the features around their means: the i-th, from 1, has variance i^-1.2. */
    static double[] deviations(int inputs) {
        double[] deviations = new double[inputs];
        Arrays.setAll(deviations, i -> Math.sqrt(StrictMath.pow(i + 1, -1.2)));
        return deviations;
    }

    // LEAF seeds once more here, so these draws overlap with those of the sizes.
    private void run() throws IOException, InterruptedException {
        NumpyRandom random = new NumpyRandom(spec.seed());
        double[] q = new double[(inputs + 1) * spec.classes()];
        Arrays.setAll(q, i -> random.gauss());
        double centre = random.gauss();
        double clusterMean = random.normal(centre, 1);
        int[] sizes = sizes(spec);
        for (int user = 0; user < sizes.length; user++) {
            sink.user(user);
            task(random, q, clusterMean, sizes[user]);
        }
    }

    private void task(NumpyRandom random, double[] q, double clusterMean, int size) throws IOException {
        random.uniform(); // chooses among the clusters, of which there is one
        double centre = random.gauss();
        double[] mean = new double[inputs];
        Arrays.setAll(mean, i -> random.normal(centre, 1));
        double[] x = new double[size * inputs];
        for (int i = 0; i < x.length; i++) {
            int column = i % inputs;
            x[i] = random.gauss() * deviations[column] + mean[column];
        }
        double side = random.normal(clusterMean, NOISE);
        double[] w = Arrays.stream(q).map(value -> value * side).toArray();
        double[] row = new double[inputs];
        for (int r = 0; r < size; r++) {
            System.arraycopy(x, r * inputs, row, 0, inputs);
            sink.example(row, classOf(random, row, w));
        }
    }

    private int classOf(NumpyRandom random, double[] x, double[] w) {
        int classes = spec.classes();
        double[] scores = Arrays.copyOf(w, classes);
        for (int i = 0; i < inputs; i++) {
            for (int c = 0; c < classes; c++) {
                scores[c] += x[i] * w[(i + 1) * classes + c];
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

    /** Keeps it all, rounded to 32 bits. */
    private static final class Kept implements SyntheticSink {
        private final SyntheticSpec spec;
        private final float[] features;
        private final int[] labels;
        private int rows;

        Kept(SyntheticSpec spec, long rows) {
            this.spec = spec;
            this.features = new float[Math.toIntExact(rows * spec.dimensions())];
            this.labels = new int[(int) rows];
        }

        @Override
        public void user(int index) {}

        @Override
        public void example(double[] x, int label) {
            for (int i = 0; i < x.length; i++) {
                features[rows * x.length + i] = (float) x[i];
            }
            labels[rows++] = label;
        }

        Examples examples() {
            return Examples.dense(List.of(spec.dimensions()), spec.classes(), features, labels);
        }
    }
}
