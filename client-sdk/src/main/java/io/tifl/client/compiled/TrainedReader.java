package io.tifl.client.compiled;

import io.tifl.client.compiled.TrainedNetwork.Node;
import io.tifl.kernels.ImageShape;
import io.tifl.kernels.Pooling.Divisor;
import io.tifl.kernels.SlidingWindow;
import io.tifl.protocol.Parameters;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Takes the parameters of a model out of Deeplearning4j's flat vector, layer by layer, and turns them channels last. */
final class TrainedReader {
    private final Model model;
    private final float[] flat;
    private final List<Node> nodes = new ArrayList<>();
    private final List<Integer> nodeOfLayer = new ArrayList<>();
    private int block;
    private int offset;

    TrainedReader(Model model, Parameters parameters) {
        this.model = model;
        this.flat = new float[model.layout().size()];
        MemorySegment.copy(parameters.values(), Parameters.VALUE, 0, flat, 0, flat.length);
    }

    TrainedNetwork read(List<Integer> featureShape) {
        List<Shape> shapes = model.shapes();
        for (int i = 0; i < shapes.size(); i++) {
            List<Integer> sources = model.wiring().get(i).sources();
            int source = sources.getFirst();
            Shape in = source == Wiring.INPUT ? model.input() : shapes.get(source);
            read(i, model.layers().get(i), in, sources.stream().map(this::node).toList());
        }
        return new TrainedNetwork(image(model.input()), featureShape, nodes, model.classes());
    }

    private int node(int layer) {
        return layer == Wiring.INPUT ? TrainedNetwork.INPUT : nodeOfLayer.get(layer);
    }

    private static ImageShape image(Shape shape) {
        return new ImageShape(shape.height(), shape.width(), shape.channels());
    }

    private void read(int index, LayerSpec layer, Shape in, List<Integer> sources) {
        ImageShape out = image(layer.out(in));
        switch (layer) {
            case LayerSpec.Convolution spec -> {
                String name = parameterName();
                float[] bias = spec.biased() ? take(spec.channels()) : new float[spec.channels()];
                float[] weights = convolution(spec, in.channels());
                SlidingWindow window = window(spec.window(), in);
                add(name, new TrainedLayer.Convolution(window, spec.channels(), weights, bias), sources, out);
                activate(name, spec.activation(), out);
            }
            case LayerSpec.Depthwise spec -> {
                String name = parameterName();
                float[] bias = spec.biased() ? take(in.channels()) : new float[in.channels()];
                float[] weights = take(spec.window().height() * spec.window().width() * in.channels());
                add(name, new TrainedLayer.Depthwise(window(spec.window(), in), weights, bias), sources, out);
                activate(name, spec.activation(), out);
            }
            case LayerSpec.Dense spec -> {
                String name = parameterName();
                float[] weights = dense(in, spec.units());
                float[] bias = spec.biased() ? take(spec.units()) : new float[spec.units()];
                add(name, new TrainedLayer.Dense(spec.units(), weights, bias), sources, out);
                activate(name, spec.activation(), out);
            }
            case LayerSpec.BatchNorm spec -> add(parameterName(), scale(spec, in.channels()), sources, out);
            case LayerSpec.Activate spec -> {
                nodeOfLayer.add(sources.getFirst());
                activate("activation " + index, spec.activation(), out);
            }
            case LayerSpec.Dropout _ -> nodeOfLayer.add(sources.getFirst());
            case LayerSpec.MaxPool pool ->
                add("pooling " + index, new TrainedLayer.MaxPool(window(pool.window(), in)), sources, out);
            case LayerSpec.AveragePool pool ->
                average(index, pool.window(), pool.paddingCounts() ? Divisor.WINDOW : Divisor.PIXELS, in, sources, out);
            case LayerSpec.SumPool pool -> average(index, pool.window(), Divisor.ONE, in, sources, out);
            case LayerSpec.Combine combine -> {
                if (combine.rule() != LayerSpec.Combine.Rule.SUM || sources.size() != 2) {
                    throw unsupported(index, "combines " + sources.size() + " values as " + combine.rule());
                }
                add("sum " + index, new TrainedLayer.Add(), sources, out);
            }
            case LayerSpec.Merge _ -> throw unsupported(index, "puts channels behind each other");
            case LayerSpec.Embedding _ -> throw unsupported(index, "is an embedding");
            case LayerSpec.Lstm _ -> throw unsupported(index, "is an LSTM");
            case LayerSpec.LastStep _ -> throw unsupported(index, "takes the last step of a sequence");
            case LayerSpec.PerPosition _ -> throw unsupported(index, "is a dense layer over a sequence");
        }
    }

