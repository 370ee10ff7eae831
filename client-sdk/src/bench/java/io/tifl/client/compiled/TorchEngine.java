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

    private static Tensor labels(Examples examples, int batch) {
        long[] y = new long[batch];
        for (int i = 0; i < batch; i++) {
            y[i] = examples.label(i);
        }
        return torch.from_blob(new LongPointer(y), new long[] {batch}, new TensorOptions(torch.ScalarType.Long))
                .clone();
    }

    @Override
    public void trainStep() {
        try (PointerScope _ = new PointerScope()) {
            optimizer.zero_grad();
            torch.cross_entropy_loss(network.forward(features, true), labels).backward();
            optimizer.step();
        }
    }

    @Override
    public void evaluateBatch() {
        try (PointerScope _ = new PointerScope();
                NoGradGuard _ = new NoGradGuard()) {
            torch.softmax(network.forward(features, false), 1);
        }
    }
}
