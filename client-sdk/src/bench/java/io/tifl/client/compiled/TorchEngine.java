package io.tifl.client.compiled;

import io.tifl.client.Examples;
import io.tifl.client.dl4j.Dl4jModel.Blueprint;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.SGD;
import org.bytedeco.pytorch.SGDOptions;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** The same model in PyTorch's C++ library, without Python, on tensors prepared beforehand. */
final class TorchEngine implements StepPeer.Engine {
    /** One layer. */
    private interface Part {
        Tensor apply(Tensor x, boolean training);
    }

    private final List<Part> parts = new ArrayList<>();
    private final TensorVector weights = new TensorVector();
    private final Tensor features;
    private final Tensor labels;
    private final SGD optimizer;

    TorchEngine(Blueprint blueprint, Examples examples, int batch) {
        torch.set_num_threads(1);
        Model model = ModelReader.read(blueprint);
        Shape shape = model.input();
        for (LayerSpec layer : model.layers()) {
            add(layer, shape);
            shape = layer.out(shape);
        }
        int size = examples.featureSize();
        float[] x = new float[batch * size];
        long[] y = new long[batch];
        for (int i = 0; i < batch; i++) {
            examples.features(i, x, i * size);
            y[i] = examples.label(i);
        }
        long[] shapeOf = blueprint.inputShape().size() == 3
                ? new long[] {
                    batch,
                    model.input().channels(),
                    model.input().height(),
                    model.input().width()
                }
                : new long[] {batch, size};
        this.features = torch.from_blob(new FloatPointer(x), shapeOf).clone();
        this.labels = torch.from_blob(
                        new LongPointer(y), new long[] {batch}, new TensorOptions(torch.ScalarType.Long))
                .clone();
        this.optimizer = new SGD(weights, new SGDOptions(1e-4));
    }

    private Tensor parameter(long... shape) {
        Tensor values = torch.randn(shape).mul_(new org.bytedeco.pytorch.Scalar(0.02)).detach();
        values.requires_grad_(true);
        weights.push_back(values);
        return values;
    }

    private void add(LayerSpec layer, Shape in) {
        switch (layer) {
            case LayerSpec.Convolution c -> {
                Window w = c.window();
                Tensor kernel = parameter(c.channels(), in.channels(), w.height(), w.width());
                TensorOptional bias = new TensorOptional(parameter(c.channels()));
                long[] stride = {w.strideY(), w.strideX()};
                long[] padding = {w.top(in), w.left(in)};
                long[] dilation = {w.dilationY(), w.dilationX()};
                parts.add((x, training) -> torch.conv2d(x, kernel, bias, stride, padding, dilation, 1));
                activate(c.activation());
            }
            case LayerSpec.Dense d -> {
                Tensor kernel = parameter(d.units(), in.size());
                TensorOptional bias = new TensorOptional(parameter(d.units()));
                parts.add((x, training) -> torch.linear(x.dim() > 2 ? x.flatten(1, -1) : x, kernel, bias));
                activate(d.activation());
            }
            case LayerSpec.MaxPool p -> {
                Window w = p.window();
                long[] kernel = {w.height(), w.width()};
                long[] stride = {w.strideY(), w.strideX()};
                long[] padding = {w.top(in), w.left(in)};
                long[] dilation = {1, 1};
                parts.add((x, training) -> torch.max_pool2d(x, kernel, stride, padding, dilation, false));
            }
            case LayerSpec.Dropout d -> parts.add((x, training) -> torch.dropout(x, 1 - d.retained(), training));
            case LayerSpec.Activate a -> activate(a.activation());
            default -> throw new IllegalArgumentException("no translation of " + layer);
        }
    }

    private void activate(Activation activation) {
        switch (activation) {
            case RELU -> parts.add((x, training) -> torch.relu(x));
            case SIGMOID -> parts.add((x, training) -> torch.sigmoid(x));
            case IDENTITY -> {}
            default -> throw new IllegalArgumentException("no translation of " + activation);
        }
    }

    private Tensor forward(boolean training) {
        Tensor x = features;
        for (Part part : parts) {
            x = part.apply(x, training);
        }
        return x;
    }

    @Override
    public void trainStep() {
        try (PointerScope _ = new PointerScope()) {
            optimizer.zero_grad();
            torch.cross_entropy_loss(forward(true), labels).backward();
            optimizer.step();
        }
    }

    @Override
    public void evaluateBatch() {
        try (PointerScope _ = new PointerScope();
                NoGradGuard _ = new NoGradGuard()) {
            torch.softmax(forward(false), 1);
        }
    }
}