    private UnsupportedModelException unsupported(int index, String what) {
        boolean learns = model.layers().get(index).learns();
        return new UnsupportedModelException("layer '" + (learns ? parameterName() : index) + "', which " + what);
    }

    private void add(String name, TrainedLayer layer, List<Integer> sources, ImageShape out) {
        nodes.add(new Node(name, layer, sources, out));
        nodeOfLayer.add(nodes.size() - 1);
    }

    private void average(int index, Window window, Divisor divisor, Shape in, List<Integer> sources, ImageShape out) {
        add("pooling " + index, new TrainedLayer.AveragePool(window(window, in), divisor), sources, out);
    }

    /** Puts an activation behind the layer just read. */
    private void activate(String name, Activation activation, ImageShape out) {
        if (activation == Activation.IDENTITY) {
            return;
        }
        TrainedLayer layer = activation == Activation.RELU
                ? new TrainedLayer.Rectify()
                : new TrainedLayer.Activate(activation.name(), activation::value);
        int source = nodeOfLayer.removeLast();
        add(name, layer, List.of(source), out);
    }

    /** The name of the layer whose parameters come next. */
    private String parameterName() {
        String name = model.layout().blocks().get(block).name();
        return name.substring(0, name.lastIndexOf('_'));
    }

    private float[] take(int count) {
        int end = offset + count;
        float[] values = Arrays.copyOfRange(flat, offset, end);
        offset = end;
        block++;
        return values;
    }

    // From [out channel][in channel][row][column] to [row][column][in channel][out channel].
    private float[] convolution(LayerSpec.Convolution spec, int channels) {
        int taps = spec.window().height() * spec.window().width();
        float[] from = take(spec.channels() * channels * taps);
        float[] weights = new float[from.length];
        for (int o = 0, next = 0; o < spec.channels(); o++) {
            for (int c = 0; c < channels; c++) {
                for (int t = 0; t < taps; t++) {
                    weights[(t * channels + c) * spec.channels() + o] = from[next++];
                }
            }
        }
        return weights;
    }

    // From [out][channel][pixel] to [pixel][channel][out].
    private float[] dense(Shape in, int outputs) {
        int pixels = in.height() * in.width();
        float[] from = take(in.size() * outputs);
        float[] weights = new float[from.length];
        for (int o = 0, next = 0; o < outputs; o++) {
            for (int c = 0; c < in.channels(); c++) {
                for (int p = 0; p < pixels; p++) {
                    weights[(p * in.channels() + c) * outputs + o] = from[next++];
                }
            }
        }
        return weights;
    }

    private TrainedLayer.Scale scale(LayerSpec.BatchNorm spec, int channels) {
        boolean plain = spec.locked() && (spec.gamma() == 1 || spec.beta() == 0);
        float[] gammas = spec.locked() ? filled(channels, plain ? 1 : spec.gamma()) : take(channels);
        float[] betas = spec.locked() ? filled(channels, plain ? 0 : spec.beta()) : take(channels);
        float[] means = take(channels);
        float[] spreads = take(channels);
        for (int c = 0; c < channels; c++) {
            gammas[c] /= (float) Math.sqrt(variance(spec, spreads[c]) + spec.epsilon());
            betas[c] -= gammas[c] * means[c];
        }
        return new TrainedLayer.Scale(gammas, betas);
    }

    private static double variance(LayerSpec.BatchNorm spec, float kept) {
        return spec.logarithmic() ? StrictMath.pow(10, 2 * (double) kept) : kept;
    }

    private static float[] filled(int count, double value) {
        float[] values = new float[count];
        Arrays.fill(values, (float) value);
        return values;
    }

    private static SlidingWindow window(Window window, Shape in) {
        Shape out = window.out(in, in.channels());
        int below = (out.height() - 1) * window.strideY() + window.spanY() - window.top(in) - in.height();
        int right = (out.width() - 1) * window.strideX() + window.spanX() - window.left(in) - in.width();
        return SlidingWindow.of(window.height(), window.width())
                .withStrides(window.strideY(), window.strideX())
                .withPadding(window.top(in), window.left(in), Math.max(0, below), Math.max(0, right))
                .withDilations(window.dilationY(), window.dilationX());
    }
}
