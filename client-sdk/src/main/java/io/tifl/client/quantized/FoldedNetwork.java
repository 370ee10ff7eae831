package io.tifl.client.quantized;

import io.tifl.client.compiled.TrainedLayer;
import io.tifl.client.compiled.TrainedNetwork;
import io.tifl.client.compiled.TrainedNetwork.Node;
import io.tifl.client.compiled.UnsupportedModelException;
import io.tifl.kernels.ImageShape;
import io.tifl.kernels.SlidingWindow;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A network as stages that bytes can run: batch normalisation is part of the weights before it, and a rectifier part of the
 * stage before it. Where there is none to fold into, a depthwise convolution of one pixel does the same.
 */
final class FoldedNetwork {
    private final TrainedNetwork network;
    private final List<Stage> stages = new ArrayList<>();
    private final int[] stageOfNode;
    private TrainedLayer.Activate.Function last = x -> x;

    /**
     * A convolution, a dense layer, a pooling or a sum.
     *
     * @param rectified whether a rectifier follows
     * @param sources stages, or {@link TrainedNetwork#INPUT}
     */
    record Stage(
            String name, TrainedLayer layer, boolean rectified, List<Integer> sources, ImageShape in, ImageShape out) {
        boolean isWeighted() {
            return layer instanceof TrainedLayer.Convolution
                    || layer instanceof TrainedLayer.Depthwise
                    || layer instanceof TrainedLayer.Dense;
        }

        Stage withLayer(TrainedLayer other) {
            return new Stage(name, other, rectified, sources, in, out);
        }

        Stage thenRectified() {
            return new Stage(name, layer, true, sources, in, out);
        }
    }

    private FoldedNetwork(TrainedNetwork network) {
        this.network = network;
        this.stageOfNode = new int[network.nodes().size()];
    }

    /** @throws UnsupportedModelException naming a layer that has no form in bytes */
    static FoldedNetwork of(TrainedNetwork network) {
        FoldedNetwork folded = new FoldedNetwork(network);
        for (int i = 0; i < network.nodes().size(); i++) {
            folded.stageOfNode[i] = folded.add(i, network.nodes().get(i));
        }
        if (folded.stages.isEmpty() || !folded.stages.getLast().isWeighted() || folded.endsElsewhere()) {
            folded.append(
                    folded.identity("output", folded.stageOfNode[network.nodes().size() - 1], false));
        }
        return folded;
    }

    private boolean endsElsewhere() {
        return stageOfNode[stageOfNode.length - 1] != stages.size() - 1;
    }

    ImageShape input() {
        return network.input();
    }

    /** In an order in which each comes after those it reads; the last has weights. */
    List<Stage> stages() {
        return stages;
    }

    /** What is done to each of the last stage's values. */
    TrainedLayer.Activate.Function last() {
        return last;
    }

    ImageShape out(int stage) {
        return stage == TrainedNetwork.INPUT
                ? network.input()
                : stages.get(stage).out();
    }

    private int add(int index, Node node) {
        int source = stage(node.sources().getFirst());
        boolean alone = isReadOnce(node.sources().getFirst());
        return switch (node.layer()) {
            case TrainedLayer.Scale scale -> scale(node.name(), scale, source, alone);
            case TrainedLayer.Rectify _ -> rectify(node.name(), source, alone);
            case TrainedLayer.Activate activate -> {
                if (index < network.nodes().size() - 1) {
                    throw new UnsupportedModelException("layer '" + node.name() + "', whose activation "
                            + activate.name() + " has no form in 8 bits before the last layer");
                }
                last = activate.function();
                yield source;
            }
            default ->
                append(new Stage(
                        node.name(),
                        node.layer(),
                        false,
                        node.sources().stream().map(this::stage).toList(),
                        out(source),
                        node.out()));
        };
    }

    private int stage(int node) {
        return node == TrainedNetwork.INPUT ? TrainedNetwork.INPUT : stageOfNode[node];
    }

    private boolean isReadOnce(int node) {
        return node != TrainedNetwork.INPUT
                && network.nodes().stream()
                                .filter(other -> other.sources().contains(node))
                                .count()
                        == 1;
    }

    private int append(Stage stage) {
        stages.add(stage);
        return stages.size() - 1;
    }

    private int scale(String name, TrainedLayer.Scale scale, int source, boolean alone) {
        if (alone && stages.get(source).isWeighted() && !stages.get(source).rectified()) {
            Stage stage = stages.get(source);
            stages.set(source, stage.withLayer(scaled(stage.layer(), scale)));
            return source;
        }
        return append(pointwise(name, source, scale.factors(), scale.offsets(), false));
    }

    private static TrainedLayer scaled(TrainedLayer layer, TrainedLayer.Scale scale) {
        return switch (layer) {
            case TrainedLayer.Convolution(var window, int outputs, float[] weights, float[] bias) ->
                new TrainedLayer.Convolution(window, outputs, weights(weights, scale), bias(bias, scale));
            case TrainedLayer.Depthwise(var window, float[] weights, float[] bias) ->
                new TrainedLayer.Depthwise(window, weights(weights, scale), bias(bias, scale));
            case TrainedLayer.Dense(int outputs, float[] weights, float[] bias) ->
                new TrainedLayer.Dense(outputs, weights(weights, scale), bias(bias, scale));
            default -> throw new IllegalArgumentException("a layer without weights: " + layer);
        };
    }

    private static float[] weights(float[] weights, TrainedLayer.Scale scale) {
        float[] scaled = weights.clone();
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] *= scale.factors()[i % scale.factors().length];
        }
        return scaled;
    }

    private static float[] bias(float[] bias, TrainedLayer.Scale scale) {
        float[] scaled = weights(bias, scale);
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] += scale.offsets()[i];
        }
        return scaled;
    }

    private int rectify(String name, int source, boolean alone) {
        int target = alone ? rectifiable(source) : TrainedNetwork.INPUT;
        if (target == TrainedNetwork.INPUT) {
            return append(identity(name, source, true));
        }
        stages.set(target, stages.get(target).thenRectified());
        return source;
    }

    /** The stage that can take over a rectifier: the largest of rectified values is the rectified largest. */
    private int rectifiable(int source) {
        int stage = source;
        while (stage != TrainedNetwork.INPUT && stages.get(stage).layer() instanceof TrainedLayer.MaxPool) {
            int before = stages.get(stage).sources().getFirst();
            stage = readers(before) == 1 ? before : TrainedNetwork.INPUT;
        }
        return stage;
    }

    private long readers(int stage) {
        return stages.stream().filter(other -> other.sources().contains(stage)).count();
    }

    private Stage identity(String name, int source, boolean rectified) {
        float[] ones = new float[out(source).channels()];
        Arrays.fill(ones, 1);
        return pointwise(name, source, ones, new float[ones.length], rectified);
    }

    private Stage pointwise(String name, int source, float[] factors, float[] offsets, boolean rectified) {
        ImageShape shape = out(source);
        return new Stage(
                name,
                new TrainedLayer.Depthwise(SlidingWindow.of(1, 1), factors, offsets),
                rectified,
                List.of(source),
                shape,
                shape);
    }
}
