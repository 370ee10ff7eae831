package io.tifl.client.compiled;

import io.tifl.client.compiled.Grid.Frame;
import io.tifl.client.compiled.Stage.Sum;
import io.tifl.client.compiled.Wiring.Learning;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes a model's layers stages: lays out what lies between them, merges a rectifier into the layer before it, and sums the
 * gradients of what several layers read. Confined to one thread.
 *
 * <p>Of several readers the last one, which comes first in the backward pass, writes the gradient and the others add to it.
 */
final class Assembly {
    private final Model model;
    private final Building building;
    private final List<Shape> shapes;
    private final Plane input;
    private final List<Stage> stages = new ArrayList<>();
    private final List<Op> ops = new ArrayList<>();
    private final List<Boolean> needsGradient = new ArrayList<>();
    private List<Sum> sums = new ArrayList<>();

    Assembly(Model model, Building building) {
        this.model = model;
        this.building = building;
        this.shapes = model.shapes();
        this.input = inputPlane();
        for (int i = 0; i < model.layers().size(); i++) {
            assemble(i);
        }
    }

    Plane input() {
        return input;
    }

    List<Stage> stages() {
        return stages;
    }

    private Plane inputPlane() {
        Shape shape = model.input();
        List<Integer> readers = model.readers(Wiring.INPUT);
        // A convolution reads its input value by value, so few channels need no padding; everything else reads vectors.
        boolean byValue = readers.stream().allMatch(i -> model.layers().get(i) instanceof LayerSpec.Convolution);
        int pixel = byValue ? shape.channels() : building.padded(shape.channels());
        return building.plane(Grid.framed(shape.height(), shape.width(), shape.channels(), pixel, frame(Wiring.INPUT)));
    }

    private Shape shape(int layer) {
        return layer == Wiring.INPUT ? model.input() : shapes.get(layer);
    }

    /** As wide as any reader wants it. */
    private Frame frame(int layer) {
        Frame all = Frame.NONE;
        for (int reader : model.readers(layer)) {
            Frame one = model.layers().get(reader).frame(shape(layer));
            all = new Frame(
                    Math.max(all.top(), one.top()),
                    Math.max(all.left(), one.left()),
                    Math.max(all.bottom(), one.bottom()),
                    Math.max(all.right(), one.right()));
        }
        return all;
    }

    private void assemble(int layer) {
        Wiring wiring = model.wiring().get(layer);
        if (isMerged(layer)) {
            int before = wiring.sources().getFirst();
            ops.add(ops.get(before));
            needsGradient.add(needsGradient.get(before));
            return;
        }
        sums = new ArrayList<>();
        List<Plane> ins = new ArrayList<>();
        @Nullable Plane[] inGradients = new Plane[wiring.sources().size()];
        for (int i = 0; i < inGradients.length; i++) {
            int source = wiring.sources().get(i);
            ins.add(source == Wiring.INPUT ? input : ops.get(source).out());
            inGradients[i] = gradientFor(layer, source);
        }
        List<Sum> after = sums;
        if (model.layers().get(layer) instanceof LayerSpec.Dense
                && !ins.getFirst().grid().isPlain()) {
            unframe(layer, ins, inGradients, after);
            after = List.of();
        }
        add(layer, op(layer, ins, inGradients), inGradients, after);
    }

    private void add(int layer, Op op, @Nullable Plane[] inGradients, List<Sum> after) {
        Wiring wiring = model.wiring().get(layer);
        boolean moves = op.learned() != null && wiring.learning() == Learning.LEARNS;
        boolean learns = moves;
        for (Plane inGradient : inGradients) {
            learns |= inGradient != null;
        }
        ClippedStep clipped = moves && !wiring.clipping().isNone()
                ? new ClippedStep(building.kernels(), building.slab(), wiring.clipping(), op.movedFloats())
                : null;
        ops.add(op);
        needsGradient.add(learns);
        stages.add(new Stage(layer, op, wiring.learning() != Learning.LEARNS, learns, clipped, List.copyOf(after)));
    }

