package io.tifl.client.quantized;

import io.tifl.client.Examples;
import io.tifl.client.compiled.TrainedLayer;
import io.tifl.client.compiled.TrainedNetwork;
import io.tifl.client.quantized.FoldedNetwork.Stage;
import io.tifl.kernels.Convolution;
import io.tifl.kernels.DepthwiseConvolution;
import io.tifl.kernels.Dequantization;
import io.tifl.kernels.Gemm;
import io.tifl.kernels.ImageOperation;
import io.tifl.kernels.ImageShape;
import io.tifl.kernels.ImageSum;
import io.tifl.kernels.InputQuantization;
import io.tifl.kernels.PackedWeights;
import io.tifl.kernels.Packing;
import io.tifl.kernels.Pooling;
import io.tifl.kernels.Requantization;
import io.tifl.kernels.Rows;
import io.tifl.kernels.Threads;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/** Finds scales on examples and binds every stage to its kernel. Confined to one thread. */
final class Quantizer {
    private static final int MAX_WEIGHT_BITS = 8;

    private final FoldedNetwork network;
    private final QuantizationSettings settings;
    private final Packing packing;
    private final AffineScale input;
    private final List<AffineScale> scales = new ArrayList<>();
    private final List<QuantizedLayer> layers = new ArrayList<>();
    private final List<Step> steps = new ArrayList<>();

    private Quantizer(FoldedNetwork network, QuantizationSettings settings, List<Observed> seen) {
        this.network = network;
        this.settings = settings;
        this.packing = Packing.DEFAULT.forInputsUpTo(settings.largestActivation());
        this.input = scale(seen.getFirst());
        for (int i = 0; i < network.stages().size(); i++) {
            Stage stage = network.stages().get(i);
            boolean keeps = stage.layer() instanceof TrainedLayer.MaxPool;
            scales.add(keeps ? scaleOf(stage.sources().getFirst()) : scale(seen.get(i + 1)));
        }
    }

    static QuantizedNetwork quantize(TrainedNetwork trained, Examples examples, QuantizationSettings settings) {
        FoldedNetwork network = FoldedNetwork.of(trained);
        Quantizer quantizer = new Quantizer(network, settings, observe(network, examples, settings.calibration()));
        return quantizer.bind(trained);
    }

    /** Looks at the input and at each stage's output over all examples. */
    private static List<Observed> observe(FoldedNetwork network, Examples examples, Calibration calibration) {
        FloatRun run = new FloatRun(network);
        List<Observed> seen = new ArrayList<>();
        for (int i = 0; i <= network.stages().size(); i++) {
            seen.add(new Observed());
        }
        float[] features = new float[network.input().size()];
        int passes = calibration instanceof Calibration.MinMax ? 1 : 2;
        for (int pass = 0; pass < passes; pass++) {
            for (int row = 0; row < examples.size(); row++) {
                examples.features(row, features, 0);
                run.run(features);
                for (int i = 0; i < seen.size(); i++) {
                    if (pass == 0) {
                        seen.get(i).widen(run.output(i - 1));
                    } else {
                        seen.get(i).count(run.output(i - 1));
                    }
                }
                if (!seen.getFirst().isFinite()) {
                    throw new IllegalArgumentException("calibration example " + row + " has a value that is no number");
                }
            }
        }
        check(network, seen);
        return seen;
    }

    private static void check(FoldedNetwork network, List<Observed> seen) {
        if (seen.getFirst().isConstant()) {
            throw new IllegalArgumentException("the calibration examples have one and the same value everywhere");
        }
        for (int i = 1; i < seen.size(); i++) {
            if (!seen.get(i).isFinite()) {
                throw new IllegalArgumentException("layer '"
                        + network.stages().get(i - 1).name()
                        + "' yields values that are no numbers on the calibration examples");
            }
        }
    }

    private AffineScale scale(Observed seen) {
        return seen.scale(settings.calibration(), settings.largestActivation());
    }

    private AffineScale scaleOf(int stage) {
        return stage == TrainedNetwork.INPUT ? input : scales.get(stage);
    }

    private QuantizedNetwork bind(TrainedNetwork trained) {
        int last = network.stages().size() - 1;
        for (int i = 0; i <= last; i++) {
            bind(
                    network.stages().get(i),
                    scaleOf(network.stages().get(i).sources().getFirst()),
                    scales.get(i),
                    i == last);
        }
        InputQuantization quantization = new InputQuantization(input.scale(), input.zeroPoint());
        return new QuantizedNetwork(trained, layers, new Plan(network, steps, quantization), network.last());
    }

