package io.tifl.experiments.ssl.federated;

import io.tifl.experiments.network.BatchNormalisation;
import io.tifl.experiments.network.FlatParameters;
import io.tifl.experiments.network.Matrix;
import io.tifl.experiments.network.Moments;
import io.tifl.protocol.Layout;
import io.tifl.protocol.Parameters;
import java.util.ArrayList;
import java.util.List;

/**
 * What of a learner travels: its parameters as {@link FlatParameters} lays them out, and with summed statistics three
 * blocks for each normalisation: the mean of its inputs, an origin, and the mean of their squares about that. Clients
 * take the mean of the order's model as the origin, which is the same for all, so both means average to those of all
 * examples; and once means have settled, no difference of large squares in 32 bits blurs the variance. Confined to one
 * thread.
 */
record SharedParameters(SharedLearner learner, ModelStatistics statistics) {
    private List<Matrix> parameters() {
        return learner.learner().parameters();
    }

    /** How it lies in the model; the blocks' names say which are statistics to rules that treat those apart. */
    Layout layout() {
        List<Layout.Block> blocks =
                new ArrayList<>(FlatParameters.layout(parameters()).blocks());
        if (statistics == ModelStatistics.SUMMED) {
            int number = 0;
            for (BatchNormalisation one : learner.normalisations()) {
                int columns = one.statistics().getFirst().columns();
                blocks.add(new Layout.Block("norm-" + number + "_mean", List.of(columns)));
                blocks.add(new Layout.Block("norm-" + number + "-origin_mean", List.of(columns)));
                blocks.add(new Layout.Block("norm-" + number + "-square_mean", List.of(columns)));
                number++;
            }
        }
        return new Layout(blocks);
    }

    /** What there is now. */
    Parameters now() {
        List<Matrix> all = new ArrayList<>(parameters());
        if (statistics == ModelStatistics.SUMMED) {
            for (BatchNormalisation one : learner.normalisations()) {
                Matrix mean = one.statistics().getFirst();
                all.addAll(List.of(mean, mean, one.statistics().getLast()));
            }
        }
        return flat(all);
    }

    private Parameters flat(List<Matrix> all) {
        return Parameters.owning(layout(), FlatParameters.of(all).toArray());
    }

    /**
     * Writes a model to the learner, which begins anew with it.
     *
     * @throws IllegalArgumentException if its layout is another one
     */
    void write(Parameters model) {
        Layout layout = layout();
        if (!model.layout().equals(layout)) {
            throw new IllegalArgumentException("expected parameters of the layout " + layout.describe() + ", got "
                    + model.layout().describe());
        }
        int at = 0;
        for (Matrix matrix : parameters()) {
            at = read(model, at, matrix);
        }
        if (statistics == ModelStatistics.SUMMED) {
            for (BatchNormalisation one : learner.normalisations()) {
                at = write(model, at, one);
            }
        }
        learner.restart();
    }

    private static int read(Parameters from, int at, Matrix to) {
        for (int k = 0; k < to.values().length; k++) {
            to.values()[k] = from.get(at + k);
        }
        return at + to.values().length;
    }

    private static int write(Parameters model, int at, BatchNormalisation one) {
        Matrix mean = one.statistics().getFirst();
        Matrix variance = one.statistics().getLast();
        Matrix origin = new Matrix(1, mean.columns());
        int end = read(model, read(model, read(model, at, mean), origin), variance);
        for (int j = 0; j < mean.columns(); j++) {
            double gap = mean.values()[j] - origin.values()[j];
            variance.values()[j] = Math.max(variance.values()[j] - gap * gap, 0);
        }
        return end;
    }

    /**
     * Means of values and of squares before each normalisation, over samples that go through for use: with running
     * statistics that all clients share, each sample counts by itself, so means of clients average to those of all.
     */
    List<Matrix> measured(List<Matrix> batches) {
        List<Matrix> means = new ArrayList<>();
        List<Moments> moments = new ArrayList<>();
        for (BatchNormalisation one : learner.normalisations()) {
            moments.add(new Moments(one.statistics().getFirst().columns()));
            one.watch(moments.getLast());
        }
        batches.forEach(batch -> {
            Matrix _ = learner.use(batch);
        });
        learner.normalisations().forEach(one -> one.watch(null));
        for (Moments one : moments) {
            means.addAll(List.of(one.means(), one.meanSquares()));
        }
        return means;
    }

    /** The change of the model that ends with the parameters of now and, where they are summed, with measured means. */
    Parameters change(List<Matrix> means, Parameters start) {
        List<Matrix> all = new ArrayList<>(parameters());
        int at = all.stream().mapToInt(one -> one.values().length).sum();
        for (int k = 0; k < means.size(); k += 2) {
            Matrix origin = new Matrix(1, means.get(k).columns());
            int _ = read(start, at, origin);
            all.addAll(List.of(means.get(k), origin, about(origin, means.get(k), means.get(k + 1))));
            at += 3 * origin.columns();
        }
        return difference(all, start);
    }

    private static Matrix about(Matrix origin, Matrix mean, Matrix square) {
        Matrix about = square.copy();
        for (int j = 0; j < about.columns(); j++) {
            about.values()[j] += origin.values()[j] * (origin.values()[j] - 2 * mean.values()[j]);
        }
        return about;
    }

    private static Parameters difference(List<Matrix> now, Parameters start) {
        float[] change = new float[start.size()];
        int at = 0;
        for (Matrix matrix : now) {
            for (double value : matrix.values()) {
                change[at] = (float) (value - start.get(at));
                at++;
            }
        }
        return Parameters.owning(start.layout(), change);
    }

    /** Running statistics as a client keeps them to itself. */
    Parameters running() {
        return FlatParameters.of(runningMatrices());
    }

    Layout runningLayout() {
        return FlatParameters.layout(runningMatrices());
    }

    void writeRunning(Parameters kept) {
        FlatParameters.write(kept, runningMatrices());
    }

    private List<Matrix> runningMatrices() {
        return learner.normalisations().stream()
                .flatMap(one -> one.statistics().stream())
                .toList();
    }
}