    // Where a layer leaves the gradient of one it reads; null if nothing there learns.
    private @Nullable Plane gradientFor(int layer, int source) {
        if (source == Wiring.INPUT
                || !needsGradient.get(source)
                || model.wiring().get(layer).learning() == Learning.CUT) {
            return null;
        }
        Plane whole = ops.get(source).outGradient();
        if (model.readers(source).getLast() == layer) {
            return whole;
        }
        Plane share = building.plane(whole.grid());
        sums.add(new Sum(share, whole));
        return share;
    }

    // A dense layer takes an image as one row of values, which a frame that another reader wants would break up.
    private void unframe(int layer, List<Plane> ins, @Nullable Plane[] inGradients, List<Sum> after) {
        Op copy = new ActivationOp(building, Activation.IDENTITY, ins.getFirst(), inGradients[0], Frame.NONE);
        stages.add(new Stage(layer, copy, false, inGradients[0] != null, null, List.copyOf(after)));
        ins.set(0, copy.out());
        inGradients[0] = inGradients[0] == null ? null : copy.outGradient();
    }

    private Op op(int layer, List<Plane> ins, @Nullable Plane[] inGradients) {
        List<Integer> readers = model.readers(layer);
        boolean merged = readers.size() == 1 && isMerged(readers.getFirst());
        Activation activation = merged ? Activation.RELU : Activation.IDENTITY;
        Frame frame = frame(merged ? readers.getFirst() : layer);
        Plane in = ins.getFirst();
        Plane inGradient = inGradients[0];
        return switch (model.layers().get(layer)) {
            case LayerSpec.Convolution convolution -> new ConvolutionOp(building, convolution, in, inGradient, frame);
            case LayerSpec.Depthwise depthwise -> new DepthwiseOp(building, depthwise, in, inGradient, frame);
            case LayerSpec.Dense dense -> new DenseOp(building, dense, in, inGradient);
            case LayerSpec.BatchNorm norm -> new BatchNormOp(building, norm, activation, in, inGradient, frame);
            case LayerSpec.MaxPool pool -> PoolOp.max(building, pool, activation, in, inGradient, frame);
            case LayerSpec.AveragePool pool -> PoolOp.average(building, pool, in, inGradient, frame);
            case LayerSpec.SumPool pool -> PoolOp.sum(building, pool, in, inGradient, frame);
            case LayerSpec.Activate activate ->
                new ActivationOp(building, activate.activation(), in, inGradient, frame);
            case LayerSpec.Dropout dropout -> new DropoutOp(building, dropout, in, inGradient, frame);
            case LayerSpec.Combine combine -> new CombineOp(building, combine, activation, ins, inGradients, frame);
            case LayerSpec.Merge merge -> new MergeOp(building, merge, ins, inGradients, frame);
            case LayerSpec.Embedding embedding -> new EmbeddingOp(building, embedding, in);
            case LayerSpec.Lstm lstm -> new LstmOp(building, lstm, in, inGradient);
            case LayerSpec.LastStep _ -> new LastStepOp(building, in, inGradient);
            case LayerSpec.PerPosition each -> new PerPositionOp(building, each.dense(), in, inGradient);
        };
    }

    /** Whether a layer is a rectifier that the layer before it takes over, being read by nothing else. */
    private boolean isMerged(int layer) {
        boolean rectifier = model.layers().get(layer).equals(new LayerSpec.Activate(Activation.RELU));
        if (!rectifier || model.wiring().get(layer).learning() != Learning.LEARNS) {
            return false;
        }
        int source = model.wiring().get(layer).sources().getFirst();
        return source != Wiring.INPUT
                && model.readers(source).size() == 1
                && takesRectifier(model.layers().get(source));
    }

    private static boolean takesRectifier(LayerSpec layer) {
        return switch (layer) {
            case LayerSpec.BatchNorm _, LayerSpec.MaxPool _ -> true;
            case LayerSpec.Combine combine -> combine.rule() != LayerSpec.Combine.Rule.MAX;
            default -> false;
        };
    }
}
