package io.tifl.experiments.export.model;

import io.tifl.client.dl4j.Dl4jForward;
import io.tifl.client.dl4j.Dl4jModel.Blueprint;
import io.tifl.experiments.benchmark.model.OnnxEngine;
import io.tifl.experiments.benchmark.model.OnnxExport;
import io.tifl.protocol.Layout;
import io.tifl.protocol.Parameters;
import io.tifl.protocol.task.ModelSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import onnx.Onnx.ModelProto;
import org.nd4j.shade.protobuf.InvalidProtocolBufferException;

/**
 * Models as ONNX.
 *
 * <p>A file is read into a network that is known already. Which number of the file is which parameter is not written down
 * anywhere: the network is exported with its parameters numbered, and where the numbers come out is where the file's values
 * belong. So whatever the exporter turns or reorders is turned back, and both lists of tensors are compared one by one.
 */
final class OnnxFile {
    /** Whole numbers up to here, and a little more, are exact in a float. */
    private static final int DIGIT = 1 << 20;

    private OnnxFile() {}

    static byte[] bytes(PortableModel model) {
        return OnnxExport.of(model.blueprint(), model.parameters());
    }

    static ModelProto proto(Path file) throws IOException {
        return proto(Files.readAllBytes(file), file.toString());
    }

    private static ModelProto proto(byte[] bytes, String source) throws IOException {
        try {
            ModelProto model = ModelProto.parseFrom(bytes);
            if (model.getGraph().getNodeCount() == 0) {
                throw new IOException(source + " is no model of ONNX: it has no graph");
            }
            return model;
        } catch (InvalidProtocolBufferException e) {
            throw new IOException(source + " is no model of ONNX, or is cut off: " + e.getMessage(), e);
        }
    }

    static PortableModel read(Path file, ModelSpec spec) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        List<OnnxTensors.Tensor> theirs =
                OnnxTensors.of(proto(bytes, file.toString()).getGraph(), file.toString());
        Blueprint blueprint = PortableModel.blueprint(spec);
        Layout layout = Dl4jForward.layout(blueprint);
        Parameters parameters = Parameters.owning(layout, placed(file, spec, blueprint, layout, theirs));
        PortableModel model = new PortableModel(Optional.of(spec), 0, blueprint, parameters);
        model.requireFinite(file.toString());
        requireSameOutputs(file, bytes, model);
        return model;
    }

    private static float[] placed(
            Path file, ModelSpec spec, Blueprint blueprint, Layout layout, List<OnnxTensors.Tensor> theirs)
            throws IOException {
        List<OnnxTensors.Tensor> low = numbered(blueprint, layout, false);
        List<OnnxTensors.Tensor> high = numbered(blueprint, layout, true);
        requireSame(file, spec, low, theirs);
        float[] values = new float[layout.size()];
        boolean[] there = new boolean[layout.size()];
        for (int t = 0; t < low.size(); t++) {
            float[] from = theirs.get(t).values();
            for (int i = 0; i < from.length; i++) {
                int index = ((int) high.get(t).values()[i]) * DIGIT
                        + (int) low.get(t).values()[i]
                        - 1;
                if (index >= 0) {
                    values[index] = from[i];
                    there[index] = true;
                }
            }
        }
        requireAll(file, layout, there);
        return values;
    }

    /** The tensors of our own export, each parameter in them replaced by its number, counted from 1; the rest is 0. */
    private static List<OnnxTensors.Tensor> numbered(Blueprint blueprint, Layout layout, boolean high)
            throws IOException {
        float[] numbers = new float[layout.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = high ? (i + 1) / DIGIT : (i + 1) % DIGIT;
        }
        byte[] exported = OnnxExport.of(blueprint, Parameters.owning(layout, numbers));
        return OnnxTensors.of(proto(exported, "our export").getGraph(), "our export");
    }

    private static void requireSame(
            Path file, ModelSpec spec, List<OnnxTensors.Tensor> ours, List<OnnxTensors.Tensor> theirs)
            throws IOException {
        for (int i = 0; i < Math.max(ours.size(), theirs.size()); i++) {
            boolean same = i < ours.size()
                    && i < theirs.size()
                    && ours.get(i).role().equals(theirs.get(i).role())
                    && ours.get(i).shape().equals(theirs.get(i).shape());
            if (!same) {
                throw new IOException(file + ": tensor " + i + " is " + shown(theirs, i) + ", model '" + spec.name()
                        + "' expects " + shown(ours, i));
            }
        }
    }

    private static String shown(List<OnnxTensors.Tensor> tensors, int i) {
        return i < tensors.size() ? tensors.get(i).shown() : "nothing more";
    }

    private static void requireAll(Path file, Layout layout, boolean[] there) throws IOException {
        int at = 0;
        for (Layout.Block block : layout.blocks()) {
            for (int i = 0; i < block.size(); i++, at++) {
                if (!there[at]) {
                    throw new IOException(file + ": nothing in it belongs to tensor '" + block.name() + "' "
                            + block.shape() + " at " + i);
                }
            }
        }
    }

    /** PyTorch's classifiers end before the softmax: outputs may be the same after one. */
    private static void requireSameOutputs(Path file, byte[] bytes, PortableModel model) throws IOException {
        float[] inputs = Agreement.inputs(model.blueprint());
        float[] ours = Agreement.outputs(model, inputs);
        float[] theirs = outputs(file, bytes, inputs);
        Agreement plain = Agreement.of(ours, theirs);
        if (!plain.holds()) {
            Agreement after = Agreement.of(ours, softmax(theirs, Math.max(1, theirs.length / Agreement.EXAMPLES)));
            (after.holds() ? after : plain)
                    .require(file + " has the shapes of model '"
                            + model.spec().orElseThrow().name() + "', but other layers");
        }
    }

    /** How far ONNX Runtime's outputs of a file are from the model's. */
    static Agreement agreement(Path file, PortableModel model) throws IOException {
        float[] inputs = Agreement.inputs(model.blueprint());
        return Agreement.of(Agreement.outputs(model, inputs), outputs(file, Files.readAllBytes(file), inputs));
    }

    private static float[] outputs(Path file, byte[] bytes, float[] inputs) throws IOException {
        try (OnnxEngine engine = OnnxEngine.of(bytes, 1, Optional.empty())) {
            if (engine.inputSize() * Agreement.EXAMPLES != inputs.length) {
                throw new IOException(file + " takes " + engine.inputSize() + " numbers an example, the model takes "
                        + inputs.length / Agreement.EXAMPLES);
            }
            return engine.predict(inputs, Agreement.EXAMPLES);
        } catch (IllegalArgumentException e) {
            throw new IOException(file + " cannot be run to compare it: " + e.getMessage(), e);
        }
    }

    private static float[] softmax(float[] scores, int classes) {
        float[] shares = new float[scores.length];
        for (int from = 0; from + classes <= scores.length; from += classes) {
            double largest = Double.NEGATIVE_INFINITY;
            for (int i = from; i < from + classes; i++) {
                largest = Math.max(largest, scores[i]);
            }
            double sum = 0;
            for (int i = from; i < from + classes; i++) {
                sum += Math.exp(scores[i] - largest);
            }
            for (int i = from; i < from + classes; i++) {
                shares[i] = (float) (Math.exp(scores[i] - largest) / sum);
            }
        }
        return shares;
    }
}
