package io.tifl.experiments.benchmark.model;

import io.tifl.client.dl4j.Dl4jForward;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.jspecify.annotations.Nullable;

/**
 * A network from a file that Deeplearning4j wrote ({@code ModelSerializer}).
 *
 * <p>Such a file can hold serialised Java objects, and reading them runs whatever code they name: a file that has any is refused unread.
 * Still, only an operator's own files are to be read.
 *
 * @param outputs of an example
 */
public record SavedNetwork(Dl4jForward forward, int outputs) {
    private static final int LARGEST_SIDE = 1024;

    private static final String UNKNOWN =
            "its layers do not say how large the input is; save it as .onnx with a fixed input";

    private static final List<String> PARTS = List.of(
            "configuration.json", "coefficients.bin", "updaterState.bin", "noParams.marker", "trainingState.bin");

    /**
     * Reads a file.
     *
     * @throws IOException if it is missing, damaged, or holds more than configuration, parameters and the optimiser's state
     */
    public static SavedNetwork read(Path file) throws IOException {
        Model network = network(file);
        try {
            return of(network, inputShape(network));
        } catch (RuntimeException e) {
            throw new IOException(file + " holds a network that does not run: " + e.getMessage(), e);
        }
    }

    /**
     * As {@link #read(Path)}, where the file does not say how large an input is.
     *
     * @param inputShape of one example
     */
    public static SavedNetwork read(Path file, List<Integer> inputShape) throws IOException {
        Model network = network(file);
        try {
            return of(network, inputShape);
        } catch (RuntimeException e) {
            throw new IOException(
                    file + " holds a network that does not run on inputs of " + inputShape + ": " + e.getMessage(), e);
        }
    }

    private static SavedNetwork of(Model network, List<Integer> inputShape) {
        Dl4jForward forward = Dl4jForward.of(network, inputShape);
        return new SavedNetwork(forward, forward.predict(new float[forward.inputSize()], 1).length);
    }

    private static Model network(Path file) throws IOException {
        checkParts(file);
        return restored(file);
    }

    private static void checkParts(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new IOException("there is no file " + file);
        }
        List<String> found = new ArrayList<>();
        try (ZipFile zip = new ZipFile(file.toFile())) {
            zip.stream().map(ZipEntry::getName).forEach(found::add);
        } catch (IOException e) {
            throw new IOException(file + " is no file of Deeplearning4j: " + e.getMessage(), e);
        }
        if (!found.contains("configuration.json") || !found.contains("coefficients.bin")) {
            throw new IOException(file
                    + " is no file of Deeplearning4j: expected configuration.json and coefficients.bin, got " + found);
        }
        found.removeAll(PARTS);
        if (!found.isEmpty()) {
            throw new IOException(file + " holds " + found + ", expected only " + PARTS
                    + ": anything else may run code when read; save the network without a normaliser");
        }
    }

    private static Model restored(Path file) throws IOException {
        try {
            return isGraph(file)
                    ? ModelSerializer.restoreComputationGraph(file.toFile(), false)
                    : ModelSerializer.restoreMultiLayerNetwork(file.toFile(), false);
        } catch (RuntimeException e) {
            throw new IOException(file + " cannot be read by Deeplearning4j: " + e.getMessage(), e);
        }
    }

    private static boolean isGraph(Path file) throws IOException {
        try (ZipFile zip = new ZipFile(file.toFile())) {
            ZipEntry entry = zip.getEntry("configuration.json");
            String json = new String(zip.getInputStream(entry).readAllBytes(), StandardCharsets.UTF_8);
            return json.contains("\"networkInputs\"");
        }
    }

    // Neither kind of network keeps the type of its input: the first layer and what stands before it tell.
    private static List<Integer> inputShape(Model network) {
        return switch (network) {
            case MultiLayerNetwork layers -> {
                MultiLayerConfiguration configuration = layers.getLayerWiseConfigurations();
                Layer first = configuration.getConf(0).getLayer();
                yield inputShape(first, configuration.getInputPreProcess(0), channels -> side(configuration, channels));
            }
            case ComputationGraph graph -> inputShape(graph.getConfiguration());
            default -> throw new IllegalArgumentException("neither layers nor a graph");
        };
    }

    private static List<Integer> inputShape(ComputationGraphConfiguration graph) {
        String input = graph.getNetworkInputs().getFirst();
        for (Map.Entry<String, List<String>> vertex : graph.getVertexInputs().entrySet()) {
            if (vertex.getValue().contains(input)
                    && graph.getVertices().get(vertex.getKey()) instanceof LayerVertex reader) {
                return inputShape(reader.getLayerConf().getLayer(), reader.getPreProcessor(), _ -> {
                    throw new IllegalArgumentException(UNKNOWN);
                });
            }
        }
        throw new IllegalArgumentException(UNKNOWN);
    }

    private static List<Integer> inputShape(Layer first, @Nullable InputPreProcessor before, IntUnaryOperator side) {
        if (before instanceof FeedForwardToCnnPreProcessor image) {
            return List.of(Math.toIntExact(image.getNumChannels() * image.getInputHeight() * image.getInputWidth()));
        }
        if (before == null && first instanceof DenseLayer dense) {
            return List.of(Math.toIntExact(dense.getNIn()));
        }
        if (before == null && first instanceof OutputLayer only) {
            return List.of(Math.toIntExact(only.getNIn()));
        }
        if (before == null && first instanceof ConvolutionLayer convolution) {
            int channels = Math.toIntExact(convolution.getNIn());
            int length = side.applyAsInt(channels);
            return List.of(channels, length, length);
        }
        throw new IllegalArgumentException(UNKNOWN);
    }

    /** The side of the square images that fit the first layer which wants a fixed size. */
    private static int side(MultiLayerConfiguration layers, int channels) {
        for (int side = 1; side <= LARGEST_SIDE; side++) {
            if (fits(layers, InputType.convolutional(side, side, channels))) {
                return side;
            }
        }
        throw new IllegalArgumentException(UNKNOWN);
    }

    private static boolean fits(MultiLayerConfiguration layers, InputType input) {
        InputType type = input;
        for (int i = 0; i < layers.getConfs().size(); i++) {
            if (layers.getInputPreProcess(i) instanceof CnnToFeedForwardPreProcessor flat) {
                return type instanceof InputType.InputTypeConvolutional image
                        && image.getHeight() == flat.getInputHeight()
                        && image.getWidth() == flat.getInputWidth()
                        && image.getChannels() == flat.getNumChannels();
            }
            try {
                type = layers.getConf(i).getLayer().getOutputType(i, type);
            } catch (RuntimeException _) {
                return false; // smaller than a window
            }
        }
        return false;
    }
}
