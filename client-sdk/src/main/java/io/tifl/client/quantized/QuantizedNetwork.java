package io.tifl.client.quantized;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import io.tifl.client.Examples;
import io.tifl.client.compiled.TrainedLayer;
import io.tifl.client.compiled.TrainedNetwork;
import io.tifl.kernels.ImageShape;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * A trained network that predicts with bytes: weights of 7 or 8 bits with a scale for each output, values between layers of
 * 8 bits with a scale and zero point found on examples, exact sums, floats only from the last layer. Immutable and
 * thread-safe; a prediction depends on its example alone and has the same bits in every batch, on every thread and processor.
 *
 * <p>A prediction allocates nothing but its result: memory is kept from call to call, for about as many batches as have ever
 * been predicted at the same time.
 */
public final class QuantizedNetwork {
    /** Examples that run together at most; larger batches are cut. */
    private static final int MAX_BATCH = 64;

    private final TrainedNetwork trained;
    private final List<QuantizedLayer> layers;
    private final TrainedLayer.Activate.Function last;
    private final Plan plan;
    private final Workspace.Pool workspaces;

    QuantizedNetwork(
            TrainedNetwork trained, List<QuantizedLayer> layers, Plan plan, TrainedLayer.Activate.Function last) {
        // Only what describes the network is kept of it, not its parameters.
        this.trained = new TrainedNetwork(trained.input(), trained.featureShape(), List.of(), trained.classes());
        this.layers = List.copyOf(layers);
        this.plan = plan;
        this.last = last;
        this.workspaces = new Workspace.Pool(plan);
    }

    /**
     * Finds out whether a network has a form in bytes, without computing anything.
     *
     * @throws io.tifl.client.compiled.UnsupportedModelException naming a layer that has none
     */
    public static void checkLayers(TrainedNetwork network) {
        FoldedNetwork.of(network);
    }

    /** Quantizes with {@link QuantizationSettings#DEFAULT}. */
    public static QuantizedNetwork of(TrainedNetwork network, Examples calibration) {
        return of(network, calibration, QuantizationSettings.DEFAULT);
    }

    /**
     * Quantizes a network.
     *
     * @param calibration what the network will see, a few hundred examples; they run in floats, in plain loops
     * @throws io.tifl.client.compiled.UnsupportedModelException naming a layer that has no form in bytes
     * @throws IllegalArgumentException if there are no examples, they are of another shape, all their values are the same, or
     *     a value of theirs or of a layer is not finite
     */
    public static QuantizedNetwork of(TrainedNetwork network, Examples calibration, QuantizationSettings settings) {
        if (calibration.size() == 0) {
            throw new IllegalArgumentException("calibration needs at least one example");
        }
        check(network, calibration);
        return Quantizer.quantize(network, calibration, settings);
    }

    // Flat features fit an image of the same size and the reverse: both are row-major.
    private static void check(TrainedNetwork network, Examples examples) {
        boolean reshaped =
                network.featureShape().size() == 1 || examples.featureShape().size() == 1;
        boolean fits = examples.featureShape().equals(network.featureShape())
                || (reshaped && examples.featureSize() == network.input().size());
        if (!fits) {
            throw new IllegalArgumentException("the network takes features " + network.featureShape()
                    + ", the examples have " + examples.featureShape());
        }
    }

    /** One example, channels last; its features are given as {@code [channels][height][width]}. */
    public ImageShape input() {
        return trained.input();
    }

    /** Values of one example. */
    public int featureSize() {
        return trained.input().size();
    }

    /** Scores of one example. */
    public int classes() {
        return trained.classes();
    }

    /** The layers that run, in order, with what was folded into them and their scales. */
    public List<QuantizedLayer> describe() {
        return layers;
    }

    /**
     * The scores of a batch: what the last layer yields, before a softmax.
     *
     * @param features examples one after the other, each row-major {@code [channels][height][width]}; NaN counts as the
     *     lowest value of the range
     * @return {@link #classes} scores for each
     * @throws IllegalArgumentException if the features are not whole examples
     */
    public float[] scores(float[] features) {
        int count = features.length / featureSize();
        if ((long) count * featureSize() != features.length) {
            throw new IllegalArgumentException(
                    "expected examples of " + featureSize() + " features, got " + features.length);
        }
        float[] scores = new float[Math.multiplyExact(count, classes())];
        scores(features, 0, count, scores);
        return scores;
    }

    /**
     * Like {@link #scores(float[])}, without allocating anything.
     *
     * @param from index of the first feature
     * @param count examples
     * @param scores gets them from index 0 on
     */
    public void scores(float[] features, int from, int count, float[] scores) {
        if (from < 0 || count < 0 || (long) count * featureSize() > features.length - (long) from) {
            throw new IllegalArgumentException("expected " + count + " examples of " + featureSize() + " features from "
                    + from + " on, got " + features.length);
        }
        if ((long) count * classes() > scores.length) {
            throw new IllegalArgumentException(
                    "expected room for " + count + " examples of " + classes() + " scores, got " + scores.length);
        }
        Workspace workspace = workspaces.take(Math.min(count, MAX_BATCH));
        for (int done = 0; done < count; done += MAX_BATCH) {
            int batch = Math.min(MAX_BATCH, count - done);
            byte[] floats = plan.run(features, from + done * featureSize(), batch, workspace);
            MemorySegment.copy(
                    MemorySegment.ofArray(floats),
                    JAVA_FLOAT_UNALIGNED,
                    0,
                    scores,
                    done * classes(),
                    batch * classes());
        }
        workspaces.giveBack(workspace);
        for (int i = 0; i < count * classes(); i++) {
            scores[i] = last.of(scores[i]);
        }
    }

    /**
     * The class of each example of a batch: that of the highest score, the first of equals.
     *
     * @param features as for {@link #scores(float[])}
     */
    public int[] labels(float[] features) {
        float[] scores = scores(features);
        int[] labels = new int[scores.length / classes()];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = highest(scores, i * classes());
        }
        return labels;
    }

    private int highest(float[] scores, int from) {
        int best = 0;
        for (int c = 1; c < classes(); c++) {
            best = scores[from + c] > scores[from + best] ? c : best;
        }
        return best;
    }

    /**
     * How many of the examples get their own label.
     *
     * @throws IllegalArgumentException if they are of another shape
     */
    public int correct(Examples examples) {
        check(trained, examples);
        float[] features = new float[MAX_BATCH * featureSize()];
        float[] scores = new float[MAX_BATCH * classes()];
        int correct = 0;
        for (int from = 0; from < examples.size(); from += MAX_BATCH) {
            int batch = Math.min(MAX_BATCH, examples.size() - from);
            for (int i = 0; i < batch; i++) {
                examples.features(from + i, features, i * featureSize());
            }
            scores(features, 0, batch, scores);
            for (int i = 0; i < batch; i++) {
                correct += highest(scores, i * classes()) == examples.label(from + i) ? 1 : 0;
            }
        }
        return correct;
    }
}
