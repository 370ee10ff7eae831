package io.tifl.client.compiled;

import io.tifl.client.Examples;
import io.tifl.protocol.task.ModelSpec;
import java.util.stream.LongStream;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.SGD;
import org.bytedeco.pytorch.SGDOptions;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;

/** The same model in PyTorch's C++ library, without Python, on tensors prepared beforehand. */
final class TorchEngine implements StepPeer.Engine {
    private final TorchNetwork network;
    private final Tensor features;
    private final Tensor labels;
    private final SGD optimizer;

    TorchEngine(ModelSpec spec, Examples examples, int batch, boolean tokens) {
        torch.set_num_threads(1);
        this.network = TorchNetwork.of(spec);
        int size = examples.featureSize();
        float[] x = new float[batch * size];
        for (int i = 0; i < batch; i++) {
            examples.features(i, x, i * size);
        }
        long[] shape = LongStream.concat(
                        LongStream.of(batch),
                        examples.featureShape().stream().mapToLong(Integer::longValue))
                .toArray();
        Tensor values = torch.from_blob(new FloatPointer(x), shape).clone();
        this.features = tokens ? values.to(torch.ScalarType.Long) : values;
        this.labels = labels(examples, batch);
        this.optimizer = new SGD(network.weights(), new SGDOptions(1e-4));
    }

    // A network with an output for every position gets the example's label at each.
    private Tensor labels(Examples examples, int batch) {
        try (NoGradGuard _ = new NoGradGuard()) {
            Tensor scores = network.forward(features, false);
            int positions = scores.dim() == 3 ? (int) scores.size(1) : 1;
            long[] y = new long[batch * positions];
            for (int i = 0; i < y.length; i++) {
                y[i] = examples.label(i / positions);
            }
            return torch.from_blob(
                            new LongPointer(y), new long[] {y.length}, new TensorOptions(torch.ScalarType.Long))
                    .clone();
        }
    }

    private Tensor scores(boolean training) {
        Tensor scores = network.forward(features, training);
        return scores.dim() == 3 ? scores.flatten(0, 1) : scores;
    }

    @Override
    public void trainStep() {
        try (PointerScope _ = new PointerScope()) {
            optimizer.zero_grad();
            torch.cross_entropy_loss(scores(true), labels).backward();
            optimizer.step();
        }
    }

    @Override
    public void evaluateBatch() {
        try (PointerScope _ = new PointerScope();
                NoGradGuard _ = new NoGradGuard()) {
            torch.softmax(scores(false), 1);
        }
    }
}
