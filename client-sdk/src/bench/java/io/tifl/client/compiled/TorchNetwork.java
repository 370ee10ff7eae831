package io.tifl.client.compiled;

import io.tifl.protocol.Settings;
import io.tifl.protocol.task.ModelSpec;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** The built-in models written for PyTorch by hand, so that a fault of our reader cannot hide in both. */
final class TorchNetwork {
    /** One layer or block. */
    private interface Part {
        Tensor apply(Tensor x, boolean training);
    }

    private final TensorVector weights;
    private final List<Part> parts = new ArrayList<>();

    private TorchNetwork(TensorVector weights) {
        this.weights = weights;
    }

    /**
     * The model of this name and settings.
     *
     * @throws UnsupportedOperationException if it has not been written yet
     */
    static TorchNetwork of(ModelSpec spec) {
        TorchNetwork network = new TorchNetwork(new TensorVector());
        Settings settings = spec.settings();
        switch (spec.name()) {
            case "femnist-cnn" -> network.femnist();
            case "mnist-cnn" -> network.mnist();
            case "cifar10-cnn" -> network.cifar();
            case "small-cnn" -> network.small();
            case "celeba-cnn" -> network.celeba();
            case "resnet" -> network.residual(settings);
            case "depthwise-cnn" -> network.depthwise(settings);
            case "shakespeare-lstm" -> network.embedding(80, 8).lstm(8, 256).lstm(256, 256).last().dense(256, 80);
            case "sent140-lstm" ->
                network.embedding(settings.integer("vocabulary", 10_000) + 1, 100)
                        .lstm(100, 100)
                        .lstm(100, 100)
                        .last()
                        .dense(100, 128)
                        .dense(128, 2);
            case "reddit-lstm" ->
                network.embedding(10_000, 256).lstm(256, 256).lstm(256, 256).last().dense(256, 10_000);
            case "mlp" ->
                network.dense(settings.integer("inputs", 0), settings.integer("hidden", 200))
                        .relu()
                        .dense(settings.integer("hidden", 200), settings.integer("classes", 0));
            case "logistic" -> {
                network.dense(settings.integer("inputs", 0), settings.integer("classes", 0));
                if (settings.flag("sigmoid", false)) {
                    network.parts.add((x, training) -> torch.sigmoid(x));
                }
            }
            default -> throw new UnsupportedOperationException("model '" + spec.name() + "' is not written for PyTorch");
        }
        return network;
    }

    /** What an optimiser moves. */
    TensorVector weights() {
        return weights;
    }

    /** The scores before softmax. */
    Tensor forward(Tensor input, boolean training) {
        Tensor x = input;
        for (Part part : parts) {
            x = part.apply(x, training);
        }
        return x;
    }

    private void femnist() {
        convolution(1, 32, 5, 1, 2).relu().maxPool();
        convolution(32, 64, 5, 1, 2).relu().maxPool();
        flatten().dense(64 * 7 * 7, 2048).relu().dense(2048, 62);
    }

    private void mnist() {
        convolution(1, 32, 3, 1, 0).relu().convolution(32, 64, 3, 1, 0).relu().maxPool();
        flatten().dropout(0.25).dense(64 * 12 * 12, 128).relu().dropout(0.5).dense(128, 10);
    }

    private void cifar() {
        convolution(3, 32, 3, 1, 1).relu().convolution(32, 32, 3, 1, 0).relu().maxPool();
        dropout(0.25);
        convolution(32, 64, 3, 1, 1).relu().convolution(64, 64, 3, 1, 0).relu().maxPool();
        flatten().dropout(0.25).dense(64 * 6 * 6, 512).relu().dropout(0.5).dense(512, 10);
    }

    private void small() {
        convolution(1, 8, 5, 1, 0).relu().maxPool();
        convolution(8, 16, 3, 1, 0).relu().maxPool();
        flatten().dense(16 * 5 * 5, 64).relu().dense(64, 10);
    }

    private void celeba() {
        for (int in : new int[] {3, 32, 32, 32}) {
            convolution(in, 32, 3, 1, 1).norm(32);
            // Windows that reach over the right and lower edge count: 84, 42, 21, 11, 6.
            parts.add((x, training) -> torch.max_pool2d(
                    x, new long[] {2, 2}, new long[] {2, 2}, new long[] {0, 0}, new long[] {1, 1}, true));
            relu();
        }
        flatten().dense(32 * 6 * 6, 2);
    }