    private void bind(Stage stage, AffineScale from, AffineScale to, boolean last) {
        switch (stage.layer()) {
            case TrainedLayer.Convolution(var window, int outputs, float[] weights, float[] bias) -> {
                QuantizedWeights bytes = weights(stage, weights, bias, from, settings.largestWeight());
                Convolution packed = Convolution.pack(stage.in(), window, 1, bytes.values(), outputs, packing);
                ImageOperation operation = last
                        ? packed.dequantized(dequantization(stage, bytes, bias, from))
                        : packed.requantized(requantization(stage, bytes, from, to));
                add(stage, operation);
                describe(stage, "convolution of " + window.height() + " x " + window.width(), bytes, from, to, last);
            }
            case TrainedLayer.Depthwise(var window, float[] weights, float[] bias) -> {
                QuantizedWeights bytes = weights(stage, weights, bias, from, Byte.MAX_VALUE);
                DepthwiseConvolution packed = DepthwiseConvolution.of(stage.in(), window, bytes.values());
                ImageOperation operation = last
                        ? packed.dequantized(dequantization(stage, bytes, bias, from))
                        : packed.requantized(requantization(stage, bytes, from, to));
                add(stage, operation);
                String kind = "depthwise convolution of " + window.height() + " x " + window.width();
                describe(stage, kind, bytes, from, to, last);
            }
            case TrainedLayer.Dense(int outputs, float[] weights, float[] bias) -> {
                QuantizedWeights bytes = weights(stage, weights, bias, from, settings.largestWeight());
                PackedWeights packed =
                        PackedWeights.pack(bytes.values(), stage.in().size(), outputs, packing);
                Gemm product = last
                        ? packed.dequantized(dequantization(stage, bytes, bias, from))
                        : packed.requantized(requantization(stage, bytes, from, to));
                dense(stage, product, last);
                describe(stage, "dense", bytes, from, to, last);
            }
            case TrainedLayer.MaxPool(var window) -> {
                add(stage, Pooling.max(stage.in(), window));
                describe(stage, "max pooling of " + window.height() + " x " + window.width(), from, to);
            }
            case TrainedLayer.AveragePool(var window, var divisor) -> {
                Requantization bytes = Requantization.of(from.zeroPoint(), to.zeroPoint(), from.scale() / to.scale());
                Requantization rectified = stage.rectified() ? bytes.withRelu() : bytes;
                add(stage, Pooling.average(stage.in(), window, divisor, rectified));
                String kind = divisor == Pooling.Divisor.ONE ? "sum pooling of " : "average pooling of ";
                describe(stage, kind + window.height() + " x " + window.width(), from, to);
            }
            case TrainedLayer.Add _ -> sum(stage, from, to);
            default -> throw new IllegalStateException("not a stage: " + stage.layer());
        }
    }

    private static QuantizedWeights weights(Stage stage, float[] weights, float[] bias, AffineScale from, int largest) {
        return QuantizedWeights.of(stage.name(), weights, bias, from.scale(), largest);
    }

    private static Requantization requantization(
            Stage stage, QuantizedWeights bytes, AffineScale from, AffineScale to) {
        Requantization plain = Requantization.of(
                        from.zeroPoint(), to.zeroPoint(), bytes.multipliers(from.scale(), to.scale()))
                .withBias(bytes.bias());
        return stage.rectified() ? plain.withRelu() : plain;
    }

    private static Dequantization dequantization(Stage stage, QuantizedWeights bytes, float[] bias, AffineScale from) {
        Dequantization plain = Dequantization.of(from.zeroPoint(), bytes.multipliers(from.scale(), 1))
                .withBias(bias);
        return stage.rectified() ? plain.withRelu() : plain;
    }

    private void add(Stage stage, ImageOperation operation) {
        steps.add(new Step(
                stage,
                operation.outBytes(),
                null,
                (a, _, out, to, images) -> operation.apply(a, 0, out, to, images, Threads.CALLER)));
    }

    private void dense(Stage stage, Gemm product, boolean last) {
        int depth = stage.in().size();
        int outBytes = stage.out().size() * (last ? Float.BYTES : 1);
        steps.add(new Step(stage, outBytes, product, (a, _, out, to, images) -> {
            Rows inputs = new Rows(MemorySegment.ofArray(a), images, depth);
            product.multiply(inputs, new Rows(MemorySegment.ofArray(out).asSlice(to), images, outBytes));
        }));
    }

    private void sum(Stage stage, AffineScale from, AffineScale to) {
        AffineScale other = scaleOf(stage.sources().getLast());
        ImageShape shape = stage.out();
        ImageSum sum = new ImageSum(
                from.zeroPoint(),
                from.scale() / to.scale(),
                other.zeroPoint(),
                other.scale() / to.scale(),
                to.zeroPoint(),
                stage.rectified());
        steps.add(new Step(
                stage,
                shape.size(),
                null,
                (a, b, out, at, images) -> sum.apply(a, 0, b, 0, out, at, images * shape.size())));
        describe(stage, "sum", from, to);
    }

    private void describe(
            Stage stage, String kind, QuantizedWeights bytes, AffineScale from, AffineScale to, boolean last) {
        int bits = stage.layer() instanceof TrainedLayer.Depthwise ? MAX_WEIGHT_BITS : settings.weightBits();
        layers.add(new QuantizedLayer(
                stage.name(),
                kind(stage, kind),
                stage.in(),
                stage.out(),
                bits,
                bytes.smallestScale(),
                bytes.largestScale(),
                from,
                last ? new AffineScale(1, 0) : to,
                last));
    }

    private void describe(Stage stage, String kind, AffineScale from, AffineScale to) {
        layers.add(
                new QuantizedLayer(stage.name(), kind(stage, kind), stage.in(), stage.out(), 0, 0, 0, from, to, false));
    }

    private static String kind(Stage stage, String kind) {
        return stage.rectified() ? kind + ", rectified" : kind;
    }
}
