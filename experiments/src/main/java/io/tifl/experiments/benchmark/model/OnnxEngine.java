package io.tifl.experiments.benchmark.model;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import io.tifl.experiments.benchmark.result.ModelCost;
import io.tifl.experiments.benchmark.serve.InferenceEngine;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/** ONNX Runtime on the processor. Models have one input, of floats or whole numbers, and their first output is what is predicted. */
public final class OnnxEngine implements InferenceEngine {
    private final OrtSession session;
    private final String input;
    private final TensorInfo inputForm;
    private final int inputSize;
    private final int outputSize;
    private final Optional<ModelCost> cost;

    private OnnxEngine(OrtSession session, Optional<ModelCost> cost) throws OrtException {
        this.session = session;
        this.cost = cost;
        Map<String, NodeInfo> inputs = session.getInputInfo();
        if (inputs.size() != 1) {
            throw new IllegalArgumentException("expected a model of one input, got " + inputs.keySet());
        }
        NodeInfo only = inputs.values().iterator().next();
        this.input = only.getName();
        this.inputForm = tensor("input", only);
        this.inputSize = size("input", inputForm, 1);
        NodeInfo first = session.getOutputInfo().values().iterator().next();
        TensorInfo output = tensor("output", first);
        if (output.type != OnnxJavaType.FLOAT) {
            throw new IllegalArgumentException("expected an output of floats, got " + output.type);
        }
        this.outputSize = output.getShape().length == 1 && batch() == 1
                ? Math.toIntExact(output.getShape()[0])
                : size("output", output, 1);
    }

    /**
     * Loads a model.
     *
     * @param threads 0 for one per core
     * @throws IllegalArgumentException if ONNX Runtime refuses it, or its input or output have no fixed size
     */
    public static OnnxEngine of(byte[] model, int threads, Optional<ModelCost> cost) {
        OrtEnvironment runtime = OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR, "tifl");
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(threads);
            options.setInterOpNumThreads(1);
            return of(runtime.createSession(model, options), cost);
        } catch (OrtException e) {
            throw new IllegalArgumentException("ONNX Runtime does not load the model: " + e.getMessage(), e);
        }
    }

    private static OnnxEngine of(OrtSession session, Optional<ModelCost> cost) throws OrtException {
        try {
            return new OnnxEngine(session, cost);
        } catch (OrtException | RuntimeException e) {
            session.close();
            throw e;
        }
    }

    private static TensorInfo tensor(String what, NodeInfo value) {
        if (value.getInfo() instanceof TensorInfo tensor) {
            return tensor;
        }
        throw new IllegalArgumentException("expected a tensor as " + what + ", got " + value);
    }

    /** @param from the first dimension that is not the batch */
    private static int size(String what, TensorInfo tensor, int from) {
        long size = 1;
        long[] shape = tensor.getShape();
        for (int i = from; i < shape.length; i++) {
            if (shape[i] < 1) {
                throw new IllegalArgumentException("expected an " + what
                        + " whose dimensions after the first are fixed, got " + Arrays.toString(shape));
            }
            size = Math.multiplyExact(size, shape[i]);
        }
        return Math.toIntExact(size);
    }

    /** Examples that the model wants at a time; 0 for any number. */
    private int batch() {
        long[] shape = inputForm.getShape();
        return shape.length == 0 || shape[0] < 1 ? 0 : Math.toIntExact(shape[0]);
    }

    @Override
    public int inputSize() {
        return inputSize;
    }

    @Override
    public int outputSize() {
        return outputSize;
    }

    @Override
    public float[] predict(float[] features, int count) {
        Engines.check(this, features, count);
        float[] outputs = new float[Math.multiplyExact(count, outputSize)];
        int most = batch() == 0 ? Math.max(1, count) : batch();
        for (int done = 0; done < count; done += most) {
            piece(features, done, Math.min(most, count - done), outputs);
        }
        return outputs;
    }

    private void piece(float[] features, int done, int count, float[] outputs) {
        long[] shape = inputForm.getShape();
        shape[0] = batch() == 0 ? count : batch();
        float[] padded = Arrays.copyOfRange(
                features, done * inputSize, done * inputSize + Math.toIntExact(shape[0]) * inputSize);
        Arrays.fill(padded, count * inputSize, padded.length, 0);
        try (OnnxTensor tensor = tensor(padded, shape);
                OrtSession.Result result = session.run(Map.of(input, tensor))) {
            FloatBuffer read = ((OnnxTensor) result.get(0)).getFloatBuffer();
            read.get(outputs, done * outputSize, count * outputSize);
        } catch (OrtException e) {
            throw new IllegalArgumentException("ONNX Runtime does not run the model: " + e.getMessage(), e);
        }
    }

    private OnnxTensor tensor(float[] features, long[] shape) throws OrtException {
        OrtEnvironment runtime = OrtEnvironment.getEnvironment();
        return switch (inputForm.type) {
            case FLOAT -> OnnxTensor.createTensor(runtime, FloatBuffer.wrap(features), shape);
            case INT64 -> {
                long[] whole = new long[features.length];
                for (int i = 0; i < whole.length; i++) {
                    whole[i] = (long) features[i];
                }
                yield OnnxTensor.createTensor(runtime, LongBuffer.wrap(whole), shape);
            }
            default ->
                throw new IllegalArgumentException(
                        "expected an input of floats or 64-bit whole numbers, got " + inputForm.type);
        };
    }

    @Override
    public Optional<ModelCost> cost() {
        return cost;
    }

    @Override
    public void close() {
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime does not close the model: " + e.getMessage(), e);
        }
    }
}