    private void residual(Settings settings) {
        int width = settings.integer("width", 16);
        int blocks = settings.integer("depth", 8) / 6;
        unbiased(settings.integer("channels", 3), width, 3, 1, 1).norm(width).relu();
        int in = width;
        for (int stage = 0; stage < 3; stage++) {
            int out = width << stage;
            for (int block = 0; block < blocks; block++) {
                block(in, out, stage > 0 && block == 0 ? 2 : 1);
                in = out;
            }
        }
        averageAll().dense(in, settings.integer("classes", 10));
    }

    private void block(int in, int out, int stride) {
        TorchNetwork left = new TorchNetwork(weights);
        left.unbiased(in, out, 3, stride, 1).norm(out).relu().unbiased(out, out, 3, 1, 1).norm(out);
        TorchNetwork right = new TorchNetwork(weights);
        if (in != out || stride != 1) {
            right.unbiased(in, out, 1, stride, 0).norm(out);
        }
        parts.add((x, training) -> torch.relu(left.forward(x, training).add(right.forward(x, training))));
    }

    private void depthwise(Settings settings) {
        int in = settings.integer("width", 32);
        unbiased(settings.integer("channels", 3), in, 3, 1, 1).norm(in).relu();
        for (int stride : new int[] {1, 2, 1, 2, 1}) {
            convolution(in, in, 3, stride, 1, in, false).norm(in).relu();
            unbiased(in, in * stride, 1, 1, 0).norm(in * stride).relu();
            in *= stride;
        }
        averageAll().dense(in, settings.integer("classes", 10));
    }

    private Tensor parameter(long... shape) {
        Tensor values = torch.randn(shape).mul_(new Scalar(0.02)).detach();
        values.requires_grad_(true);
        weights.push_back(values);
        return values;
    }

    private TorchNetwork convolution(int in, int out, int kernel, int stride, int padding) {
        return convolution(in, out, kernel, stride, padding, 1, true);
    }

    private TorchNetwork unbiased(int in, int out, int kernel, int stride, int padding) {
        return convolution(in, out, kernel, stride, padding, 1, false);
    }

    private TorchNetwork convolution(int in, int out, int kernel, int stride, int padding, int groups, boolean biased) {
        Tensor values = parameter(out, in / groups, kernel, kernel);
        TensorOptional bias = biased ? new TensorOptional(parameter(out)) : new TensorOptional();
        long[] strides = {stride, stride};
        long[] paddings = {padding, padding};
        parts.add((x, training) -> torch.conv2d(x, values, bias, strides, paddings, new long[] {1, 1}, groups));
        return this;
    }

    private TorchNetwork norm(int channels) {
        TensorOptional gamma = new TensorOptional(parameter(channels));
        TensorOptional beta = new TensorOptional(parameter(channels));
        TensorOptional mean = new TensorOptional(torch.zeros(channels));
        TensorOptional variance = new TensorOptional(torch.ones(channels));
        parts.add((x, training) -> torch.batch_norm(x, gamma, beta, mean, variance, training, 0.1, 1e-5, false));
        return this;
    }

    private TorchNetwork relu() {
        parts.add((x, training) -> torch.relu(x));
        return this;
    }

    private TorchNetwork dropout(double dropped) {
        parts.add((x, training) -> torch.dropout(x, dropped, training));
        return this;
    }

    private TorchNetwork maxPool() {
        parts.add((x, training) -> torch.max_pool2d(x, 2, 2));
        return this;
    }

    private TorchNetwork averageAll() {
        parts.add((x, training) -> torch.adaptive_avg_pool2d(x, 1, 1).flatten(1, -1));
        return this;
    }

    private TorchNetwork flatten() {
        parts.add((x, training) -> x.flatten(1, -1));
        return this;
    }

    private TorchNetwork dense(int in, int out) {
        Tensor values = parameter(out, in);
        TensorOptional bias = new TensorOptional(parameter(out));
        parts.add((x, training) -> torch.linear(x, values, bias));
        return this;
    }

    private TorchNetwork embedding(int tokens, int width) {
        Tensor table = parameter(tokens, width);
        parts.add((x, training) -> torch.embedding(table, x));
        return this;
    }

    // PyTorch's own layer, for batch first; it has a second, needless row of biases, which costs it next to nothing.
    private TorchNetwork lstm(int in, int units) {
        TensorVector layer = new TensorVector(
                parameter(4L * units, in), parameter(4L * units, units), parameter(4L * units), parameter(4L * units));
        parts.add((x, training) -> {
            Tensor zero = torch.zeros(1, x.size(0), units);
            TensorVector state = new TensorVector(zero, zero);
            return torch.lstm(x, state, layer, true, 1, 0.0, training, false, true)
                    .get0();
        });
        return this;
    }

    private TorchNetwork last() {
        parts.add((x, training) -> x.select(1, x.size(1) - 1));
        return this;
    }
}
