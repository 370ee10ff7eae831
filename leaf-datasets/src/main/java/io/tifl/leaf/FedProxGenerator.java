package io.tifl.leaf;

import java.io.IOException;
import java.util.Arrays;

/**
 * FedProx's synthetic data set (Li et al., "Federated optimization in heterogeneous networks", MLSys 2020, section 5.1), drawn in
 * the order of its authors' script, which sets no seed.
 *
 * <p>User k has a model W_k, b_k around u_k and features around v_k with variances j^-1.2; u_k is drawn with deviation alpha, the
 * centre of v_k with deviation beta. Independent and identically distributed users share one model and have v_k = 0.
 */
public final class FedProxGenerator {
    private static final int FEWEST = 50;

    private final FedProxSpec spec;
    private final SyntheticSink sink;
    private final NumpyRandom random;
    private final double[] deviations;

    private FedProxGenerator(FedProxSpec spec, SyntheticSink sink) {
        this.spec = spec;
        this.sink = sink;
        this.random = new NumpyRandom(spec.seed());
        this.deviations = SyntheticGenerator.deviations(spec.dimensions());
    }

    /** Pushes the examples of all users into a sink; none are held. */
    public static void push(FedProxSpec spec, SyntheticSink sink) throws IOException, InterruptedException {
        new FedProxGenerator(spec, sink).run();
    }

    private void run() throws IOException, InterruptedException {
        long[] sizes = new long[spec.users()];
        Arrays.setAll(sizes, k -> (long) random.lognormal(4, 2) + FEWEST);
        double[] models = normals(spec.users(), 0, spec.alpha());
        double[] centres = normals(spec.users(), 0, spec.beta());
        double[][] means = new double[spec.users()][];
        Arrays.setAll(means, k -> spec.isIid() ? filled(centres[k]) : normals(spec.dimensions(), centres[k], 1));
        int weights = spec.dimensions() * spec.classes();
        double[] shared = normals(spec.isIid() ? weights + spec.classes() : 0, 0, 1);
        for (int k = 0; k < sizes.length; k++) {
            sink.user(k);
            // W row by row, then b; drawn even where all users share one model.
            double[] own = normals(weights + spec.classes(), models[k], 1);
            user(sizes[k], means[k], spec.isIid() ? shared : own);
        }
    }

    private double[] filled(double value) {
        double[] all = new double[spec.dimensions()];
        Arrays.fill(all, value);
        return all;
    }

    private double[] normals(int count, double mean, double deviation) {
        double[] drawn = new double[count];
        Arrays.setAll(drawn, _ -> random.normal(mean, deviation));
        return drawn;
    }

    private void user(long size, double[] mean, double[] model) throws IOException {
        double[] x = new double[spec.dimensions()];
        for (long row = 0; row < size; row++) {
            Arrays.setAll(x, i -> random.gauss() * deviations[i] + mean[i]);
            sink.example(x, classOf(x, model));
        }
    }

    private int classOf(double[] x, double[] model) {
        int classes = spec.classes();
        double[] scores = new double[classes];
        for (int i = 0; i < x.length; i++) {
            for (int c = 0; c < classes; c++) {
                scores[c] += x[i] * model[i * classes + c];
            }
        }
        int best = 0;
        for (int c = 0; c < classes; c++) {
            scores[c] += model[x.length * classes + c];
            best = scores[c] > scores[best] ? c : best;
        }
        return best;
    }
}
