package io.tifl.client.compiled;

import io.tifl.client.dl4j.Dl4jModel;
import java.util.List;

/**
 * Values that a forward pass of one example reads and writes if nothing stays in a cache, counted from the configuration: what
 * every layer reads, its parameters, and what it yields. In the roofline model (Williams et al., CACM 2009) operations per byte of
 * them say whether arithmetic or memory limits a layer. Dropout, which evaluation leaves out, and activations that are part of a
 * layer move nothing; of an embedding, only the rows looked up are read.
 *
 * @param weights multiplied with values
 * @param others among the parameters: biases, and what normalisations keep
 * @param inner values written by one layer and as often as they are read, the network's input included where it is read
 * @param output scores of the network
 */
public record MovedValues(long weights, long others, long inner, long output) {
    private static final int FLOAT = 4;

    /** @throws UnsupportedModelException if it has a part that is not counted; names it */
    public static MovedValues of(Dl4jModel.Blueprint blueprint) {
        Model model = ModelReader.read(blueprint);
        List<Shape> shapes = model.shapes();
        MovedValues sum = new MovedValues(0, 0, 0, 0);
        for (int i = 0; i < shapes.size(); i++) {
            Shape out = shapes.get(i);
            List<Shape> read = model.wiring().get(i).sources().stream()
                    .map(source -> source == Wiring.INPUT ? model.input() : shapes.get(source))
                    .toList();
            MovedValues layer = of(model.layers().get(i), read, out);
            sum = sum.plus(i == shapes.size() - 1 ? layer.yielding(out.size()) : layer);
        }
        return sum;
    }

    /** In bytes, all in floats of 32 bits. */
    public double floatBytes() {
        return FLOAT * ((double) weights + others + inner + output);
    }

    /** In bytes, where weights and inner values are bytes and all else has 32 bits. */
    public double quantizedBytes() {
        return (double) weights + inner + FLOAT * ((double) others + output);
    }

    private static MovedValues of(LayerSpec layer, List<Shape> read, Shape out) {
        Shape in = read.getFirst();
        long values = read.stream().mapToLong(Shape::size).sum() + out.size();
        return switch (layer) {
            case LayerSpec.Dense dense ->
                new MovedValues((long) in.size() * dense.units(), dense.biased() ? dense.units() : 0, values, 0);
            case LayerSpec.PerPosition each ->
                new MovedValues(
                        (long) in.channels() * out.channels(), each.dense().biased() ? out.channels() : 0, values, 0);
            case LayerSpec.Convolution convolution ->
                new MovedValues(
                        area(convolution.window()) * in.channels() * out.channels(),
                        convolution.biased() ? out.channels() : 0,
                        values,
                        0);
            case LayerSpec.Depthwise depthwise ->
                new MovedValues(
                        area(depthwise.window()) * in.channels(), depthwise.biased() ? in.channels() : 0, values, 0);
            case LayerSpec.Lstm lstm ->
                new MovedValues(4L * lstm.units() * (in.channels() + lstm.units()), 4L * lstm.units(), values, 0);
            case LayerSpec.Embedding embedding ->
                new MovedValues(out.size(), embedding.biased() ? embedding.units() : 0, values, 0);
            case LayerSpec.BatchNorm norm -> new MovedValues(0, (norm.locked() ? 2L : 4L) * in.channels(), values, 0);
            case LayerSpec.Dropout _ -> new MovedValues(0, 0, 0, 0);
            case LayerSpec.MaxPool _,
                    LayerSpec.AveragePool _,
                    LayerSpec.SumPool _,
                    LayerSpec.Activate _,
                    LayerSpec.Combine _,
                    LayerSpec.Merge _,
                    LayerSpec.LastStep _ -> new MovedValues(0, 0, values, 0);
        };
    }

    private static long area(Window window) {
        return (long) window.height() * window.width();
    }

    private MovedValues yielding(long outputs) {
        return new MovedValues(weights, others, inner - outputs, outputs);
    }

    private MovedValues plus(MovedValues more) {
        return new MovedValues(
                Math.addExact(weights, more.weights),
                Math.addExact(others, more.others),
                Math.addExact(inner, more.inner),
                Math.addExact(output, more.output));
    }
}
