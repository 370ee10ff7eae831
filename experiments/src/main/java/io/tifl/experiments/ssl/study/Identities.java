package io.tifl.experiments.ssl.study;

import io.tifl.experiments.network.Matrix;
import io.tifl.experiments.reproduce.Findings;
import io.tifl.experiments.reproduce.Format;
import io.tifl.experiments.reproduce.MarkdownTable;
import io.tifl.experiments.reproduce.StudyPart;
import io.tifl.experiments.ssl.covariance.AugmentedSamples;
import io.tifl.experiments.ssl.covariance.ContrastiveDescent;
import io.tifl.experiments.ssl.covariance.CovarianceOperator;
import io.tifl.experiments.ssl.covariance.PairSlope;
import io.tifl.experiments.ssl.covariance.PairWeight;
import io.tifl.experiments.ssl.covariance.ReluNetwork;
import io.tifl.experiments.ssl.covariance.Towers;
import io.tifl.experiments.ssl.loss.DistanceLoss;
import io.tifl.protocol.Seed;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/** R0: theorems 1 to 4 on random networks of three layers, where every expectation is a finite sum. */
final class Identities implements StudyPart {
    private static final double BOUND = 1e-12;
    private static final int NETWORKS = 9;
    private static final int LAYERS = 3;
    private static final int SAMPLES = 9;
    private static final int VIEWS = 4;

    private static final List<DistanceLoss> LOSSES =
            List.of(new DistanceLoss.Simple(), new DistanceLoss.SoftTriplet(0.5, 0.2), new DistanceLoss.InfoNce(0.5));

    private double connection;
    private double oneTower;
    private double twoTowers;
    private double leastEigenvalue;
    private double slopes;
    private double signs;
    private double weighted;

    @Override
    public String id() {
        return "R0";
    }

    @Override
    public String title() {
        return "What contrast multiplies weights by";
    }

    @Override
    public Findings run(Consumer<String> progress) {
        for (int seed = 1; seed <= NETWORKS; seed++) {
            measure(new Seed(seed));
        }
        Findings findings = new Findings();
        findings.say(Format.words(
                "Of %d random networks of %d layers, %d samples with %d views each, all taken one by one: the largest"
                        + " deviation of any value of any layer, between what a theorem says and what back-propagation does.",
                NETWORKS, LAYERS, SAMPLES, VIEWS));
        MarkdownTable table = new MarkdownTable("Deviations in double precision.", "identity", "largest deviation");
        row(table, "K' vec W is the network's output (theorem 1)", connection);
        row(table, "-grad is V[K] vec W for one tower (theorem 2)", oneTower);
        row(table, "-grad is 2 V[K] vec W for two towers (theorem 2)", twoTowers);
        row(table, "slopes of a loss sum to 0 (theorem 3)", slopes);
        row(table, "-grad is (weighted operator + residual) vec W (theorem 4)", weighted);
        row(table, "least eigenvalue of V[K]", leastEigenvalue);
        findings.show(table);
        double worst = Math.max(Math.max(connection, oneTower), Math.max(twoTowers, Math.max(slopes, weighted)));
        findings.claim("the identities hold to 1e-12", worst <= BOUND, seen("largest deviation", worst));
        findings.claim(
                "operators have no negative eigenvalue beyond 1e-12",
                leastEigenvalue >= -BOUND,
                seen("least", leastEigenvalue));
        findings.claim(
                "positives attract and negatives repel under every loss",
                signs > 0,
                seen("least slope, turned so that it should be positive,", signs));
        return findings;
    }

    private static void row(MarkdownTable table, String identity, double deviation) {
        table.row(identity, Format.words("%.1e", deviation));
    }

    private static String seen(String what, double value) {
        return what + Format.words(" %.1e", value);
    }

    private void measure(Seed seed) {
        ReluNetwork network = ReluNetwork.random(seed.child("network"), 5, 7, 6, 4);
        AugmentedSamples samples = samples(seed.child("samples"));
        for (int layer = 1; layer <= LAYERS; layer++) {
            measure(network, samples, layer);
        }
        measureSlopes(seed.child("slopes").generator());
    }

    private void measure(ReluNetwork network, AugmentedSamples samples, int layer) {
        CovarianceOperator operator = CovarianceOperator.of(network, samples, layer);
        double[] weights = operator.weights();
        double[] view = samples.views().getFirst().getFirst();
        connection = Math.max(
                connection,
                gap(
                        1,
                        network.connection(layer, view).transpose().times(weights),
                        network.activations(view).getLast()));
        Matrix covariance = operator.betweenSamples();
        PairSlope simple = PairSlope.of(new DistanceLoss.Simple());
        double[] said = covariance.times(weights);
        oneTower = Math.max(oneTower, gap(1, said, ContrastiveDescent.of(network, samples, simple, layer, Towers.ONE)));
        twoTowers =
                Math.max(twoTowers, gap(2, said, ContrastiveDescent.of(network, samples, simple, layer, Towers.BOTH)));
        leastEigenvalue = Math.min(leastEigenvalue, covariance.eigenvalues()[0]);
        PairWeight weight = (x, y) -> 0.3 + 0.1 * (x + y);
        for (DistanceLoss loss : LOSSES) {
            PairSlope slope = PairSlope.of(loss);
            Matrix whole = operator.weighted(weight).add(1, operator.residual(slope, weight));
            weighted = Math.max(
                    weighted,
                    gap(1, whole.times(weights), ContrastiveDescent.of(network, samples, slope, layer, Towers.ONE)));
        }
    }

    private static double gap(double factor, double[] said, double[] done) {
        double largest = 0;
        for (int i = 0; i < said.length; i++) {
            largest = Math.max(largest, Math.abs(factor * said[i] - done[i]));
        }
        return largest;
    }

    private void measureSlopes(RandomGenerator random) {
        double positive = random.nextDouble();
        double[] negatives = random.doubles(5).toArray();
        for (DistanceLoss loss : LOSSES) {
            DistanceLoss.Slopes all = loss.slopes(positive, negatives);
            double sum = all.positive() + Arrays.stream(all.negatives()).sum();
            slopes = Math.max(slopes, Math.abs(sum));
            double least = Math.min(
                    all.positive(), -Arrays.stream(all.negatives()).max().orElseThrow());
            signs = signs == 0 ? least : Math.min(signs, least);
        }
    }

    private static AugmentedSamples samples(Seed seed) {
        RandomGenerator random = seed.generator();
        List<List<double[]>> all = new ArrayList<>();
        for (int x = 0; x < SAMPLES; x++) {
            double[] centre = random.doubles(5, -1, 1).toArray();
            List<double[]> own = new ArrayList<>();
            for (int v = 0; v < VIEWS; v++) {
                own.add(Arrays.stream(centre)
                        .map(c -> c + 0.5 * (random.nextDouble() - 0.5))
                        .toArray());
            }
            all.add(own);
        }
        return AugmentedSamples.uniform(all);
    }
}
